package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The thread that a message belongs to (RFC 6121 §5.2.5).
 *
 * @param id the thread's id, untrusted text
 * @param parent the thread that this one branched off, or {@code null}
 */
public record MessageThread(String id, @Nullable String parent) {
    public MessageThread {
        Objects.requireNonNull(id, "id");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a thread needs an id");
        }
    }

    /** A thread without a parent. */
    public static MessageThread of(String id) {
        return new MessageThread(id, null);
    }
}
