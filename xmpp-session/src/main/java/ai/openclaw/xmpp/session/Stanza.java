package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stanza (RFC 6120 §8), as it stands on the stream.
 *
 * @param kind message, presence or IQ
 * @param type the type attribute as written, or {@code null}
 * @param from who sent it; {@code null} if the attribute is missing. A stanza whose address cannot be parsed never gets here
 * @param to whom it is for, or {@code null}
 * @param id the id attribute, or {@code null}
 * @param lang {@code xml:lang}, or {@code null}
 * @param payload the child elements, in order
 */
public record Stanza(
        Kind kind,
        @Nullable String type,
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        @Nullable String lang,
        List<XmlElement> payload) {

    /** The three kinds. */
    public enum Kind {
        MESSAGE,
        PRESENCE,
        IQ
    }

    public Stanza {
        Objects.requireNonNull(kind, "kind");
        payload = List.copyOf(payload);
    }

    /** The first child element of that name. */
    public Optional<XmlElement> child(String namespace, String name) {
        return payload.stream().filter(child -> child.is(namespace, name)).findFirst();
    }

    /** Whether the type attribute is that one. */
    public boolean hasType(String other) {
        return other.equals(type);
    }

    /** Without what is in it: there may be words and passwords. */
    @Override
    public String toString() {
        return "Stanza[" + kind + ", type=" + type + ", from=" + from + ", to=" + to + ", id=" + id + ", " + payload
                + "]";
    }
}
