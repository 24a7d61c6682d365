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
    private final List<Jid> asked = new ArrayList<>();
    private CompletionStage<EntityInfo> who = CompletableFuture.failedFuture(new IllegalStateException("no answer"));
    private final Throttle.Counts counts = Throttle.Counts.begin();
    private final Throttle throttle = new Throttle(
            "default",
            () -> limits,
            counts,
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
    void whoSaidTooMuchCanStillSayStop() {
        assertEquals(5, admitted(direct("alice@example.org/x", "hi"), PASS));
        assertSame(PASS, judged(direct("alice@example.org/x", "/stop"), PASS));
        assertEquals(4, admitted(direct("alice@example.org/x", " /approve 1 allow-once\nplease"), PASS));
        assertEquals(0, admitted(direct("alice@example.org/x", "and/or"), PASS));
        assertEquals(0, admitted(direct("alice@example.org/x", "see the file /etc"), PASS));
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

    @Test
    void whatWasWrittenOverANightIsNoFlood() {
        Instant evening = now.minus(Duration.ofHours(12));
        for (int i = 0; i < 40; i++) {
            Message kept =
                    message(ChatKind.DIRECT, "alice@example.org/x", null, "hi", evening.plus(Duration.ofMinutes(i)));
            assertSame(PASS, judged(kept, PASS), "message " + i);
        }
        Message ahead = message(ChatKind.DIRECT, "alice@example.org/x", null, "hi", now.plus(Duration.ofDays(1)));
        assertEquals(5, admitted(ahead, PASS));
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

    @Test
    void whoIsInAHoldCanStillSayStop() {
        limits = new Limits(1000, 1000, 7, 3);
        assertEquals(7, exchanges("alice@example.org/x"));
        assertSame(PASS, judged(direct("alice@example.org/x", "/stop"), PASS));
        assertEquals(
                Reason.BOT_LOOP,
                judged(direct("alice@example.org/x", "hi"), PASS).reason());
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
