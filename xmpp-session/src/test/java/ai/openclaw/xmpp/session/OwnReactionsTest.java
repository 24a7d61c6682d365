package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own reactions: written down before they are sent, and none lost over another. */
class OwnReactionsTest {

    private static final Jid ALICE = Jid.of("alice@example.org/phone");

    private final ScriptedStore store = new ScriptedStore();
    private World world = new World(store).start();

    /** Another process after a sudden end of this one. */
    private void restart() {
        store.kill();
        store.quick = true;
        world = new World(store).start();
    }

    private CompletableFuture<Set<String>> add(String id, String emoji) {
        return settled(world.session.addReaction(ChatKind.DIRECT, ALICE, id, emoji));
    }

    private CompletableFuture<Set<String>> remove(String id, String emoji) {
        return settled(world.session.removeReaction(ChatKind.DIRECT, ALICE, id, emoji));
    }

    private <T> CompletableFuture<T> settled(CompletionStage<T> stage) {
        world.run();
        return stage.toCompletableFuture();
    }

    /** The sets that were sent on the latest stream. */
    private List<List<String>> sent() {
        return world.stream().sent.stream()
                .flatMap(stanza -> stanza.child("urn:xmpp:reactions:0", "reactions").stream())
                .map(set -> set.children().stream().map(XmlElement::text).toList())
                .toList();
    }

    private static XmppException failure(CompletableFuture<?> stage) {
        assertTrue(stage.isCompletedExceptionally(), "it is not refused");
        return (XmppException)
                assertThrows(CompletionException.class, stage::join).getCause();
    }

    @Test
    void whatCannotBeSentFailsByItself() {
        CompletableFuture<Set<String>> unfit = add("x".repeat(300_000), "👍");
        assertEquals(XmppException.Kind.UNSUPPORTED, failure(unfit).kind());
        assertEquals(Set.of("🎉"), add("m1", "🎉").join());
        assertEquals(List.of(List.of("🎉")), sent());
    }

    @Tag("R14")
    @Test
    @Tag("XEP-0444")
    void addsAndTakesAwayOneAtATime() {
        assertEquals(Set.of("👍"), add("m1", "👍").join());
        assertEquals(Set.of("👍", "🎉"), add("m1", "🎉").join());
        assertEquals(Set.of("👀"), add("m2", "👀").join());
        assertEquals(Set.of("🎉"), remove("m1", "👍").join());
        assertEquals(Set.of("🎉"), remove("m1", "👍").join());
        assertEquals(Set.of(), remove("m1", "🎉").join());
        assertEquals(
                List.of(
                        List.of("👍"),
                        List.of("👍", "🎉"),
                        List.of("👀"),
                        List.of("🎉"),
                        List.of("🎉"),
                        List.<String>of()),
                sent());
        assertEquals(1, store.book("reactions").size(), "an empty set needs no room");
    }

    @Tag("R14")
    @Test
    void addsToWhatItHadBeforeARestart() {
        add("m1", "👍").join();
        settled(world.session.react(ChatKind.DIRECT, ALICE, "m2", Set.of("👀"))).join();
        restart();
        assertEquals(Set.of("👍", "🎉"), add("m1", "🎉").join());
        assertEquals(Set.of("👀", "🎉"), add("m2", "🎉").join());
        restart();
        assertEquals(Set.of("🎉"), remove("m1", "👍").join());
        assertEquals(List.of(List.of("🎉")), sent());
    }

    @Tag("R14")
    @Test
    void isOneConversationWhicheverClientIsMeant() {
        add("m1", "👍").join();
        Jid laptop = Jid.of("alice@example.org/laptop");
        assertEquals(
                Set.of("👍", "🎉"),
                settled(world.session.addReaction(ChatKind.DIRECT, laptop, "m1", "🎉"))
                        .join());
        Jid bob = Jid.of("bob@example.org");
        assertEquals(
                Set.of("🎉"),
                settled(world.session.addReaction(ChatKind.DIRECT, bob, "m1", "🎉"))
                        .join());
    }

