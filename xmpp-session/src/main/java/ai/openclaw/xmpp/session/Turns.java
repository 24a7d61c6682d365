package ai.openclaw.xmpp.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other, in the order in which they were asked for, whether those before worked or not. Steps that merely wait for the
 * same answer have no order. Loop thread only.
 */
final class Turns {

    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** Does that when everything before it is done. */
    <T extends @Nullable Object> CompletableFuture<T> next(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> done =
                last.<@Nullable Object>handle((before, failed) -> null).thenCompose(turn -> task.get());
        last = done;
        return done;
    }
}
