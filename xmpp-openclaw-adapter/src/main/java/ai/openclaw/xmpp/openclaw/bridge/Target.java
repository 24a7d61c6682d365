package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whom somebody wants to write to.
 *
 * @param jid the address
 * @param kind what it is, if the text said so
 */
record Target(Jid jid, @Nullable ChatKind kind) {

    /** An address of 3071 bytes may be thrice as long in a URI; a query may follow it. */
    private static final int LONGEST = 16 * 1024;

    private static final int MOST_PREFIXES = 4;

    /**
     * Reads {@code alice@example.org}, {@code xmpp:alice@example.org?message} (RFC 5122), {@code user:…}, {@code room:…}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Target parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("an address has at most " + LONGEST + " characters");
        }
        String rest = text.strip();
        @Nullable ChatKind kind = null;
        for (int prefixes = 0; startsWith(rest, "user:") || startsWith(rest, "room:") || startsWith(rest, "xmpp:"); ) {
            if (++prefixes > MOST_PREFIXES) {
                throw new IllegalArgumentException("an address has at most " + MOST_PREFIXES + " prefixes");
            }
            String after = rest.substring("user:".length());
            if (startsWith(rest, "xmpp:")) {
                rest = fromUri(after);
            } else {
                kind = startsWith(rest, "user:") ? ChatKind.DIRECT : ChatKind.ROOM;
                rest = after;
            }
        }
        Jid jid = Jid.of(rest);
        if (kind == ChatKind.ROOM && !jid.isBare()) {
            kind = ChatKind.ROOM_PRIVATE;
        }
        return new Target(jid, kind);
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String fromUri(String uri) {
        String path = uri;
        int end = path.indexOf('?');
        path = end < 0 ? path : path.substring(0, end);
        end = path.indexOf('#');
        path = end < 0 ? path : path.substring(0, end);
        if (path.startsWith("//")) {
            // xmpp://account@server/address: the account to use comes first, the address is the path.
            int slash = path.indexOf('/', 2);
            path = slash < 0 ? path.substring(2) : path.substring(slash + 1);
        }
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
