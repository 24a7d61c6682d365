package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One after the other, and never stuck. */
class TurnsTest {

    private final Turns turns = new Turns(Runnable::run);

    @Test
    void aTaskWaitsForTheOneBefore() {
        CompletableFuture<String> first = new CompletableFuture<>();
        turns.next(() -> first);
        CompletionStage<String> second = turns.next(() -> CompletableFuture.completedFuture("second"));
        assertTrue(!second.toCompletableFuture().isDone());
        first.complete("first");
        assertEquals("second", second.toCompletableFuture().join());
    }

    @Test
    void anErrorIsTheEndOfItsTaskOnly() {
        CompletableFuture<String> broken = turns.<String>next(() -> {
                    throw new StackOverflowError("of a test");
                })
                .toCompletableFuture();
        CompletableFuture<String> next =
                turns.next(() -> CompletableFuture.completedFuture("next")).toCompletableFuture();
        assertTrue(broken.isDone() && next.isDone(), "it waits for ever");
        assertEquals(
                StackOverflowError.class,
                assertThrows(CompletionException.class, broken::join).getCause().getClass());
        assertEquals("next", next.join());
    }
}
