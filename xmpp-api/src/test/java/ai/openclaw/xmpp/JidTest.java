package ai.openclaw.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {

    @ParameterizedTest
    @CsvSource({
        "alice@example.org,            alice, example.org, ",
        "alice@example.org/phone,      alice, example.org, phone",
        "example.org,                  ,      example.org, ",
        "example.org/x,                ,      example.org, x",
        "room@conf.example.org/A b/c@d,room,  conf.example.org, A b/c@d",
    })
    void takesAddressesApart(String text, String local, String domain, String resource) {
        Jid jid = Jid.of(text);
        assertEquals(local, jid.local());
        assertEquals(domain, jid.domain());
        assertEquals(resource, jid.resource());
        assertEquals(text, jid.toString());
        assertEquals(resource == null, jid.isBare());
    }

    @Tag("C-38")
    @ParameterizedTest
    @CsvSource({
        "ALICE@Example.ORG/Phone,      alice@example.org/Phone",
        "alice@example.org.,           alice@example.org",
        "alice@xn--bcher-kva.example,  alice@bücher.example",
        "ａｌｉｃｅ@example.org,            alice@example.org",
        "alice@ｅｘａｍｐｌｅ.org,            alice@example.org",
        "e\u0301va@example.org,        \u00e9va@example.org",
    })
    void callsTheSameWhatTheRfcCallsTheSame(String one, String other) {
        assertEquals(Jid.of(other), Jid.of(one));
        assertEquals(Jid.of(other).hashCode(), Jid.of(one).hashCode());
        assertEquals(other, Jid.of(one).toString());
    }

    @Tag("C-31")
    @Tag("C-38")
    @ParameterizedTest
    @CsvSource({
        "alice@example.org,       alice@example.net",
        "alice@example.org,       аlice@example.org",
        "alice@example.org/Phone, alice@example.org/phone",
        "a\\40b@c.org,            ab@c.org",
        "d\\27artagnan@h.org,     dartagnan@h.org",
    })
    void keepsDifferentAccountsApart(String one, String other) {
        assertNotEquals(Jid.of(one), Jid.of(other));
    }

    @Test
    void leavesEscapesAsTheyAre() {
        assertEquals("a\\40b@c.org", Jid.of("a\\40b@c.org").toString());
        assertEquals("a\\5c40b@c.org", Jid.of("a\\5c40b@c.org").toString());
    }

    @Tag("H-32")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@example.org",
                "alice@",
                "alice@example.org/",
                "/resource",
                "a b@example.org",
                "a\"b@example.org",
                "a&b@example.org",
                "a'b@example.org",
                "a:b@example.org",
                "a<b@example.org",
                "alice@bob@example.org",
                "alice@exa mple.org",
                "alice@example.org\n",
                "alice\u0000@example.org",
                "alice@example.org/a\u0000b",
                "alice@example.org/a\nb",
                "alice@example.org/\u001b[31m",
                "alice@a..b",
                "\u202ealice@example.org",
                "alice@example.org/\uD83D",
                "alice@example.org/a\u200bb",
                "alice@example.org/a\u202eb",
                "alice@example.org/a\u2028b",
                "al\u200bice@example.org",
                "al\u00adice@example.org",
                "alice\uFF20example.org@x",
                "al\uFF0Fice@example.org",
                "alice@[a@b]",
                "alice@[\n]",
                "alice@example.org..",
                "user@domain@conference.example.org/x"
            })
    void refusesWhatIsNoAddress(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Jid.of(text));
        assertTrue(refused.getMessage().startsWith("not a valid JID: the "), refused.getMessage());
        assertTrue(Jid.parse(text).isEmpty());
    }

    @Tag("H-32")
    @Test
    void boundsEachPart() {
        String longest = "x".repeat(1023);
        assertEquals(longest, Jid.of("a@example.org/" + longest).resource());
        assertThrows(IllegalArgumentException.class, () -> Jid.of("a@example.org/" + longest + "x"));
        assertThrows(IllegalArgumentException.class, () -> Jid.of("a@example.org/" + "ü".repeat(512)));
        assertThrows(IllegalArgumentException.class, () -> Jid.of(longest + "x@example.org"));
        String huge = "y".repeat(100_000);
        String message = assertThrows(IllegalArgumentException.class, () -> Jid.of(huge + "@example.org"))
                .getMessage();
        assertTrue(message.length() < 300, "an error must not carry the whole address");
    }

    @Tag("H-32")
    @Test
    void showsARefusedAddressWithoutWhatCouldForgeALine() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Jid.of("a b\n[system] \u001b[31m\u202e@example.org"))
                .getMessage();
        assertTrue(message.contains("a b\\u{a}[system] \\u{1b}[31m\\u{202e}"), message);
        assertTrue(message.codePoints().noneMatch(c -> c < ' ' || c == 0x202e), message);
    }

    @Tag("H-32")
    @Test
    void takesASlashAndAnAtInANickAsPartOfIt() {
        Jid occupant = Jid.of("user@domain/room@conference.example.org");
        assertEquals("user", occupant.local());
        assertEquals("domain", occupant.domain());
        assertEquals("room@conference.example.org", occupant.resource());
    }

    @Tag("H-32")
    @Test
    void boundsTheWorkForHostileText() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            String[] hostile = {
                "\u0301", "\u0345\u05b0", "\ufdfa", "\u1100", "\u0130", "@", "/", ".", "xn--", "[", "\ud83d"
            };
            for (String piece : hostile) {
                for (int size : new int[] {1023, 1_000_000}) {
                    String text = piece.repeat(size / piece.length());
                    Jid.parse(text);
                    Jid.parse(text + "@example.org");
                    Jid.parse("alice@" + text);
                    Jid.parse("alice@example.org/a" + text);
                }
            }
        });
    }

    @Test
    void goesBetweenBareAndFull() {
        Jid full = Jid.of("alice@example.org/phone");
        assertEquals(Jid.of("alice@example.org"), full.bare());
        assertEquals(full, full.bare().withResource("phone"));
        assertEquals(Jid.of("example.org"), full.domainJid());
        assertNull(full.domainJid().local());
        assertThrows(IllegalArgumentException.class, () -> full.withResource(""));
    }

    @Test
    void hasAnOrderThatFitsItsEquality() {
        Jid alice = Jid.of("alice@example.org");
        assertTrue(alice.compareTo(Jid.of("bob@example.org")) < 0);
        assertTrue(Jid.of("bob@example.org").compareTo(alice) > 0);
        assertEquals(0, alice.compareTo(Jid.of("ALICE@example.org")));
        assertNotEquals(alice.hashCode(), Jid.of("bob@example.org").hashCode());
        assertEquals(Jid.of("example.org"), alice.domainJid());
        assertEquals(Jid.of("example.org"), Jid.of("example.org/x").domainJid());
        assertEquals(Jid.of("example.org"), Jid.of("example.org").domainJid());
    }

    @Test
    void marksARefusedAddressThatIsCut() {
        assertTrue(refusal("<" + "x".repeat(59) + "@example.org").contains("x\""));
        assertTrue(refusal("<" + "x".repeat(60) + "@example.org").contains("x…\""));
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Jid.of(text)).getMessage());
    }

    @Test
    void parsesNothingToNothing() {
        assertTrue(Jid.parse(null).isEmpty());
        assertFalse(Jid.parse("alice@example.org").isEmpty());
    }

    @Tag("C-38")
    @Test
    void doesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals("admin@iris.example", Jid.of("ADMIN@IRIS.example").toString());
        } finally {
            Locale.setDefault(before);
        }
    }

    @TestFactory
    Stream<DynamicTest> preparationIsIdempotentAndNeverThrowsAnythingElse() {
        return new Random(42)
                .longs(1000)
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> {
                    Random random = new Random(seed);
                    StringBuilder text = new StringBuilder();
                    String alphabet =
                            "aZé@/.\\ İıßſKﬁ\u0130\u200b\u202e\uFF20\u0301\uD83D\uDE00-_1٣א\n\u3002\u2024\u200d\u00adςΣ[]:xn--";
                    for (int i = random.nextInt(20); i >= 0; i--) {
                        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                    Jid.parse(text.toString()).ifPresent(jid -> {
                        assertEquals(jid, Jid.of(jid.toString()), "what was prepared once is prepared");
                        assertEquals(jid.bare(), jid.bare().bare());
                        assertEquals(
                                jid.toString(),
                                Jid.of(jid.local(), jid.domain(), jid.resource())
                                        .toString());
                    });
                }));
    }
}
