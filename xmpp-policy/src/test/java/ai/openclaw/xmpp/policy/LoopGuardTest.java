package ai.openclaw.xmpp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H-56")
class LoopGuardTest {

    private static final Instant BEGIN = Instant.parse("2026-11-24T10:00:00Z");
    private static final LoopGuard.Budget FIVE = new LoopGuard.Budget(5, Duration.ofSeconds(60));

    private final LoopGuard guard = new LoopGuard(100);
    private Instant now = BEGIN;

    /** The partner speaks after some seconds, and is answered after some more if it may be. */
    private boolean exchange(String conversation, String partner, long after, long answeredAfter) {
        now = now.plusSeconds(after);
        boolean admitted = guard.admits(conversation, partner, FIVE, now);
        if (admitted) {
            now = now.plusSeconds(answeredAfter);
            guard.answered(conversation, now);
        }
        return admitted;
    }

    private int exchanges(long after, long answeredAfter) {
        int exchanges = 0;
        while (exchanges < 1000 && exchange("c", "bot", after, answeredAfter)) {
            exchanges++;
        }
        return exchanges;
    }

    @Test
    void twoBotsEndAfterTheBudget() {
        assertEquals(5, exchanges(1, 1));
        assertFalse(exchange("c", "bot", 1, 0));
    }

    @Test
    void anAgentThatThinksLongerThanThePauseIsCountedAllTheSame() {
        assertEquals(5, exchanges(59, 600));
    }

    @Test
    void aPauseOfThePartnerBeginsANewRow() {
        assertEquals(1000, exchanges(60, 1));
        assertEquals(1, guard.answers("c", "bot"));
    }

    @Test
    void whoGoesOnInVainWaitsOn() {
        assertEquals(5, exchanges(1, 1));
        for (int i = 0; i < 100; i++) {
            assertFalse(exchange("c", "bot", 59, 0));
        }
        assertTrue(exchange("c", "bot", 60, 0));
    }

    @Test
    void whoSpeaksAtTheSameMomentAsTheAgentIsCountedToo() {
        int answers = 0;
        boolean open = guard.admits("c", "bot", FIVE, now);
        while (open && answers < 100) {
            now = now.plusSeconds(7);
            open = guard.admits("c", "bot", FIVE, now);
            guard.answered("c", now);
            answers++;
        }
        assertEquals(6, answers, "the last message crossed the last answer");
    }

    @Test
    void severalMessagesBeforeOneAnswerAreOneTurn() {
        for (int i = 0; i < 50; i++) {
            assertTrue(guard.admits("c", "alice", FIVE, now.plusSeconds(i)));
        }
        assertEquals(0, guard.answers("c", "alice"));
        guard.answered("c", now.plusSeconds(50));
        assertEquals(1, guard.answers("c", "alice"));
        assertTrue(guard.admits("c", "alice", FIVE, now.plusSeconds(52)));
    }

    @Test
    void twoMessagesMayHaveTwoAnswers() {
        assertTrue(guard.admits("c", "alice", FIVE, now));
        assertTrue(guard.admits("c", "alice", FIVE, now));
        for (int i = 0; i < 3; i++) {
            guard.answered("c", now);
        }
        assertEquals(2, guard.answers("c", "alice"));
    }

    @Test
    void whatTheAgentSaysUnaskedIsNoAnswer() {
        assertTrue(exchange("c", "alice", 1, 1));
        for (int i = 0; i < 50; i++) {
            guard.answered("c", now.plusSeconds(i));
        }
        assertEquals(1, guard.answers("c", "alice"));
    }

    @Test
    void whatWasSentBeforeTheAnswerDoesNotGoOnFromIt() {
        Instant morning = now.plus(Duration.ofHours(12));
        for (int i = 0; i < 50; i++) {
            Instant evening = now.plus(Duration.ofMinutes(i));
            assertTrue(guard.admits("c", "alice", FIVE, evening), "message " + i);
            guard.answered("c", morning.plusSeconds(i));
        }
        for (int i = 0; i < 4; i++) {
            assertTrue(guard.admits("c", "alice", FIVE, morning.plusSeconds(60 + i)));
            guard.answered("c", morning.plusSeconds(60 + i));
        }
        assertFalse(guard.admits("c", "alice", FIVE, morning.plusSeconds(65)));
    }

    @Test
    void conversationsAndPartnersAreCountedApart() {
        assertEquals(5, exchanges(1, 1));
        assertTrue(exchange("c", "other", 1, 0));
        assertTrue(exchange("elsewhere", "bot", 0, 0));
        assertFalse(exchange("c", "bot", 0, 0));
    }

    @Test
    void threeBotsInARoomEndToo() {
        int exchanges = 0;
        while (exchanges < 100 && (exchange("room", "a", 1, 1) | exchange("room", "b", 1, 1))) {
            exchanges++;
        }
        assertEquals(5, exchanges);
    }

    @Test
    void whoSpeaksSeldomInABusyRoomIsNotHeldBack() {
        for (int minute = 0; minute < 100; minute++) {
            assertTrue(exchange("room", "alice", 20, 1), "minute " + minute);
            now = now.plusSeconds(20);
            guard.answered("room", now);
            for (int i = 0; i < 4; i++) {
                assertTrue(exchange("room", "guest " + minute + " " + i, 10, 1));
            }
        }
    }

    @Test
    void aSmallerBudgetHoldsAtOnce() {
        assertTrue(exchange("c", "bot", 1, 1));
        assertTrue(exchange("c", "bot", 1, 1));
        assertFalse(guard.admits("c", "bot", new LoopGuard.Budget(2, Duration.ofSeconds(60)), now));
        assertTrue(guard.admits("c", "bot", FIVE, now));
    }

    @Tag("C-73")
    @Test
    void aHundredThousandPartnersTakeBoundedMemory() {
        for (int i = 0; i < 100_000; i++) {
            guard.admits("c" + i, "p" + i, FIVE, now);
            guard.admits("room", "p" + i, FIVE, now);
            assertTrue(guard.size() <= 200, "after " + i);
        }
        assertEquals(200, guard.size());
        guard.answered("c99999", now);
        assertEquals(1, guard.answers("c99999", "p99999"));
        guard.answered("c0", now);
        assertEquals(0, guard.answers("c0", "p0"));
        guard.answered("room", now);
        assertEquals(1, guard.answers("room", "p99999"));
        assertEquals(0, guard.answers("room", "p99900"), "too many waited");
    }

    @Test
    void whoHasAnAnswerIsNoLongerWaitedFor() {
        guard.admits("c", "alice", FIVE, now);
        assertEquals(2, guard.size());
        guard.answered("c", now);
        assertEquals(1, guard.size());
        guard.answered("c", now);
        assertEquals(1, guard.answers("c", "alice"));
    }

    @Test
    void aBudgetOfNothingIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> new LoopGuard.Budget(0, Duration.ofSeconds(1)));
        assertEquals(1, new LoopGuard.Budget(1, Duration.ofSeconds(1)).turns());
    }
}
