package ai.openclaw.xmpp;

import java.time.Instant;
import java.util.Objects;

/**
 * What became of a message that was sent.
 *
 * @param id its id and origin-id; corrections ({@link OutgoingMessage#replaces()}) name it
 * @param referenceId the id by which reactions, replies and retractions name it: in rooms the room's stanza-id once the reflection came, else the id
 * @param timestamp when it was known to have arrived, by this machine's clock
 */
public record SentMessage(String id, String referenceId, Instant timestamp) {
    public SentMessage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(referenceId, "referenceId");
        Objects.requireNonNull(timestamp, "timestamp");
    }
}
