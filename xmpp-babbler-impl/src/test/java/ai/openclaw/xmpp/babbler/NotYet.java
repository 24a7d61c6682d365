package ai.openclaw.xmpp.babbler;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The rules that the engine does not keep yet, and why. */
final class NotYet {

    static final Map<String, String> STREAMS = streams();
    static final Map<String, String> SESSIONS = Map.of(
            "SE-208", "until the engine speaks XEP-0198",
            "SE-307", "until a room is shown as refused before its join fails");

    private NotYet() {}

    private static Map<String, String> streams() {
        Map<String, String> rules = new TreeMap<>();
        rules.put("ST-106", "until a time limit during login is never told as the loss that follows it");
        rules.put("ST-114", "until the engine closes its socket when it is interrupted");
        rules.put("ST-115", "until the engine follows redirections");
        rules.put("ST-203", "until the engine tells what came early on a thread of its own");
        rules.put("ST-204", "until the engine tells what came early on a thread of its own");
        rules.put("ST-308", "until the engine tells a closing tag that we did not ask for as a loss");
        IntStream.rangeClosed(401, 413).forEach(id -> rules.put("ST-" + id, "until the engine speaks XEP-0198"));
        IntStream.rangeClosed(501, 505).forEach(id -> rules.put("ST-" + id, "until the engine has this purpose"));
        return rules;
    }
}
