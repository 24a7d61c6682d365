package ai.openclaw.xmpp.openclaw.bridge;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that the host is being told, by lane: nothing overtakes the event before it. Belongs to the account's executor. */
final class EventLanes {

    private static final Logger LOG = LoggerFactory.getLogger(EventLanes.class);

    private final String accountId;
    private final Executor executor;
    private final Map<String, CompletionStage<?>> latest = new HashMap<>();

    EventLanes(String accountId, Executor executor) {
        this.accountId = accountId;
        this.executor = executor;
    }

    /** Completes when what came before in that lane has been told, or could not be. */
    CompletionStage<?> before(String lane) {
        return latest.getOrDefault(lane, CompletableFuture.completedFuture(null));
    }

    /** An event is being told: what comes in that lane waits for it. */
    void queue(String lane, String eventId, CompletionStage<?> telling) {
        CompletionStage<?> told = telling.<Object>thenApply(done -> done).exceptionally(failure -> {
            LOG.warn("{}: event {}: the host did not take it: {}", accountId, eventId, failure.toString());
            return lane;
        });
        latest.put(lane, told);
        told.thenRunAsync(() -> latest.remove(lane, told), executor);
    }
}
