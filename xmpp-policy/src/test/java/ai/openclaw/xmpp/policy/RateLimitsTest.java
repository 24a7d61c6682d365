package ai.openclaw.xmpp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final Instant BEGIN = Instant.parse("2026-11-24T10:00:00Z");

    private final RateLimits limits = new RateLimits(100);

    private static Instant at(long millis) {
        return BEGIN.plusMillis(millis);
    }

    private int taken(String name, int perMinute, long millis) {
        int taken = 0;
        while (limits.take(name, perMinute, at(millis))) {
            taken++;
        }
        return taken;
    }

    @Test
    void aMinutesWorthAtOnceAndThenEvenly() {
        assertEquals(30, taken("alice", 30, 0));
        assertEquals(0, taken("alice", 30, 1999));
        assertEquals(1, taken("alice", 30, 2000));
        assertEquals(2, taken("alice", 30, 6000));
        assertEquals(30, taken("alice", 30, 66_000));
        assertEquals(30, taken("alice", 30, 86_400_000));
    }

    @Test
    void whatIsNotTakenIsNotSavedUp() {
        assertEquals(10, taken("alice", 10, 0));
        assertEquals(5, taken("alice", 10, 30_000));
        assertEquals(10, taken("alice", 10, 500_000));
    }

    @Test
    void askingInVainCostsNothing() {
        assertEquals(1, taken("alice", 1, 0));
        for (int i = 1; i < 60; i++) {
            assertFalse(limits.take("alice", 1, at(i * 1000L)));
        }
        assertTrue(limits.take("alice", 1, at(60_000)));
    }

    @Test
    void askingWhetherThereIsOneTakesNone() {
        for (int i = 0; i < 10; i++) {
            assertTrue(limits.has("alice", 1, at(0)));
        }
        assertEquals(0, limits.size());
        assertEquals(1, taken("alice", 1, 0));
        assertFalse(limits.has("alice", 1, at(59_999)));
        assertFalse(limits.has("alice", 100, at(0)), "a limit that is raised gives nothing at once");
        assertTrue(limits.has("alice", 1, at(60_000)));
        assertThrows(IllegalArgumentException.class, () -> limits.has("alice", 0, BEGIN));
    }

    @Test
    void whereAllAreInUseThereIsNoneForWhoIsNew() {
        RateLimits few = new RateLimits(1);
        assertTrue(few.take("alice", 2, at(0)));
        assertFalse(few.has("bob", 2, at(0)));
        assertTrue(few.has("alice", 2, at(0)));
        assertTrue(few.has("bob", 2, at(30_000)));
    }

    @Test
    void eachNameHasItsOwn() {
        assertEquals(5, taken("alice", 5, 0));
        assertEquals(5, taken("bob", 5, 0));
    }

    @Test
    void aTimeBeforeAnotherFillsNothing() {
        assertEquals(5, taken("alice", 5, 10_000));
        assertFalse(limits.take("alice", 5, at(0)));
        assertFalse(limits.take("alice", 5, at(10_001)));
        assertTrue(limits.take("alice", 5, at(22_000)));
    }

    @Test
    void aLimitThatIsLoweredHoldsAtOnce() {
        assertTrue(limits.take("alice", 100, at(0)));
        assertEquals(3, taken("alice", 3, 0));
    }

    @Test
    void aLimitThatIsRaisedIsReachedStepByStep() {
        assertEquals(1, taken("alice", 1, 0));
        assertEquals(0, taken("alice", 60, 0));
        assertEquals(60, taken("alice", 60, 60_000));
    }

    @Tag("C-73")
    @Test
    void aHundredThousandSendersTakeBoundedMemory() {
        int admitted = 0;
        for (int i = 0; i < 100_000; i++) {
            admitted += limits.take("sender" + i, 5, at(0)) ? 1 : 0;
            assertTrue(limits.size() <= 100, "after " + i);
        }
        assertEquals(100, admitted);
        assertEquals(100, limits.size());
        for (int i = 0; i < 100_000; i++) {
            assertTrue(limits.take("slow" + i, 5, at(60_000 + i * 1000L)));
            assertTrue(limits.size() <= 100, "after " + i);
        }
        assertTrue(limits.size() <= 13, "full buckets are not kept: " + limits.size());
    }

    @Test
    void aFloodOfOthersDoesNotFillABucketAgain() {
        assertEquals(5, taken("mallory", 5, 0));
        for (int i = 0; i < 100_000; i++) {
            limits.take("sender" + i, 5, at(1));
        }
        assertFalse(limits.take("mallory", 5, at(2)));
        assertTrue(limits.take("newcomer", 5, at(60_002)));
    }

    @Test
    void refusesWhatWouldSilenceEverybody() {
        assertThrows(IllegalArgumentException.class, () -> limits.take("alice", 0, BEGIN));
        assertThrows(IllegalArgumentException.class, () -> new RateLimits(0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 1, 0));
        assertEquals(1, new Limits(1, 1, 1, 1).turnsInARow());
        assertTrue(new RateLimits(1).take("alice", 1, BEGIN));
    }

    @Test
    void theLargestLimitDoesNotOverflow() {
        assertTrue(limits.take("alice", 100_000, at(0)));
        assertEquals(99_999, taken("alice", 100_000, 0));
        assertEquals(100_000, taken("alice", 100_000, Duration.ofDays(400).toMillis()));
    }
}
