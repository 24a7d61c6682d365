package ai.openclaw.xmpp.openclaw.bot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Runs tasks that end later one after the other: the next begins when the one before has ended, however. Thread-safe. */
final class Turns {

    private final Executor threads;
    private final AtomicReference<CompletableFuture<?>> last =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    Turns(Executor threads) {
        this.threads = threads;
    }

    <R> CompletionStage<R> next(Supplier<CompletionStage<R>> task) {
        CompletableFuture<R> result = new CompletableFuture<>();
        CompletableFuture<?> before = last.getAndSet(result);
        before.whenCompleteAsync((ignored, irrelevant) -> run(task, result), threads);
        return result;
    }

    private static <R> void run(Supplier<CompletionStage<R>> task, CompletableFuture<R> result) {
        try {
            task.get().whenComplete((answer, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(answer);
                }
            });
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }
}
