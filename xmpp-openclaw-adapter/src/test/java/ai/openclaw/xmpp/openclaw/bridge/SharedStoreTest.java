package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** An account's state for its session and, beside it, for the pairing. */
class SharedStoreTest {

    private static final Jid BOT = Jid.of("bot@example.org");

    private final StateStore inner = StateStores.memory();
    private final SharedStore store = new SharedStore(inner);

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void refused(CompletionStage<?> stage, String words) {
        CompletionException failure = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        XmppException cause = (XmppException) failure.getCause();
        assertEquals(XmppException.Kind.STATE, cause.kind());
        assertTrue(String.valueOf(cause.getMessage()).contains(words), cause.getMessage());
    }

    @Test
    void bothUseItAndSeeTheirOwnBooks() {
        AccountState session = now(store.hold(BOT));
        AccountState pairing = now(store.beside(BOT));
        now(session.write(new StateBatch().put("inbox", "k", "of the session")));
        now(pairing.write(new StateBatch().put("pairing", "k", "of the pairing")));
        assertEquals(Map.of("k", "of the session"), now(session.find("inbox", List.of("k"))));
        assertEquals(1, now(pairing.size("pairing")));
        refused(inner.hold(BOT), "in use");
    }

    @Test
    void oneSessionAtATimeAndItsEndLeavesTheOtherAlone() {
        AccountState pairing = now(store.beside(BOT));
        AccountState first = now(store.hold(BOT.withResource("x")));
        refused(store.hold(BOT), "another session");
        first.close();
        refused(first.size("inbox"), "no longer");
        refused(first.write(new StateBatch().put("inbox", "k", "late")), "no longer");
        AccountState second = now(store.hold(BOT));
        first.close();
        refused(store.hold(BOT), "another session");
        assertEquals(0, now(second.size("inbox")));
        assertEquals(0, now(pairing.size("pairing")));
    }

    @Test
    void whatCouldNotBeHeldIsTriedAgain() {
        AccountState elsewhere = now(inner.hold(BOT));
        refused(store.hold(BOT), "in use");
        refused(store.beside(BOT), "in use");
        elsewhere.close();
        assertEquals(0, now(now(store.beside(BOT)).size("pairing")));
        assertEquals(0, now(now(store.hold(BOT)).size("inbox")));
    }
}
