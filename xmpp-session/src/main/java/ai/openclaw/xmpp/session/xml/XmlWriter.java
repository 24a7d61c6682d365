package ai.openclaw.xmpp.session.xml;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlNode;
import ai.openclaw.xmpp.XmlText;
import ai.openclaw.xmpp.session.Stanza;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes elements. Whatever the text is, it stays one text node: markup is escaped, and what XML cannot carry (control characters, lone
 * surrogates) becomes U+FFFD. Thread-safe.
 */
public final class XmlWriter {

    private static final String XML = "{http://www.w3.org/XML/1998/namespace}";

    private XmlWriter() {}

    /** A stanza for a TCP stream, whose default namespace is that of stanzas. */
    public static String forStream(Stanza stanza) {
        return write(element(stanza), XmlReader.CLIENT);
    }

    /** A stanza as a WebSocket message, with its namespace written (RFC 7395 §3.3.3). */
    public static String forFrame(Stanza stanza) {
        return write(element(stanza), "");
    }

    /**
     * An element as text.
     *
     * @param defaultNamespace the default namespace where it will stand; it is not written again
     */
    public static String write(XmlElement element, String defaultNamespace) {
        StringBuilder text = new StringBuilder(256);
        append(text, element, defaultNamespace);
        return text.toString();
    }

    /** The element that a stanza is. */
    public static XmlElement element(Stanza stanza) {
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, "type", stanza.type());
        put(attributes, "from", stanza.from());
        put(attributes, "to", stanza.to());
        put(attributes, "id", stanza.id());
        put(attributes, XML + "lang", stanza.lang());
        return new XmlElement(
                XmlReader.CLIENT,
                stanza.kind().name().toLowerCase(Locale.ROOT),
                attributes,
                stanza.payload().stream().map(XmlNode.class::cast).toList());
    }

    private static void put(Map<String, String> attributes, String name, @Nullable Object value) {
        if (value != null) {
            attributes.put(name, value.toString());
        }
    }

    private static void append(StringBuilder text, XmlElement element, String defaultNamespace) {
        text.append('<').append(name(element.name()));
        if (!element.namespace().equals(defaultNamespace)) {
            text.append(" xmlns='");
            escape(text, element.namespace());
            text.append('\'');
        }
        int prefixes = 0;
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            String key = attribute.getKey();
            text.append(' ');
            if (key.startsWith(XML)) {
                text.append("xml:").append(name(key.substring(XML.length())));
            } else if (key.startsWith("{")) {
                int end = key.indexOf('}');
                String prefix = "a" + prefixes++;
                text.append("xmlns:").append(prefix).append("='");
                escape(text, key.substring(1, end));
                text.append("' ").append(prefix).append(':').append(name(key.substring(end + 1)));
            } else {
                text.append(name(key));
            }
            text.append("='");
            escape(text, attribute.getValue());
            text.append('\'');
        }
        if (element.content().isEmpty()) {
            text.append("/>");
            return;
        }
        text.append('>');
        for (XmlNode node : element.content()) {
            if (node instanceof XmlElement child) {
                append(text, child, element.namespace());
            } else if (node instanceof XmlText characters) {
                escape(text, characters.value());
            }
        }
        text.append("</").append(element.name()).append('>');
    }

    private static String name(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = Character.isLetter(c) || Character.getType(c) == Character.LETTER_NUMBER || c == '_';
            if (!letter && (i == 0 || !(Character.isDigit(c) || c == '-' || c == '.'))) {
                throw new IllegalArgumentException("\"" + name + "\" is no name of an element or attribute");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an element or attribute needs a name");
        }
        return name;
    }

    private static void escape(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '\'' -> text.append("&apos;");
                case '"' -> text.append("&quot;");
                case '\r' -> text.append("&#xD;");
                // In an attribute a parser would make blanks of them.
                case '\n' -> text.append("&#xA;");
                case '\t' -> text.append("&#x9;");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1))) {
                        text.append(c).append(value.charAt(++i));
                    } else if (c < ' ' || Character.isSurrogate(c) || c == '\uFFFE' || c == '\uFFFF') {
                        text.append('\uFFFD');
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }
}
