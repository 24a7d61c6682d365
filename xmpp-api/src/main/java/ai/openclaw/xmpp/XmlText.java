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
}
