package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is let in, by an owner who has a code; over a store that forgets nothing and one that fails. */
class PairingStoreTest {

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-11-27T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private final Hands clock = new Hands();
    private final StateStore kept = StateStores.memory();
    private final AccountState state =
            kept.hold(Jid.of("bot@example.org")).toCompletableFuture().join();
    private Supplier<CompletionStage<AccountState>> source = () -> CompletableFuture.completedFuture(state);
    private final PairingStore store = opened();
    private final PairingDesk desk = new PairingDesk(Map.of("default", store), clock, Runnable::run);

    private PairingStore opened() {
        return new PairingStore(() -> source.get(), clock, new SecureRandom(), Runnable::run);
    }

    private static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertTrue(future.isDone(), "nothing here waits for anything");
        return future.join();
    }

    private Optional<String> ask(String name, String event) {
        return now(store.request(Jid.of(name + "@example.org/phone"), event));
    }

    private String code(String name) {
        return ask(name, "event of " + name).orElseThrow();
    }

    private List<String> pending() {
        return now(desk.list(new BotCalls.ListPairings(null))).pending().stream()
                .map(BotCalls.PendingPairing::jid)
                .toList();
    }

    private BotCalls.Decided approve(String code) {
        return now(desk.approve(new BotCalls.PairingCode(null, code)));
    }

    private XmppException refused(String code) {
        CompletionException failure = assertThrows(CompletionException.class, () -> approve(code));
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return (XmppException) cause;
    }

    @Test
    void codesAreLongEnoughAndHaveNothingThatLooksAlike() {
        assertEquals(32, PairingCodes.ALPHABET.chars().distinct().count());
        assertTrue("O0I1".chars().noneMatch(c -> PairingCodes.ALPHABET.indexOf(c) >= 0));
        Set<String> seen = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1000; i++) {
            String code = PairingCodes.fresh(random);
            assertTrue(code.matches("[A-HJ-NP-Z2-9]{8}"), code);
            assertTrue(seen.add(code));
        }
        assertEquals("ABCD2345", PairingCodes.normal(" abcd-2345\n"));
        assertTrue(PairingCodes.same("ABCD2345", "ABCD2345"));
        assertFalse(PairingCodes.same("ABCD2345", "ABCD2346"));
        assertFalse(PairingCodes.same("ABCD2345", "ABCD234"));
    }

    @Tag("R18")
    @Test
    void oneCodeForARequest() {
        String code = code("alice");
        assertEquals(Optional.empty(), ask("alice", "another message"));
        assertEquals(Optional.of(code), ask("alice", "event of alice"), "the same message again: they may not have it");
        clock.pass(Duration.ofMinutes(59));
        assertEquals(Optional.empty(), ask("alice", "a third one"));
        assertEquals(List.of("alice@example.org"), pending());
        clock.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), pending());
        assertEquals(XmppException.Kind.STATE, refused(code).kind());
        assertNotEquals(Optional.of(code), ask("alice", "a fourth one"));
        assertEquals(List.of("alice@example.org"), pending());
    }

    @Test
    void whatWasNotDecidedIsTakenBackIfItsCodeWasNeverSent() {
        Jid alice = Jid.of("alice@example.org/phone");
        String lost = code("alice");
        now(store.withdraw(alice, "another message"));
        assertEquals(List.of("alice@example.org"), pending());
        now(store.withdraw(alice, "event of alice"));
        assertEquals(List.of(), pending());
        assertEquals(0, now(state.size(PairingBook.NAME)));
        refused(lost);
        String denied = ask("alice", "a second one").orElseThrow();
        now(desk.deny(new BotCalls.PairingCode("default", denied)));
        now(store.withdraw(alice, "a second one"));
        assertEquals(Optional.empty(), ask("alice", "a third one"), "a no stays a no");
        approve(code("bob"));
        now(store.withdraw(Jid.of("bob@example.org"), "event of bob"));
        assertEquals(
                Set.of(Jid.of("bob@example.org")), now(store.look()).approved().keySet());
    }

    @Tag("H-38")
    @Test
    void threeWaitHoweverManyAsk() {
        for (String name : List.of("a", "b", "c")) {
            code(name);
        }
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Optional.empty(), ask("flood" + i, "event" + i));
        }
        assertEquals(3, pending().size());
        assertEquals(3, now(state.size(PairingBook.NAME)));
        clock.pass(Duration.ofHours(1));
        code("d");
        assertEquals(List.of("d@example.org"), pending());
        assertEquals(1, now(state.size(PairingBook.NAME)), "what is over is not kept");
    }

    @Test
    void aServerIsNobody() {
        assertEquals(Optional.empty(), now(store.request(Jid.of("example.org"), "event")));
        assertEquals(List.of(), pending());
    }

    @Test
    void approvalHoldsUntilItIsTakenBackAlsoForTheNextProcess() {
        String code = code("alice");
        assertEquals(
                List.of(new BotCalls.Person("default", "alice@example.org")),
                approve(" " + code.toLowerCase(java.util.Locale.ROOT)).people());
        assertEquals(List.of(), pending());
        refused(code);
        PairingStore next = opened();
        assertEquals(
                Set.of(Jid.of("alice@example.org")), now(next.look()).approved().keySet());
        assertEquals(Optional.empty(), now(next.request(Jid.of("alice@example.org"), "more")), "they are in");
        assertTrue(now(next.revoke(Jid.of("alice@example.org/phone"))));
        assertFalse(now(next.revoke(Jid.of("alice@example.org"))));
        assertEquals(Set.of(), now(opened().look()).approved().keySet());
        assertTrue(now(opened().request(Jid.of("alice@example.org"), "again")).isPresent());
    }

    @Tag("R18")
    @Test
    void whoWasDeniedGetsNoOtherCodeWithinTheHourAndTakesNobodysPlace() {
        String code = code("alice");
        now(desk.deny(new BotCalls.PairingCode("default", code)));
        assertEquals(List.of(), pending());
        refused(code);
        assertEquals(Optional.empty(), ask("alice", "please"));
        for (String name : List.of("b", "c", "d")) {
            code(name);
        }
        clock.pass(Duration.ofHours(1));
        assertTrue(ask("alice", "please please").isPresent());
    }

    @Tag("H-38")
    @Test
    void aWrongCodeSaysTheSameAsOneWhoseTimeIsOverAndTenMakeAPause() {
        String alice = code("alice");
        clock.pass(Duration.ofHours(1));
        String over = String.valueOf(refused(alice).getMessage());
        String bob = code("bob");
        assertEquals(over, refused("ABCDEFGH").getMessage());
        approve(bob);
        String carol = code("carol");
        for (int i = 0; i < PairingDesk.MAX_WRONG; i++) {
            assertEquals(over, refused("ABCDEFG" + "23456789AB".charAt(i)).getMessage());
        }
        String pause = String.valueOf(refused(carol).getMessage());
        assertTrue(pause.contains("10 codes in a row were wrong"), pause);
        CompletionException denied =
                assertThrows(CompletionException.class, () -> now(desk.deny(new BotCalls.PairingCode(null, carol))));
        assertTrue(String.valueOf(denied.getMessage()).contains("10 codes"), "nor may they be found out by denying");
        assertEquals(List.of("carol@example.org"), pending());
        clock.pass(PairingDesk.PAUSE);
        assertEquals(1, approve(carol).people().size());
    }

    @Test
    void manyAtATimeAreNoWayAroundTheCount() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        source = () -> {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            waiting.add(gate);
            return gate.thenApply(open -> state);
        };
        List<CompletionStage<BotCalls.Decided>> guesses = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            guesses.add(desk.approve(new BotCalls.PairingCode(null, "GUESS" + (i + 100))));
        }
        while (!waiting.isEmpty()) {
            waiting.remove(0).complete(null);
        }
        long looked = guesses.stream()
                .map(guess -> assertThrows(
                        CompletionException.class,
                        () -> guess.toCompletableFuture().join()))
                .filter(failure -> String.valueOf(failure.getMessage()).contains("nobody waits"))
                .count();
        assertEquals(PairingDesk.MAX_WRONG, looked);
    }

    @Test
    void whereNothingCanBeReadOrWrittenNobodyIsLetIn() {
        String code = code("alice");
        AccountState broken = new BrokenState(state);
        source = () -> CompletableFuture.completedFuture(broken);
        assertEquals("the disk is full", refused(code).getMessage());
        source = () -> CompletableFuture.completedFuture(state);
        assertEquals(Set.of(), now(store.look()).approved().keySet());
        source = () ->
                CompletableFuture.failedFuture(new XmppException(XmppException.Kind.STATE, "the store is closed"));
        assertThrows(CompletionException.class, () -> now(desk.people("default")));
    }

    @Test
    void aBrokenEntryPairsNobodyAndKeepsNobodyOut() {
        String bob = code("bob");
        now(state.write(new StateBatch()
                .put(
                        PairingBook.NAME,
                        "approved-x",
                        "{\"jid\":\"mallory@example.org\",\"since\":\"2026-11-27T10:00:00Z\"}")
                .put(PairingBook.NAME, "approved-y", "not JSON")
                .put(PairingBook.NAME, "approved-z", "null")));
        PairingStore next = opened();
        assertEquals(Set.of(), now(next.look()).approved().keySet(), "an approval lies under its person's own key");
        assertEquals(Optional.of(Jid.of("bob@example.org")), now(next.approve(bob)));
    }

    @Test
    void unknownAccountsAreNamed() {
        XmppException unknown = assertThrows(XmppException.class, () -> desk.list(new BotCalls.ListPairings("work")));
        assertTrue(String.valueOf(unknown.getMessage()).contains("there is default"), unknown.toString());
    }

    /** Reads, but cannot write. */
    private record BrokenState(AccountState state) implements AccountState {
        @Override
        public CompletionStage<Map<String, String>> find(String book, java.util.Collection<String> keys) {
            return state.find(book, keys);
        }

        @Override
        public CompletionStage<java.util.SortedMap<String, String>> page(
                String book, @org.jspecify.annotations.Nullable String after, int limit) {
            return state.page(book, after, limit);
        }

        @Override
        public CompletionStage<Long> size(String book) {
            return state.size(book);
        }

        @Override
        public CompletionStage<Void> write(StateBatch batch) {
            return CompletableFuture.failedFuture(new XmppException(XmppException.Kind.STATE, "the disk is full"));
        }

        @Override
        public void close() {}
    }
}
