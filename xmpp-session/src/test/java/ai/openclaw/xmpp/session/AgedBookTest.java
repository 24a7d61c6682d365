package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What is kept for a time: how long, how much, and what is left of it in the store. */
class AgedBookTest {

    private static final Duration MAX_AGE = Duration.ofDays(30);
    private static final int LIMIT = 5;

    /** A loop on the test's thread, which does all at once. */
    private static final class Now implements Loop {
        private Instant now = Instant.parse("2026-11-24T10:00:00Z");

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("a book waits for nothing");
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }
    }

    private final Now loop = new Now();
    private final ScriptedStore store = new ScriptedStore();
    private final AccountState state =
            store.hold(Jid.of("bot@example.org")).toCompletableFuture().join();
    private final AgedBook book = opened();

    private AgedBook opened() {
        AgedBook opened = new AgedBook("things", MAX_AGE, LIMIT, loop);
        opened.open(state);
        return opened;
    }

    private Optional<String> find(String key) {
        return book.find(key).join();
    }

    private void pass(Duration time) {
        loop.now = loop.now.plus(time);
    }

    private void assertBooks(int texts) {
        assertEquals(texts, store.book("things").size(), store.book("things").toString());
        assertEquals(
                texts, store.book("things-age").size(), store.book("things-age").toString());
    }

    @Test
    void keepsTheLatestTextOfAKey() {
        book.put("a", "one").join();
        pass(Duration.ofDays(1));
        book.put("a", "two").join();
        assertEquals(Optional.of("two"), find("a"));
        assertEquals(Optional.empty(), find("b"));
        assertBooks(1);
        book.remove("a").join();
        book.remove("b").join();
        assertEquals(Optional.empty(), find("a"));
        assertBooks(0);
    }

    @Test
    void forgetsWhatIsTooOldAndNothingElse() {
        book.put("old", "1").join();
        book.put("again", "2").join();
        pass(Duration.ofDays(29));
        book.put("again", "3").join();
        book.put("young", "4").join();
        assertEquals(Optional.of("1"), find("old"));
        pass(Duration.ofDays(1));
        assertEquals(Optional.empty(), find("old"), "it is not given any more, forgotten or not");
        book.forget();
        assertEquals(Optional.of("3"), find("again"));
        assertEquals(Optional.of("4"), find("young"));
        assertBooks(2);
    }

    @Test
    void forgetsTheOldestOfWhatIsTooMuch() {
        for (int i = 0; i < 700; i++) {
            book.put("key" + i, "text").join();
            pass(Duration.ofSeconds(1));
        }
        assertTrue(store.book("things").size() <= 500 + LIMIT, "it grows without limit");
        book.forget();
        assertBooks(LIMIT);
        assertEquals(Optional.of("text"), find("key699"));
        assertEquals(Optional.empty(), find("key" + (699 - LIMIT)));
    }

    @Test
    void losesNoTextWhoseWritingFailedHalfWay() {
        book.put("a", "one").join();
        pass(Duration.ofDays(20));
        store.failing = 1;
        store.failingLeavesTraces = true;
        CompletionException failed = assertThrows(
                CompletionException.class, () -> book.put("a", "two").join());
        assertTrue(failed.getCause().getMessage().contains("disk is full"), failed.toString());
        pass(Duration.ofSeconds(1));
        book.put("a", "three").join();
        pass(Duration.ofDays(20));
        book.forget();
        assertEquals(Optional.of("three"), find("a"));
        assertBooks(1);
    }

    @Test
    void doesWithoutWhatItCannotRead() {
        store.book("things").put("a", "x");
        assertEquals(Optional.empty(), find("a"));
        book.put("a", "one").join();
        assertEquals(Optional.of("one"), find("a"));
    }

    @Test
    void saysThatItIsClosed() {
        book.close();
        book.forget();
        CompletableFuture<Optional<String>> found = book.find("a");
        assertTrue(found.isCompletedExceptionally());
        CompletionException closed = assertThrows(CompletionException.class, found::join);
        assertEquals(XmppException.Kind.STATE, ((XmppException) closed.getCause()).kind());
        assertFalse(store.book("things").containsKey("a"));
    }
}
