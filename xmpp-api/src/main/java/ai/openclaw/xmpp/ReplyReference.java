package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The message that another one answers (XEP-0461).
 *
 * @param id in rooms the stanza-id that the room gave it, else its message id
 * @param to who wrote it (in rooms the occupant), or {@code null}
 * @param quote the quoted text that came as fallback (XEP-0428), untrusted; or {@code null}
 */
public record ReplyReference(
        String id, @Nullable Jid to, @Nullable String quote) {
    public ReplyReference {
        Objects.requireNonNull(id, "id");
    }

    /** Without the quoted text. */
    @Override
    public String toString() {
        return "ReplyReference[id=" + id + ", to=" + to + "]";
    }

    /** A reference without quoted text. */
    public static ReplyReference of(String id, @Nullable Jid to) {
        return new ReplyReference(id, to, null);
    }
}
