package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;

/** Looks into lists of elements, and keeps text fit for XML. */
public final class Elements {

    /** Ids longer than this, in characters, are nobody's honest ids: they are not kept, and above all never repeated to anybody. */
    public static final int MAX_ID = 1024;

    private static final int MAX_LINE = 200;

    private Elements() {}

    /** The first element of that name. */
    public static Optional<XmlElement> first(List<XmlElement> elements, String namespace, String name) {
        return elements.stream().filter(element -> element.is(namespace, name)).findFirst();
    }

    /** Whether there is an element of that name. */
    public static boolean has(List<XmlElement> elements, String namespace, String name) {
        return first(elements, namespace, name).isPresent();
    }

    /** An attribute that is an id: not empty, not absurdly long. */
    public static Optional<String> id(XmlElement element, String attribute) {
        return Optional.ofNullable(element.attribute(attribute)).filter(id -> !id.isBlank() && id.length() <= MAX_ID);
    }

    /** An attribute that is an address; empty if it is missing or malformed. */
    public static Optional<Jid> jid(XmlElement element, String attribute) {
        return Jid.parse(element.attribute(attribute));
    }

    /** The text without what XML 1.0 cannot carry (§2.2): such characters and lone surrogates become U+FFFD. */
    public static String clean(String text) {
        boolean dirty = text.codePoints().anyMatch(c -> !legal(c));
        if (!dirty) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints().forEach(c -> cleaned.appendCodePoint(legal(c) ? c : 0xFFFD));
        return cleaned.toString();
    }

    /** A text that somebody chose, fit for a line of ours: short, and nothing in it ends the line or turns it round. */
    public static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.strip().codePoints().limit(MAX_LINE).forEach(c -> {
            int type = Character.getType(c);
            boolean shows = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            line.appendCodePoint(shows ? c : ' ');
        });
        return text.codePointCount(0, text.length()) > MAX_LINE ? line + "…" : line.toString();
    }

    private static boolean legal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }
}
