package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever talks to an agent can have it say anything: no text may take much stack, heap or work. Counted, not timed. */
@Tag("H-53")
class StylingWorkTest {

    /** As large as the stacks of the sidecar's threads. */
    private static String ofSmallStack(String markdown) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<String> styled = new AtomicReference<>("");
        Thread small = new Thread(null, () -> styled.set(Styling.of(markdown)), "small", 512 << 10);
        small.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        small.start();
        small.join();
        assertEquals(null, failure.get());
        return styled.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "*", "_", "- ", "* ", "_\t", ">", "> ", ">  ", "> - ", ">   # ", "- [ ] ", "\t- "})
    void aLineOfMarksNeedsNoDeepStack(String mark) throws InterruptedException {
        String line = mark.repeat(3999 / mark.length());
        String styled = ofSmallStack(line);
        assertTrue(styled.equals("———") || styled.length() >= line.strip().length() / 2, styled);
    }

    @Test
    void aLongRuleIsARule() throws InterruptedException {
        assertEquals("———", ofSmallStack("   " + "- ".repeat(1900)));
        assertEquals("-".repeat(3000) + "x", ofSmallStack("-".repeat(3000) + "x"));
    }

    @Test
    void quotesInQuotesStay() {
        assertEquals("> > > *bold* text", Styling.of(">  >   > **bold** text"));
        assertEquals(">> *Title*", Styling.of(">># Title #"));
        assertEquals(">", Styling.of("   >"));
        assertEquals("> ———", Styling.of("> ***"));
    }

    /** A cell of a row that has none is not made, and many columns are no table that anybody could read. */
    @Test
    void aTableTakesNoMoreThanItsText() {
        String wide = "a|".repeat(1999) + "\n" + "-|".repeat(1999) + "\n" + "|\n".repeat(40_000);
        assertEquals(wide, Styling.of(wide));
        String twenty = "a|".repeat(19) + "a\n" + "-|".repeat(19) + "-\n" + "|\n".repeat(40_000);
        assertTrue(Styling.of(twenty).length() <= 2 * twenty.length());
    }

    /** Each cell is said with its column's title: long ones are none. */
    @Test
    void aLongTitleIsNotSaidAgainInEveryRow() {
        String text = "t".repeat(3900) + "|b\n-|-\n" + "x|\n".repeat(20_000);
        assertTrue(Styling.of(text).length() <= 2 * text.length());
        String longest = ("t".repeat(40) + "|").repeat(20) + "\n" + "-|".repeat(20) + "\n"
                + ("x|".repeat(20) + "\n").repeat(500);
        assertTrue(Styling.of(longest).length() <= 25 * longest.length());
    }

    /** So long a text is nobody's message to read. */
    @Test
    void aTextWithoutEndIsSaidAsItIs() {
        String text = "**a**\n".repeat(Styling.LONGEST_TEXT / 6 + 1);
        assertEquals(text, Styling.of(text));
        assertTrue(Styling.of(text.substring(0, 600)).startsWith("*a*\n*a*"));
    }

    /** What is looked at is counted. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final List<Pattern> PATTERNS = List.of(
            Styling.FENCE,
            Styling.HEADING,
            Styling.BULLET,
            Styling.DELIMITERS,
            InlineStyling.ADDRESS,
            InlineStyling.AUTOLINK,
            InlineStyling.LINK,
            InlineStyling.LINE_BREAK,
            TextChunker.FENCE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# a{ }b",
                "#{ }\u2028",
                "-{ }\u2028",
                "- [x]{ }\u2028",
                "```{ }`",
                "~~~{~}`",
                "```{ }\u2028`",
                "{ }```",
                "{\t}",
                "<a@a{.a}",
                "<{a}@{a}.{a}",
                "<http:{a}",
                "<br{ }",
                "({ }",
                "({ }\"{ }",
                "(<{a}",
                "({a}{ }\"{a}",
                "({(a)}",
                "http:{)}",
                "{|-}x",
            })
    void noPatternLooksTwice(String shape) {
        String text = shape.replaceAll("\\{(.+?)}", "$1".repeat(3000));
        for (Pattern pattern : PATTERNS) {
            for (boolean whole : List.of(true, false)) {
                Counted counted = new Counted(text);
                Matcher matcher = pattern.matcher(counted);
                boolean found = whole ? matcher.matches() : matcher.lookingAt();
                assertTrue(
                        counted.looks <= 10 * text.length() + 100,
                        pattern + " looked " + counted.looks + " times at " + text.length() + " characters, " + found);
            }
        }
    }

    @Test
    void theEndOfATitleIsFoundFromTheEnd() {
        for (String title :
                List.of("a" + " ".repeat(4000) + "b", "a" + "#".repeat(4000), "a " + "# ".repeat(2000) + "b")) {
            Counted counted = new Counted(title);
            assertEquals(title.length(), Styling.titleEnd(counted));
            assertTrue(counted.looks <= 20, counted.looks + " looks");
        }
        assertEquals(1, Styling.titleEnd("a \t ######"));
        assertEquals(11, Styling.titleEnd("a   #######"));
    }

    /** Where a long line is cut, only what comes into this message is looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"```{a}", "{a}", "x\n```{a}`", "{a\n}", "{```a\n}"})
    void cuttingLooksAtEachCharacterAFewTimes(String shape) {
        String text = shape.replaceAll("(?s)\\{(.+?)}", "$1".repeat(40_000));
        Counted counted = new Counted(text);
        int start = 0;
        while (text.length() - start > 100) {
            int end = TextChunker.cutAt(counted, start, 100);
            assertTrue(end > start && end <= start + 100, "from " + start + " to " + end);
            start = end;
        }
        assertTrue(counted.looks <= 30L * text.length(), counted.looks + " looks at " + text.length());
    }
}
