package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.session.Stanza;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamManagementTest {

    private static final long LAST = (1L << 32) - 1;

    private final StreamManagement books = new StreamManagement();

    private static Stanza stanza(int number) {
        return new Stanza(Stanza.Kind.MESSAGE, "chat", null, null, String.valueOf(number), null, List.of());
    }

    private static List<Stanza> send(StreamManagement to, int from, int count) {
        List<Stanza> sent = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Stanza stanza = stanza(i);
            assertTrue(to.send(stanza, 10));
            sent.add(stanza);
        }
        return sent;
    }

    @Test
    void confirmsInOrder() {
        List<Stanza> sent = send(books, 0, 5);
        assertEquals(Optional.of(sent.subList(0, 2)), books.confirm(2));
        assertEquals(Optional.of(List.of()), books.confirm(2));
        assertEquals(Optional.of(sent.subList(2, 5)), books.confirm(5));
        assertEquals(List.of(), books.unconfirmed());
    }

    @Test
    void believesNoCountBeyondWhatWasSentNorOneThatGoesBack() {
        send(books, 0, 3);
        assertEquals(Optional.empty(), books.confirm(4));
        books.confirm(2);
        assertEquals(Optional.empty(), books.confirm(1));
        assertEquals(Optional.empty(), books.confirm(LAST));
        assertEquals(1, books.unconfirmed().size(), "a wrong count changes nothing");
    }

    @Test
    void countsBeyondTheLargestNumber() {
        StreamManagement late = new StreamManagement(LAST, LAST, List.of());
        List<Stanza> sent = send(late, 0, 3);
        assertEquals(Optional.of(sent.subList(0, 2)), late.confirm(1));
        assertEquals(Optional.empty(), late.confirm(LAST));
        for (Stanza stanza : send(new StreamManagement(), 0, 2)) {
            late.arrive(stanza);
            assertTrue(late.safe(stanza), "nothing else is under way: the server is told");
        }
        assertEquals(1, late.handled());
    }

    @Test
    void countsWhatIsSafeOnlyBehindAllThatCameBefore() {
        List<Stanza> came = send(new StreamManagement(), 0, 4);
        came.forEach(books::arrive);
        assertFalse(books.safe(came.get(1)));
        assertFalse(books.safe(came.get(2)));
        assertEquals(0, books.handled());
        assertFalse(books.safe(came.get(0)), "one is left: it is told together with that");
        assertEquals(3, books.handled());
        assertTrue(books.safe(came.get(3)));
        assertEquals(4, books.tell());
        assertFalse(books.hasNews());
    }

    @Test
    void countsNothingTwiceAndNothingOfAnotherStream() {
        Stanza here = stanza(1);
        Stanza there = stanza(1);
        books.arrive(here);
        assertFalse(books.safe(there), "equal, but it came on another stream");
        assertEquals(0, books.handled());
        assertTrue(books.safe(here));
        books.safe(here);
        assertEquals(1, books.handled());
    }

    @Test
    void countsWhatNobodyIsShown() {
        books.arrive(null);
        assertEquals(1, books.handled());
        Stanza shown = stanza(1);
        books.arrive(shown);
        books.arrive(null);
        assertEquals(1, books.handled());
        books.safe(shown);
        assertEquals(3, books.handled());
    }

    @Test
    void tellsInBatches() {
        List<Stanza> came = send(new StreamManagement(), 0, 3 * StreamManagement.BATCH);
        came.forEach(books::arrive);
        int told = 0;
        for (Stanza stanza : came) {
            if (books.safe(stanza)) {
                books.tell();
                told++;
            }
        }
        assertEquals(3, told);
        assertEquals(came.size(), books.handled());
    }

    @Test
    void asksOnceAtATimeAndAgainAfterABatch() {
        assertFalse(books.ask(), "there is nothing to ask for");
        int asked = 0;
        for (int i = 0; i < 2 * StreamManagement.BATCH + 1; i++) {
            send(books, i, 1);
            asked += books.ask() ? 1 : 0;
        }
        assertEquals(3, asked, "for the first, and every " + StreamManagement.BATCH);
        books.confirm(10);
        assertTrue(books.ask(), "the rest is still unconfirmed");
        books.confirm(2 * StreamManagement.BATCH + 1);
        assertFalse(books.ask());
    }

    @Test
    void asksForWhatItBrings() {
        send(books, 0, 2);
        StreamManagement resumed = new StreamManagement(0, 0, books.unconfirmed());
        assertTrue(resumed.ask());
    }

    @Test
    void hasABound() {
        assertTrue(books.send(stanza(0), StreamManagement.MAX_UNCONFIRMED - 10));
        assertFalse(books.send(stanza(1), 11));
        assertEquals(1, books.unconfirmed().size(), "what was refused is not in the books");
        assertTrue(books.send(stanza(2), 10));
        StreamManagement resumed = new StreamManagement(0, 0, books.unconfirmed());
        assertFalse(resumed.send(stanza(3), 1), "what waits still counts");
        resumed.confirm(1);
        assertTrue(resumed.send(stanza(3), 1));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "0, 0",
                "4294967295, 4294967295",
                "007, 7",
                "4294967296, -1",
                "-1, -1",
                "'', -1",
                "null, -1",
                "x, -1",
                "99999999999999999999, -1",
                "+1, -1",
                "' 1', -1",
                "\u0663, -1",
            })
    void readsCounts(String text, long count) {
        assertEquals(count, StreamManagement.count(text).orElse(-1));
    }

    /** A server that confirms at random, and cuts: what was confirmed and what is sent again make up all that was sent, in order. */
    @TestFactory
    Stream<DynamicTest> losesAndDoublesNothing() {
        return new Random(7).longs(100).mapToObj(seed -> dynamicTest("seed " + seed, () -> run(new Random(seed))));
    }

    private static void run(Random random) {
        long start = Math.floorMod(random.nextInt(), 1L << 32);
        StreamManagement mine = new StreamManagement(0, start, List.of());
        List<Stanza> sent = new ArrayList<>();
        List<Stanza> confirmed = new ArrayList<>();
        List<Stanza> arrived = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Stanza stanza = stanza(step);
                    mine.send(stanza, 10);
                    sent.add(stanza);
                    if (random.nextInt(10) > 0 && arrived.size() == sent.size() - 1) {
                        arrived.add(stanza);
                    }
                }
                case 2 ->
                    confirmed.addAll(
                            mine.confirm((start + arrived.size()) % (1L << 32)).orElseThrow());
                default -> {
                    mine = new StreamManagement(0, mine.confirmed(), mine.unconfirmed());
                    confirmed.addAll(
                            mine.confirm((start + arrived.size()) % (1L << 32)).orElseThrow());
                    mine.unconfirmed().forEach(again -> arrived.add(again.stanza()));
                }
            }
        }
        confirmed.addAll(mine.confirm((start + arrived.size()) % (1L << 32)).orElseThrow());
        mine.unconfirmed().forEach(left -> confirmed.add(left.stanza()));
        assertEquals(sent, confirmed);
    }
}
