package ai.openclaw.xmpp;

import ai.openclaw.xmpp.muc.Occupant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's reactions to a message (XEP-0444): always the whole set, an empty one takes them all away.
 *
 * @param kind where it belongs
 * @param from who reacts: the full JID, in rooms the occupant's address
 * @param occupant in rooms: what the room said of them; else {@code null}
 * @param messageId the message: in rooms its stanza-id, else its id
 * @param emojis the reactions, untrusted text
 */
public record Reaction(ChatKind kind, Jid from, @Nullable Occupant occupant, String messageId, Set<String> emojis) {
    public Reaction {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(messageId, "messageId");
        emojis = Collections.unmodifiableSet(new LinkedHashSet<>(emojis));
    }
}
