package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SentMessage;
import java.util.Optional;

/** An outbox that outlives streams, not the process. */
final class MemoryOutbox implements Outbox {

    private final Recent<String, SentMessage> sent = new Recent<>(10_000);

    @Override
    public Optional<SentMessage> sent(String id) {
        return sent.find(id);
    }

    @Override
    public void settle(SentMessage message) {
        sent.put(message.id(), message);
    }
}
