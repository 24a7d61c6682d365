package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom somebody wants to write to.
 *
 * @param jid the address
 * @param kind what it is, if the text said so
 */
record Target(Jid jid, @Nullable ChatKind kind) {

    /**
     * Reads {@code alice@example.org}, {@code xmpp:alice@example.org?message} (RFC 5122), {@code user:…}, {@code room:…}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Target parse(String text) {
        String rest = text.strip();
        @Nullable ChatKind kind = null;
        while (true) {
            String lower = rest.toLowerCase(Locale.ROOT);
            if (lower.startsWith("user:")) {
                kind = ChatKind.DIRECT;
                rest = rest.substring("user:".length());
            } else if (lower.startsWith("room:")) {
                kind = ChatKind.ROOM;
                rest = rest.substring("room:".length());
            } else if (lower.startsWith("xmpp:")) {
                rest = fromUri(rest.substring("xmpp:".length()));
            } else {
                break;
            }
        }
        Jid jid = Jid.of(rest);
        if (kind == ChatKind.ROOM && !jid.isBare()) {
            kind = ChatKind.ROOM_PRIVATE;
        }
        return new Target(jid, kind);
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
