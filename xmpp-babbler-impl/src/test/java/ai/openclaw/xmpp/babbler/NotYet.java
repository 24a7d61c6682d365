package ai.openclaw.xmpp.babbler;

import java.util.Map;
import java.util.TreeMap;

/** The rules that the engine does not keep yet. */
final class NotYet {

    static final Map<String, String> STREAMS = new TreeMap<>();
    static final Map<String, String> SESSIONS = new TreeMap<>();

    private NotYet() {}
}
