package ai.openclaw.xmpp.openclaw.bot;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Does things one after the other where they go to the same conversation: pieces of a long text do not mix with the next. Belongs to its
 * executor.
 */
final class ActionLanes {

    private final Map<String, CompletionStage<?>> lanes = new HashMap<>();
    private final Executor executor;

    ActionLanes(Executor executor) {
        this.executor = executor;
    }

    /** Does it when what came before in the lane has ended, however. */
    <R> CompletionStage<R> in(String lane, Supplier<CompletionStage<R>> task) {
        CompletionStage<?> before = lanes.getOrDefault(lane, CompletableFuture.completedFuture(null));
        CompletionStage<R> now = before.handle((done, failure) -> true).thenCompose(done -> task.get());
        lanes.put(lane, now);
        now.whenCompleteAsync((done, failure) -> lanes.remove(lane, now), executor);
        return now;
    }
}