    @Tag("R14")
    @Test
    void isWrittenDownBeforeItIsSentAndOneAfterTheOther() {
        store.quick = false;
        CompletableFuture<Set<String>> first = add("m1", "👍");
        CompletableFuture<Set<String>> second = add("m1", "🎉");
        while (!first.isDone()) {
            assertEquals(List.of(), sent());
            assertTrue(store.step(), "nothing happens");
            world.run();
        }
        assertEquals(1, store.book("reactions").size());
        assertEquals(List.of(List.of("👍")), sent());
        while (store.step()) {
            world.run();
        }
        assertEquals(Set.of("👍", "🎉"), second.join());
        assertEquals(List.of(List.of("👍"), List.of("👍", "🎉")), sent());
    }

    @Tag("R14")
    @Test
    void isNotSentIfItCannotBeWrittenDown() {
        add("m1", "👍").join();
        store.failing = 1;
        store.failingLeavesTraces = true;
        XmppException refused = failure(add("m1", "👎"));
        assertEquals(XmppException.Kind.STATE, refused.kind());
        assertTrue(refused.getMessage().contains("disk is full"), refused.getMessage());
        assertEquals(Set.of("👍", "🎉"), add("m1", "🎉").join());
        assertEquals(List.of(List.of("👍"), List.of("👍", "🎉")), sent());
        restart();
        assertEquals(Set.of("👍", "🎉", "👀"), add("m1", "👀").join());
    }

    @Test
    void isRefusedWhereNothingCanBeSentAndThenNotSentLater() {
        add("m1", "👍").join();
        store.quick = false;
        CompletableFuture<Set<String>> underway = add("m1", "👎");
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        while (store.step()) {
            world.run();
        }
        assertEquals(XmppException.Kind.DISCONNECTED, failure(underway).kind());
        assertEquals(XmppException.Kind.DISCONNECTED, failure(add("m1", "👀")).kind());
        while (store.step()) {
            world.run();
        }
        restart();
        assertEquals(Set.of("👍", "🎉"), add("m1", "🎉").join());
        CompletableFuture<Set<String>> nowhere =
                settled(world.session.addReaction(ChatKind.ROOM, Jid.of("team@rooms.example.org"), "m1", "🎉"));
        assertEquals(XmppException.Kind.STATE, failure(nowhere).kind());
    }

    @Test
    void promisesNothingWhenTheSessionEnds() {
        store.quick = false;
        CompletableFuture<Set<String>> first = add("m1", "👍");
        CompletableFuture<Set<String>> second = add("m2", "👍");
        world.session.close();
        world.run();
        assertEquals(XmppException.Kind.STATE, failure(first).kind());
        assertEquals(XmppException.Kind.STATE, failure(second).kind());
        assertEquals(XmppException.Kind.STATE, failure(add("m3", "👍")).kind());
        while (store.step()) {
            world.run();
        }
        assertEquals(List.of(), sent());
    }

    @Test
    void keepsWithinWhatOthersTake() {
        for (int i = 0; i < 20; i++) {
            add("m1", "e" + i).join();
        }
        XmppException refused = failure(add("m1", "one more"));
        assertTrue(refused.getMessage().contains("take one away"), refused.getMessage());
        assertEquals(20, add("m1", "e0").join().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "a\nb",
                "a\u0000b",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void refusesWhatIsNoReaction(String text) {
        assertThrows(IllegalArgumentException.class, () -> add("m1", text));
        assertThrows(IllegalArgumentException.class, () -> remove("m1", text));
        assertThrows(
                IllegalArgumentException.class,
                () -> world.session.react(ChatKind.DIRECT, ALICE, "m1", Set.of("👍", text)));
        assertFalse(world.stream().text().contains("urn:xmpp:reactions:0"));
    }
}
