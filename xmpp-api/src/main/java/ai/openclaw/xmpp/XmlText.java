package ai.openclaw.xmpp;

import java.util.Objects;

/**
 * Text between elements, unescaped.
 *
 * @param value the characters
 */
public record XmlText(String value) implements XmlNode {
    public XmlText {
        Objects.requireNonNull(value, "value");
    }

    /** Without the characters: they may be somebody's words, or a secret. */
    @Override
    public String toString() {
        return "XmlText[" + value.length() + " characters]";
    }
}
