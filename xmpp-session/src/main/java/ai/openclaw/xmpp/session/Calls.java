package ai.openclaw.xmpp.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the application asks for to the loop, and the answer back as a stage that nobody else can complete.
 *
 * @param ended whether the session is over
 */
record Calls(Loop loop, BooleanSupplier ended) {

    /** Asks on the loop; after the session's end nothing is asked. */
    <T extends @Nullable Object> CompletionStage<T> on(Supplier<? extends CompletionStage<T>> question) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        loop.execute(() -> {
            if (ended.getAsBoolean()) {
                promise.completeExceptionally(Session.ended());
                return;
            }
            ask(question).whenComplete((answer, failure) -> {
                if (failure != null) {
                    promise.completeExceptionally(cause(failure));
                } else {
                    promise.complete(answer);
                }
            });
        });
        return promise.minimalCompletionStage();
    }

    /** Asks; what cannot even be asked, for example because it cannot be written, has failed. */
    static <T extends @Nullable Object> CompletionStage<T> ask(Supplier<? extends CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** What really went wrong. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
