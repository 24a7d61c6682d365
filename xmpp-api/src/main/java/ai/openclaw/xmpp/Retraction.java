package ai.openclaw.xmpp;

import ai.openclaw.xmpp.muc.Occupant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message was taken back: by who wrote it (XEP-0424), or by a moderator of the room (XEP-0425). Only what those may take back who did
 * becomes one.
 *
 * @param kind where it belongs
 * @param from who took it back: the full JID, in rooms the occupant's address
 * @param occupant in rooms: what the room said of them; else {@code null}
 * @param messageId the {@link Message#referenceId} of the message that was handed over
 * @param moderated whether a moderator did it
 * @param reason why, as a moderator wrote it, untrusted; or {@code null}
 */
public record Retraction(
        ChatKind kind,
        Jid from,
        @Nullable Occupant occupant,
        String messageId,
        boolean moderated,
        @Nullable String reason) {
    public Retraction {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(messageId, "messageId");
    }
}
