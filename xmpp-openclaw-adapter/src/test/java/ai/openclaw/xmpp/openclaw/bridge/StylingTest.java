package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models write, as XMPP clients show it. */
@Tag("XEP-0393")
class StylingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "**bold** → *bold*",
                "__bold__ → *bold*",
                "*italic* → _italic_",
                "_italic_ → _italic_",
                "***both*** → *_both_*",
                "**bold with *italic* in it** → *bold with _italic_ in it*",
                "~~gone~~ → ~gone~",
                "`code **as it is**` → `code **as it is**`",
                "``two`` → `two`",
                "a **b** c *d* e → a *b* c _d_ e",
                "(**inside**) → (inside)",
                "in**word**s → inwords",
                "2 * 3 * 4 = 24 → 2 * 3 * 4 = 24",
                "snake_case_name and __init__.py → snake_case_name and __init__.py",
                "**not closed → **not closed",
                "# Title → *Title*",
                "### A **bold** title ### → *A bold title*",
                "* item → - item",
                "+ **item**: text → - *item*: text",
                "- [ ] open → - ☐ open",
                "- [x] done → - ☑ done",
                "1. **first** → 1. *first*",
                "> quoted **bold** → > quoted *bold*",
                "*** → ———",
                "--- → ———",
                "a<br>b → 'a\nb'",
                "C# and F# → C# and F#",
                "#hashtag → #hashtag",
            })
    void isSaidAsClientsShowIt(String markdown, String styled) {
        assertEquals(styled, Styling.of(markdown));
    }

    @Tag("H-55")
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "[the docs](https://docs.example.org/a_b_c) → the docs (https://docs.example.org/a_b_c)",
                "[https://bank.example](https://evil.example/x) → https://bank.example (https://evil.example/x)",
                "[https://a.example](https://a.example) → https://a.example",
                "[**bold** text](https://a.example 'title') → *bold* text (https://a.example)",
                "![a cat](https://a.example/c.png) → a cat (https://a.example/c.png)",
                "[me](mailto:me@a.example) → me (mailto:me@a.example)",
                "<https://a.example/?q=*x*> → https://a.example/?q=*x*",
                "https://a.example/_x_/*y* → https://a.example/_x_/*y",
                "**https://a.example/x** → *https://a.example/x*",
                "[a](https://e.example/(x)) → a (https://e.example/(x))",
                "[not a link] (really) → [not a link] (really)",
                "[x](javascript:alert(1)) → x (javascript:alert(1))",
            })
    void whereALinkGoesIsSeen(String markdown, String styled) {
        assertTrue(Styling.of(markdown).startsWith(styled), Styling.of(markdown));
    }

    @Test
    void whatIsEscapedIsNoStyle() {
        assertEquals("\u2060*not italic*", Styling.of("\\*not italic\\*"));
        assertEquals("a|b c\\d", Styling.of("a\\|b c\\d"));
    }

    @Test
    void codeIsLeftAsItIs() {
        String code = "```python\ndef f(*args, **kwargs):\n    # comment\n    return args[0](x)\n```";
        assertEquals(code, Styling.of(code));
        assertEquals("```\na **b**\n```", Styling.of("~~~\na **b**\n~~~"));
        assertEquals(
                "- step:\n```sh\nls *.txt\n  x\n```\n- next",
                Styling.of("- step:\n  ```sh\n  ls *.txt\n    x\n  ```\n- next"));
        assertEquals("````md\n```\nx\n```\n````", Styling.of("````md\n```\nx\n```\n````"));
        assertEquals("```\n*open*\n```", Styling.of("```\n*open*"));
    }

    @Test
    void aSmallTableIsSetInColumns() {
        assertEquals(
                "```\nname   size\n-----  ----\nalpha  1\nb      22|3\n```\nend",
                Styling.of("| name | size |\n|:---|---:|\n| **alpha** | 1 |\n| b | 22\\|3 |\nend"));
    }

    @Test
    void aWideTableIsWrittenRowByRow() {
        String wide = "x".repeat(60);
        assertEquals(
                "- name: a\n  text: " + wide + "\n- name: b\n  more: y",
                Styling.of("name | text | more\n--- | --- | ---\na | " + wide + " |\nb | | y"));
    }

    @Test
    void linesAndTheirEndsStay() {
        assertEquals("a\n\n\nb\n", Styling.of("a\n\n\nb\n"));
        assertEquals("", Styling.of(""));
        assertEquals("a | b\nno table", Styling.of("a | b\nno table"));
    }

    @Tag("H-53")
    @ParameterizedTest
    @ValueSource(strings = {"*a ", "**", "[", "`", "[a](", "_a*b~~", "| a ", "> ", "\\", "<", "~~~\n", "# ", "***a__"})
    void noTextTakesLong(String part) {
        String text = part.repeat((Styling.LONGEST_TEXT) / part.length());
        for (String much : List.of(text, text.replace(" ", " \n"))) {
            String styled = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Styling.of(much));
            assertTrue(styled.length() > 0);
        }
    }

    /** Signed addresses are long, and the sidecar's threads have small stacks. */
    @Tag("H-53")
    @Test
    void aLongAddressNeedsNoDeepStack() throws InterruptedException {
        String address = "https://example.org/?signature=" + "a1".repeat(50_000);
        AtomicReference<String> styled = new AtomicReference<>("");
        Thread small = new Thread(null, () -> styled.set(Styling.of("[text](" + address + ")")), "small", 256 * 1024);
        small.start();
        small.join();
        assertTrue(styled.get().contains(address), () -> styled.get().length() + " characters");
    }

    /** Nothing that a person could read gets lost. */
    @Test
    void noWordIsLost() {
        String[] parts = {
            "word", "*", "**", "_", "`", "~~", "[", "](u)", "\n", " ", "|", "---", "> ", "# ", "\\", "```", "1. "
        };
        Random random = new Random(7);
        for (int seed = 0; seed < 5000; seed++) {
            StringBuilder text = new StringBuilder();
            int words = 0;
            for (int i = random.nextInt(20); i >= 0; i--) {
                String part = parts[random.nextInt(parts.length)];
                words += part.equals("word") ? 1 : 0;
                text.append(part);
            }
            String styled = Styling.of(text.toString());
            assertEquals(words, (styled.length() - styled.replace("word", "").length()) / 4, text + "\n→\n" + styled);
        }
    }
}
