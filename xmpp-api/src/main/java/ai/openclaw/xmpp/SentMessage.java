package ai.openclaw.xmpp;

import java.time.Instant;
import java.util.Objects;

/**
 * What became of a message that was sent.
 *
 * @param id its id and origin-id
 * @param referenceId the id by which reactions and replies name it: in rooms the room's stanza-id once the reflection came, else the id
 * @param timestamp when it was handed to the stream
 */
public record SentMessage(String id, String referenceId, Instant timestamp) {
    public SentMessage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(referenceId, "referenceId");
        Objects.requireNonNull(timestamp, "timestamp");
    }
}
