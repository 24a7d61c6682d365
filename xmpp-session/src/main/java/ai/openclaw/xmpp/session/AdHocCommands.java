package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandResult;
import ai.openclaw.xmpp.command.Commands;
import ai.openclaw.xmpp.session.codec.AdHoc;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the application asks for of ad-hoc commands: ours are the desk's, others' are questions. */
final class AdHocCommands implements Commands {

    /** Asks from any thread, as {@link ai.openclaw.xmpp.XmppSession#query} does. */
    interface Asking {
        CompletionStage<@Nullable XmlElement> ask(Jid entity, boolean set, XmlElement payload);
    }

    private final CommandDesk desk;
    private final Asking asking;

    AdHocCommands(CommandDesk desk, Asking asking) {
        this.desk = desk;
        this.asking = asking;
    }

    @Override
    public void register(AdHocCommand command) {
        desk.register(command);
    }

    @Override
    public void unregister(String node) {
        desk.unregister(Objects.requireNonNull(node, "node"));
    }

    @Override
    public CompletionStage<Map<String, String>> list(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return asking.ask(entity, false, AdHoc.listQuery()).thenApply(AdHoc::list);
    }

    @Override
    public CompletionStage<CommandResult> execute(
            Jid entity,
            String node,
            @Nullable String sessionId,
            CommandAction action,
            Map<String, List<String>> values) {
        Objects.requireNonNull(entity, "entity");
        return asking.ask(entity, true, AdHoc.request(node, sessionId, action, values))
                .thenApply(AdHoc::result);
    }
}
