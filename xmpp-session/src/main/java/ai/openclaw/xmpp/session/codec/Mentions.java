package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a message in a room addresses us. */
public final class Mentions {

    /**
     * So much of a text is looked at, from its beginning: nobody is addressed further down. A stranger chooses the text and its length, and to
     * fold one that is made of combining marks takes the square of it.
     */
    private static final int LOOKED_AT = 8_192;

    private Mentions() {}

    /**
     * What a room knows of us.
     *
     * @param occupant our own address in it
     * @param account our bare JID
     * @param ids ids of messages that we sent to it lately
     * @param texts what we said in it lately
     */
    public record Us(Jid occupant, Jid account, Set<String> ids, Collection<String> texts) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "Us[" + occupant + "]";
        }
    }

    /** Whether it names our nick, refers to us (XEP-0372), answers us (XEP-0461), or quotes us. */
    public static boolean of(String body, @Nullable ReplyReference reply, List<XmlElement> payload, Us us) {
        String text = beginning(body);
        return reply != null && answersUs(reply, us)
                || payload.stream().anyMatch(element -> refersToUs(element, us))
                || names(spoken(text), us)
                || quotesUs(quoted(text), us);
    }

    private static String beginning(String text) {
        return text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
    }

    private static boolean answersUs(ReplyReference reply, Us us) {
        if (reply.to() != null) {
            return reply.to().equals(us.occupant()) || reply.to().equals(us.account());
        }
        return us.ids().contains(reply.id()) || reply.quote() != null && quotesUs(beginning(reply.quote()), us);
    }

    private static boolean refersToUs(XmlElement element, Us us) {
        String uri = element.attribute("uri");
        if (!element.is(Ns.REFERENCE, "reference")
                || !"mention".equals(element.attribute("type"))
                || uri == null
                || !uri.startsWith("xmpp:")) {
            return false;
        }
        String address = uri.substring("xmpp:".length());
        int query = address.indexOf('?');
        try {
            // '+' stands for itself in XMPP addresses (RFC 5122), only %xx is decoded.
            String decoded = URLDecoder.decode(
                    (query < 0 ? address : address.substring(0, query)).replace("+", "%2B"), StandardCharsets.UTF_8);
            return Jid.parse(decoded)
                    .filter(jid -> jid.equals(us.occupant()) || jid.equals(us.account()))
                    .isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean names(String text, Us us) {
        String nick = fold(String.valueOf(us.occupant().resource()));
        String haystack = fold(withoutLinks(text));
        for (int at = haystack.indexOf(nick); at >= 0; at = haystack.indexOf(nick, at + 1)) {
            if (!joinedBefore(haystack, at) && !joinedAfter(haystack, at + nick.length())) {
                return true;
            }
        }
        return false;
    }

    /** A link's words are nobody's. */
    private static String withoutLinks(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            String word = text.substring(at, end);
            int scheme = word.indexOf("://");
            kept.append(scheme > 0 && scheme + 3 < word.length() ? " " : word);
            if (end < text.length()) {
                kept.append(text.charAt(end));
            }
            at = end + 1;
        }
        return kept.toString();
    }

    private static boolean joinedBefore(String text, int at) {
        if (at == 0) {
            return false;
        }
        int before = text.codePointBefore(at);
        if (isWord(before)) {
            return true;
        }
        int start = at - Character.charCount(before);
        boolean joiner = before == '-' || before == '.' || before == '@' && start > 0;
        return joiner && start > 0 && isWord(text.codePointBefore(start));
    }

    private static boolean joinedAfter(String text, int at) {
        if (at >= text.length()) {
            return false;
        }
        int after = text.codePointAt(at);
        if (isWord(after)) {
            return true;
        }
        int next = at + Character.charCount(after);
        boolean joiner = after == '-' || after == '.' || after == '@';
        return joiner && next < text.length() && isWord(text.codePointAt(next));
    }

    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** A quote of us: it begins with our name, or it is something that we said. */
    private static boolean quotesUs(String quote, Us us) {
        if (quote.isBlank()) {
            return false;
        }
        String first = fold(quote.strip().lines().findFirst().orElse(""));
        String nick = fold(String.valueOf(us.occupant().resource()));
        String begin = first.startsWith("<") || first.startsWith("@") ? first.substring(1) : first;
        if (begin.startsWith(nick) && !joinedAfter(begin, nick.length())) {
            return true;
        }
        String said = fold(quote.strip());
        return us.texts().stream().map(text -> fold(text.strip())).anyMatch(text -> text.equals(said));
    }

    private static String spoken(String body) {
        return body.lines().filter(line -> !line.startsWith(">")).collect(Collectors.joining("\n"));
    }

    private static String quoted(String body) {
        return Fallbacks.unquote(
                body.lines().filter(line -> line.startsWith(">")).collect(Collectors.joining("\n")));
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
