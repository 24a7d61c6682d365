package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers, rooms and strangers write parts of what is logged. */
@Tag("H-32")
class LoggingTest {

    private static final List<String> HARMFUL = List.of(
            "\n", "\r", "\u001b", "\u0007", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f",
            "\ufeff");

    private static String line(boolean traces, String text, String thrown) {
        LogRecord record = new LogRecord(Level.WARNING, "a{0}b".replace("{0}", text));
        record.setLoggerName("ai.openclaw.xmpp.Test");
        record.setThrown(new IllegalStateException(thrown));
        return new Logging.Line(traces).format(record);
    }

    @Test
    void nothingThatMovesTheCursorOrTurnsTextAround() {
        for (String harmful : HARMFUL) {
            String line = line(false, harmful, "c" + harmful + "d");
            assertTrue(line.endsWith("warn Test: a b: java.lang.IllegalStateException: c d\n"), line);
        }
        assertTrue(line(false, "ü 日本 🎉", "x").contains("aü 日本 🎉b"));
    }

    /** A trace has lines, and each is seen to be one of it. */
    @Test
    void aTraceFakesNoLineEither() {
        for (String harmful : HARMFUL) {
            String[] lines = line(true, "", "c" + harmful + "2026-01-01T00:00:00Z error Faked: x")
                    .split("\n", -1);
            assertEquals("", lines[lines.length - 1]);
            for (int i = 1; i < lines.length - 1; i++) {
                assertTrue(lines[i].startsWith("\t"), lines[i]);
                assertFalse(!harmful.equals("\n") && lines[i].contains(harmful), lines[i]);
            }
        }
    }
}
