package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.onboarding.Command;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the sub-commands on the class path; the only place that does. */
final class Commands {

    private Commands() {}

    static List<Command> find() {
        return ServiceLoader.load(Command.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
