package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C-50")
class TextChunkerTest {

    private static List<String> cut(int limit, String text) {
        return new TextChunker(limit, false).chunks(text);
    }

    @Test
    void leavesWhatFitsAlone() {
        String text = "a".repeat(100);
        assertEquals(List.of(text), cut(100, text));
        assertEquals(List.of(), cut(100, " \n "));
    }

    @Test
    void cutsAtParagraphsThenLinesThenWords() {
        String paragraph = "x".repeat(60);
        assertEquals(List.of(paragraph, paragraph), cut(100, paragraph + "\n\n" + paragraph));
        assertEquals(List.of(paragraph, paragraph), cut(100, paragraph + "\n" + paragraph));
        assertEquals(List.of(paragraph, paragraph), cut(100, paragraph + " " + paragraph));
    }

    @Test
    void closesAndReopensACodeBlockThatItCuts() {
        StringBuilder text = new StringBuilder("```java\n");
        for (int i = 0; i < 30; i++) {
            text.append("int line").append(i).append(" = ").append(i).append(";\n");
        }
        List<String> chunks = cut(200, text.append("```").toString());
        assertTrue(chunks.size() > 1);
        for (String chunk : chunks) {
            assertTrue(chunk.startsWith("```java\n"), chunk);
            assertTrue(chunk.endsWith("```"), chunk);
            assertTrue(chunk.length() <= 200, chunk);
        }
    }

    @Test
    void neverCutsInsideACharacterThatPeopleSee() {
        String family = "👨‍👩‍👧‍👦";
        String accent = "e\u0301";
        for (String text : List.of(family.repeat(60), accent.repeat(200), "🎉".repeat(200))) {
            String unit = text.startsWith("e") ? accent : text.startsWith("🎉") ? "🎉" : family;
            for (String chunk : cut(101, text)) {
                assertEquals(0, chunk.length() % unit.length(), "cut inside " + unit);
            }
        }
    }

    @Test
    void cutsAtEveryParagraphWhereThatIsWanted() {
        assertEquals(List.of("one", "two"), new TextChunker(1000, true).chunks("one\n\ntwo"));
    }

    @Test
    void losesNothingAndNeverExceedsTheLimit() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            String[] words = {"word", "longerword", "🎉", "é", "a-very-long-word-without-any-blank-in-it-at-all", "x"};
            for (int i = random.nextInt(200); i >= 0; i--) {
                text.append(words[random.nextInt(words.length)]).append(" \n".charAt(random.nextInt(8) == 0 ? 1 : 0));
            }
            List<String> chunks = cut(100, text.toString());
            for (String chunk : chunks) {
                assertTrue(chunk.length() <= 100, "seed " + seed);
                assertFalse(chunk.isBlank(), "seed " + seed);
            }
            assertEquals(
                    text.toString().replaceAll("\\s+", ""),
                    String.join("", chunks).replaceAll("\\s+", ""),
                    "seed " + seed);
        }
    }
}
