package ai.openclaw.xmpp.smack;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The rules that Smack does not let an engine keep, and why; docs/engines.md says more. */
final class NotPossible {

    static final Map<String, String> STREAMS = streams();
    static final Map<String, String> SESSIONS = Map.of(
            "SE-207",
            "a server that has not noticed the cut yet sends into it, and without resumption nobody sends that again",
            "SE-208",
            "without resumption only the server's own stores can keep what the network swallowed");

    private NotPossible() {}

    private static Map<String, String> streams() {
        Map<String, String> rules = new TreeMap<>();
        // What 0198 itself demands; ST-411 holds for engines without it.
        IntStream.concat(IntStream.rangeClosed(401, 410), IntStream.of(412, 413))
                .forEach(
                        id -> rules.put(
                                "ST-" + id,
                                "Smack counts a stanza before we have it safely, and resumes only within one connection object"));
        rules.put("ST-318", "this engine has no WebSocket");
        for (String id : new String[] {"ST-504", "ST-505"}) {
            rules.put(id, "Smack 4.4 has no client side of XEP-0114");
        }
        return rules;
    }
}
