package ai.openclaw.xmpp.babbler;

import java.util.Map;

/** The rules that the engine does not keep, and why. */
final class NotYet {

    static final Map<String, String> STREAMS = Map.of();
    static final Map<String, String> SESSIONS = Map.of();

    private NotYet() {}
}
