package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where events came from, so that an answer needs but the event's id. Bounded. Thread-safe. */
final class Places {

    private static final int MAX = 10_000;

    /**
     * Where an event came from.
     *
     * @param answers counts what is said about it, to name each answer so that a repeated one is known as such
     */
    record Place(
            String event,
            String accountId,
            String kind,
            String address,
            String conversation,
            @Nullable String thread,
            @Nullable String messageId,
            AtomicInteger answers) {

        String nextKey() {
            return event + "d" + answers.getAndIncrement();
        }
    }

    private final Map<String, Place> places = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > MAX;
        }
    });

    Optional<Place> find(String event) {
        return Optional.ofNullable(places.get(event));
    }

    /** Notes a message that is handed over; its answers are counted from the beginning. */
    void note(HostCalls.InboundMessage message) {
        places.put(
                message.eventId(),
                new Place(
                        message.eventId(),
                        message.accountId(),
                        message.kind(),
                        message.replyAddress(),
                        message.conversation(),
                        message.thread() == null ? null : message.thread().id(),
                        message.referenceId(),
                        new AtomicInteger()));
    }

    void note(HostCalls.InboundEvent event) {
        places.put(
                event.eventId(),
                new Place(
                        event.eventId(),
                        event.accountId(),
                        event.kind(),
                        event.conversation(),
                        event.conversation(),
                        null,
                        event.messageId(),
                        new AtomicInteger()));
    }
}
