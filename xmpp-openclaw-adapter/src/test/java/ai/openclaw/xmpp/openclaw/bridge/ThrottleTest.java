package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.policy.Admission;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Limits;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Decision PASS = new Decision(Admission.DISPATCH, Reason.OPEN_TO_ALL);
    private static final Decision STRANGER = new Decision(Admission.PAIRING_REQUIRED, Reason.NOT_PAIRED);
    private static final Jid BOT = Jid.of("bot@example.org/openclaw");

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private Limits limits = new Limits(5, 8, 1000, 3);
    private boolean believed = true;
    private final List<Jid> asked = new ArrayList<>();
    private CompletionStage<EntityInfo> who = CompletableFuture.failedFuture(new IllegalStateException("no answer"));
    private final Throttle.Counts counts = Throttle.Counts.begin();
    private final Throttle throttle = new Throttle(
            "default",
            () -> limits,
            counts,
            occupant -> occupant == null || !believed ? null : occupant.realJid(),
            room -> "bot",
            jid -> {
                asked.add(jid);
                return who;
            },
            new Clock() {
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
            },
            Runnable::run);

    private Message message(ChatKind kind, String from, @Nullable Occupant occupant, String body, Instant sent) {
        return new Message(
                kind,
                Jid.of(from),
                BOT,
                occupant,
                "m1",
                null,
                Map.of(),
                body,
                null,
                null,
                List.of(),
                null,
                true,
                false,
                false,
                sent,
                !sent.equals(now),
                List.of());
    }

    private Message direct(String from, String body) {
        return message(ChatKind.DIRECT, from, null, body, now);
    }

    private Message inRoom(String nick, @Nullable String real, @Nullable String occupantId, String body) {
        Jid address = Jid.of("lab@rooms.example.org/" + nick);
        return message(
                ChatKind.ROOM,
                address.toString(),
                new Occupant(
                        address, real == null ? null : Jid.of(real), occupantId, Affiliation.NONE, Role.PARTICIPANT),
                body,
                now);
    }

    private Decision judged(Message message, Decision decision) {
        return throttle.judge(message, "event", decision);
    }

    private int admitted(Message message, Decision decision) {
        int admitted = 0;
        while (admitted < 1000 && judged(message, decision).equals(decision)) {
            admitted++;
        }
        return admitted;
    }

    @Test
    void aSenderHasAMinutesWorth() {
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
        assertEquals(
                new Decision(Admission.DROP, Reason.RATE_LIMITED),
                judged(direct("alice@example.org/other-client", "hi"), PASS));
        assertEquals(5, admitted(direct("bob@example.org/x", "hi"), PASS));
        now = now.plusSeconds(60);
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
    }

    @Test
    void aRoomThatIsNotBelievedTakesNothingFromWhomItNames() {
        believed = false;
        assertEquals(5, admitted(inRoom("alice", "alice@example.org", null, "bot: hi"), PASS));
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
    }

    @Test
    void whoSaidTooMuchCanStillSayStop() {
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
        assertSame(PASS, judged(direct("alice@example.org/x", "/stop"), PASS));
        assertEquals(4, admitted(direct("alice@example.org/x", " /approve 1 allow-once\nplease"), PASS));
        assertEquals(0, admitted(direct("alice@example.org/x", "and/or"), PASS));
        assertEquals(0, admitted(direct("alice@example.org/x", "see the file /etc"), PASS));
    }

    @Test
    @Tag("XEP-0245")
    void onlyWhatTheAgentTakesForACommandIsOne() {
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
        for (String text : List.of(
                "/me waves",
                "/me",
                "/usr/bin/x: not found",
                "Error: /usr/bin/x",
                "well /stop",
                "bot: /stop",
                "/",
                "//x")) {
            assertEquals(
                    Reason.RATE_LIMITED,
                    judged(direct("alice@example.org/x", text), PASS).reason(),
                    text);
        }
        for (String text : List.of("/stop", "/think: high", "/media on", "/approve 1\nplease")) {
            assertSame(PASS, judged(direct("alice@example.org/x", text), PASS), text);
        }
        assertEquals(5, admitted(inRoom("bob", "bob@example.org", null, "bot: hi"), PASS));
        for (String text : List.of("Error: /stop", "bot /stop", "bot: /me waves", "robot: /stop")) {
            assertEquals(
                    Reason.RATE_LIMITED,
                    judged(inRoom("bob", "bob@example.org", null, text), PASS).reason(),
                    text);
        }
        for (String text : List.of("bot: /stop", "Bot, /stop", "/stop")) {
            assertSame(PASS, judged(inRoom("bob", "bob@example.org", null, text), PASS), text);
        }
    }

    @Test
    void theOwnerCanSayStopInAFloodedRoom() {
        for (int i = 0; i < 100; i++) {
            judged(inRoom("n" + i, null, null, "bot: hi"), PASS);
            judged(inRoom("n" + i, null, null, "bot: /new"), PASS);
        }
        assertEquals(5, admitted(inRoom("alice", "alice@example.org", null, "bot: /stop"), PASS));
    }

    @Test
    void everNewNicksTakeNoMoreThanTheRoomHas() {
        int admitted = 0;
        for (int i = 0; i < 20_000; i++) {
            admitted += judged(inRoom("n" + i, null, null, "bot: hi"), PASS).isDispatch() ? 1 : 0;
            admitted += judged(inRoom("n" + i, null, null, "/new"), PASS).isDispatch() ? 1 : 0;
        }
        assertEquals(16, admitted);
        assertTrue(counts.known().size() <= 18, counts.known().size() + " are kept");
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
    }

    @Test
    void whoMayNotSpeakTakesNothingFromTheRoom() {
        for (int i = 0; i < 100; i++) {
            judged(inRoom("a", null, null, "bot: hi"), PASS);
        }
        assertEquals(3, admitted(inRoom("b", null, null, "bot: hi"), PASS));
    }

    @Test
    void aRoomHasItsOwnLimitAndItsWordsStayContext() {
        int all = 0;
        for (String nick : List.of("a", "b", "c")) {
            all += admitted(inRoom(nick, null, null, "bot: hi"), PASS);
        }
        assertEquals(8, all);
        assertEquals(
                new Decision(Admission.OBSERVE, Reason.RATE_LIMITED), judged(inRoom("d", null, null, "bot: hi"), PASS));
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
    }

    @Test
    void anotherNickIsTheSamePerson() {
        assertEquals(5, admitted(inRoom("a", "alice@example.org", "o1", "bot: hi"), PASS));
        assertEquals(0, admitted(inRoom("b", "alice@example.org", "o1", "bot: hi"), PASS));
        assertEquals(0, admitted(direct("alice@example.org/x", "hi"), PASS));
        assertEquals(3, admitted(inRoom("c", null, "o2", "bot: hi"), PASS), "the rest of the room's");
        now = now.plusSeconds(60);
        assertEquals(5, admitted(inRoom("c", null, "o2", "bot: hi"), PASS));
        assertEquals(0, admitted(inRoom("d", null, "o2", "bot: hi"), PASS));
    }

    private Message stamped(String from, Duration ago) {
        return message(ChatKind.DIRECT, from, null, "hi", now.minus(ago));
    }

    @Test
    void whatWasWrittenOverANightIsNoFlood() {
        for (int i = 0; i < 200; i++) {
            Message kept = stamped("alice@example.org/x", Duration.ofMinutes(720 - i));
            assertSame(PASS, judged(kept, PASS), "message " + i);
            throttle.answered(Jid.of("alice@example.org"));
        }
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS), "what she says now is counted apart");
    }

    /** Anybody can write a stamp with our server's name into what is said now. */
    @Test
    void forgedStampsBuyABoundedNumberOfMessagesAndNoTime() {
        int admitted = 0;
        for (int i = 0; i < 2000; i++) {
            Message forged = stamped("mallory@example.org/x" + i, Duration.ofDays(9000 - i));
            admitted += judged(forged, PASS).isDispatch() ? 1 : 0;
        }
        assertEquals(205, admitted);
        assertEquals(205, admittedOf(300, "alice@example.org/x"), "the others have their own");
        now = now.plus(Duration.ofMinutes(1));
        assertEquals(5, admittedOf(300, "mallory@example.org/x"));
        throttle.online();
        assertEquals(200, admittedOf(300, "mallory@example.org/x"), "the next stream brings what waited for it");
    }

    @Test
    void forgedStampsDoNotLetALoopGoOn() {
        limits = new Limits(1000, 1000, 7, 3);
        for (int i = 0; i < 200; i++) {
            assertSame(PASS, judged(stamped("loop@example.org/x", Duration.ofDays(9000 - i)), PASS));
            throttle.answered(Jid.of("loop@example.org"));
        }
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(20);
            if (judged(stamped("loop@example.org/x", Duration.ofDays(8000 - i)), PASS)
                    .isDispatch()) {
                admitted++;
                throttle.answered(Jid.of("loop@example.org"));
            }
        }
        assertEquals(7, admitted);
    }

    @Test
    void onlySoManyCanHaveWaited() {
        for (int i = 0; i < 1000; i++) {
            judged(stamped("p" + i + "@example.org/x", Duration.ofDays(1)), PASS);
        }
        assertEquals(5, admittedOf(300, "late@example.org/x"));
        assertEquals(199, admittedOf(199, "p7@example.org/x"));
    }

    private int admittedOf(int tries, String from) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += judged(stamped(from, Duration.ofDays(9000 - i)), PASS).isDispatch() ? 1 : 0;
        }
        return admitted;
    }

    /** It came when it came, however long the agent was not there to take it. */
    @Test
    void whatWaitedForTheAgentCountsAtItsArrival() {
        Instant evening = now;
        List<Message> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            now = evening.plus(Duration.ofMinutes(i));
            waiting.add(direct("alice@example.org/x", "hi"));
        }
        now = evening.plus(Duration.ofHours(12));
        for (Message message : waiting) {
            assertSame(PASS, judged(message, PASS));
        }
    }

    @Test
    void aRoomsStampsDoNotCount() {
        int admitted = 0;
        for (int i = 0; i < 40; i++) {
            Message kept = message(
                    ChatKind.ROOM, "lab@rooms.example.org/a", null, "bot: hi", now.minus(Duration.ofMinutes(40 - i)));
            admitted += judged(kept, PASS).isDispatch() ? 1 : 0;
        }
        assertEquals(5, admitted);
    }

    @Test
    void strangersAreCountedApart() {
        assertEquals(5, admitted(direct("mallory@example.org/x", "let me in"), STRANGER));
        assertEquals(
                new Decision(Admission.DROP, Reason.RATE_LIMITED),
                judged(direct("mallory@example.org/x", "let me in"), STRANGER));
        for (int i = 0; i < 100_000; i++) {
            judged(direct("m" + i + "@example.org/x", "let me in"), STRANGER);
        }
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
        Decision refused = new Decision(Admission.DROP, Reason.SENDER_NOT_LISTED);
        assertSame(refused, judged(direct("mallory@example.org/x", "hi"), refused));
    }

    @Tag("C-73")
    @Test
    void aHundredThousandSendersTakeBoundedMemory() {
        for (int i = 0; i < 100_000; i++) {
            judged(direct("p" + i + "@example.org/x", "hi"), PASS);
            judged(direct("q" + i + "@example.org/x", "let me in"), STRANGER);
            throttle.answered(Jid.of("p" + i + "@example.org"));
        }
        assertTrue(counts.known().size() <= 10_000);
        assertTrue(counts.strangers().size() <= 1000);
        assertTrue(counts.loops().size() <= 20_000);
        assertTrue(counts.told().size() <= 20);
    }

    @Test
    void reactionsAreCountedApartFromMessages() {
        Reaction reaction = new Reaction(ChatKind.DIRECT, Jid.of("alice@example.org/x"), null, "m1", Set.of("x"));
        for (int i = 0; i < 5; i++) {
            assertSame(PASS, throttle.judge(reaction, PASS));
        }
        assertEquals(new Decision(Admission.DROP, Reason.RATE_LIMITED), throttle.judge(reaction, PASS));
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
    }

    private int exchanges(String from) {
        int exchanges = 0;
        while (exchanges < 100 && judged(direct(from, "and you?"), PASS).isDispatch()) {
            exchanges++;
            now = now.plusSeconds(20);
            throttle.answered(Jid.of(from).bare());
            now = now.plusSeconds(20);
        }
        return exchanges;
    }

    @Tag("H-56")
    @Test
    void whoSaysThatItIsABotIsStoppedSooner() {
        limits = new Limits(1000, 1000, 7, 3);
        assertEquals(7, exchanges("alice@example.org/x"));
        assertEquals(List.of(Jid.of("alice@example.org/x")), asked);
        assertEquals(
                new Decision(Admission.DROP, Reason.BOT_LOOP), judged(direct("alice@example.org/x", "and you?"), PASS));
        Jid other = Jid.of("other@example.org/x");
        who = CompletableFuture.completedFuture(
                new EntityInfo(other, List.of(new EntityInfo.Identity("client", "bot", null)), Set.of()));
        assertEquals(3, exchanges(other.toString()));
        now = now.plus(Duration.ofMinutes(9));
        assertEquals(0, exchanges(other.toString()));
        now = now.plus(Duration.ofMinutes(10));
        assertEquals(3, exchanges(other.toString()));
    }

    private static EntityInfo bot(String jid) {
        return new EntityInfo(Jid.of(jid), List.of(new EntityInfo.Identity("client", "bot", null)), Set.of());
    }

    private int exchanges(Message message) {
        int exchanges = 0;
        while (exchanges < 100 && judged(message, PASS).isDispatch()) {
            exchanges++;
            now = now.plusSeconds(20);
            throttle.answered(message.conversation());
            now = now.plusSeconds(20);
        }
        return exchanges;
    }

    @Test
    void whoIsInAHoldCanStillSayStop() {
        limits = new Limits(1000, 1000, 7, 3);
        assertEquals(7, exchanges("alice@example.org/x"));
        assertSame(PASS, judged(direct("alice@example.org/x", "/stop"), PASS));
        assertEquals(
                Reason.BOT_LOOP,
                judged(direct("alice@example.org/x", "hi"), PASS).reason());
        assertEquals(5, exchanges(direct("alice@example.org/x", "/stop")));
        now = now.plusSeconds(60);
        assertEquals(7, exchanges("alice@example.org/x"));
    }

    @Tag("H-56")
    @Test
    void aBotThatAnswersWithCommandsEnds() {
        limits = new Limits(1000, 1000, 7, 3);
        assertEquals(7, exchanges(direct("one@example.org/x", "/me thinks")));
        assertEquals(12, exchanges(direct("two@example.org/x", "/new subject")));
        assertTrue(asked.contains(Jid.of("two@example.org/x")), "commands raise the question, too");
    }

    @Test
    void theNextWithThatNickIsNoBot() {
        limits = new Limits(1000, 1000, 7, 3);
        who = CompletableFuture.completedFuture(bot("lab@rooms.example.org/nick"));
        assertEquals(3, exchanges(inRoom("nick", null, "o1", "bot: hi")));
        who = CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        assertEquals(7, exchanges(inRoom("nick", null, "o2", "bot: hi")));
        assertEquals(0, exchanges(inRoom("other", null, "o1", "bot: hi")), "but the bot is one under any nick");
    }

    @Test
    void itIsForgottenInAnHourThatAnAddressWasABots() {
        limits = new Limits(1000, 1000, 7, 3);
        who = CompletableFuture.completedFuture(bot("lab@rooms.example.org/nick"));
        assertEquals(3, exchanges(inRoom("nick", null, null, "bot: hi")));
        who = CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        now = now.plus(Duration.ofMinutes(30));
        assertEquals(3, exchanges(inRoom("nick", null, null, "bot: hi")));
        assertEquals(
                9, exchanges(inRoom("nick", null, null, "bot: /stop")), "commands are not held back by that alone");
        now = now.plus(Duration.ofMinutes(30));
        assertEquals(7, exchanges(inRoom("nick", null, null, "bot: hi")));
    }

    @Test
    void aBotThatGoesOnForAnHourIsAskedAgain() {
        limits = new Limits(1000, 1000, 50, 3);
        who = CompletableFuture.completedFuture(bot("other@example.org/x"));
        assertEquals(3, exchanges("other@example.org/x"));
        int admitted = 0;
        for (int i = 0; i < 300; i++) {
            now = now.plusSeconds(30);
            if (judged(direct("other@example.org/x", "and you?"), PASS).isDispatch()) {
                admitted++;
                throttle.answered(Jid.of("other@example.org"));
            }
        }
        assertTrue(admitted <= 2, admitted + " in two and a half hours");
    }

    @Test
    void nobodyIsAskedWhoDoesNotGoOn() {
        limits = new Limits(1000, 1000, 7, 3);
        for (int i = 0; i < 10; i++) {
            assertSame(PASS, judged(direct("alice@example.org/x", "hi"), PASS));
        }
        assertEquals(List.of(), asked);
    }
}
