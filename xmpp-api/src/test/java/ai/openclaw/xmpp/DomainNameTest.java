package ai.openclaw.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @Tag("C-38")
    @ParameterizedTest(name = "{0} is {1}, {2}")
    @CsvSource({
        "Example.ORG,                 example.org,      case",
        "example.org.,                example.org,      the root's dot",
        "example.org\u3002,           example.org,      the root's dot in East Asia",
        "example\uFF0Eorg,            example.org,      a wide dot",
        "example\uFF61org,            example.org,      a half-wide dot",
        "ｅｘａｍｐｌｅ.org,                example.org,      wide letters",
        "BÜCHER.example,              bücher.example,   case beyond ASCII",
        "bu\u0308cher.example,        bücher.example,   a letter and its mark",
        "xn--bcher-kva.example,       bücher.example,   the form of DNS",
        "XN--BCHER-KVA.example,       bücher.example,   the form of DNS in capitals",
        "xn--strae-oqa.example,       straße.example,   a letter that IDNA 2003 did not have",
        "STRAẞE.example,              straße.example,   its capital",
        "xn--mgbh0fb.example,         مثال.example,     right to left",
        "xn--p1ai,                    рф,               one label",
        "xn--fsq.xn--0zwm56d,         例.测试,            two labels",
        "\u03A3\u03A3.gr,             \u03C3\u03C3.gr,  a capital sigma at the end",
        "my_host-1.example,           my_host-1.example,what host names have",
        "192.0.2.1,                   192.0.2.1,        an address",
        "[2001:DB8::1],               [2001:db8::1],    an address in brackets",
        "[::ffff:192.0.2.1],          [::ffff:192.0.2.1],a mapped address",
    })
    void leavesOneForm(String written, String prepared, String why) {
        assertEquals(prepared, DomainName.prepare(written), why);
        assertEquals(prepared, DomainName.prepare(prepared), "what was prepared once is prepared");
    }

    @Tag("C-31")
    @Tag("C-38")
    @ParameterizedTest(name = "{0} is not {1}")
    @CsvSource({
        "straße.example,          strasse.example",
        "xn--strae-oqa.example,   strasse.example",
        "\u03C3\u03C2.gr,         \u03C3\u03C3.gr",
        "\u0130ris.example,       iris.example",
        "\u0131ris.example,       iris.example",
        "ехample.org,             example.org",
    })
    void keepsTwoOwnersApart(String one, String other) {
        assertNotEquals(DomainName.prepare(other), DomainName.prepare(one));
    }

    @Tag("H-32")
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "\u3002",
                "..",
                ".a",
                "a..b",
                "a.\uFF0E",
                "a\u2025b",
                "example\u2024org",
                "a\u2488",
                "a\u200Db.org",
                "a\u200Cb.org",
                "a\u00ADb.org",
                "a\u200Bb.org",
                "a\u202Eb.org",
                "a\uFE0Fb.org",
                "a\u3164b.org",
                "a\u034Fb.org",
                "\u0301a.org",
                "a\u2100b.org",
                "a\uFF0Fb.org",
                "a\uFF20b.org",
                "a\u007Fb.org",
                "a\u0085b.org",
                "a*b.org",
                "aمb.org",
                "\uD83D.org",
                "\uDB40\uDC41.org",
                "xn--example-.org",
                "xn--.org",
                "xn--a.org",
                "xn--bcher-kv.example",
                "xn--99999999.org",
                "xn--a-ecp.ru.org",
                "xn--xn--a--gua.org",
                "[",
                "[]",
                "[::1",
                "[:::]",
                "[::1]x",
                "[1]",
                "[127.0.0.1]",
                "[::1%eth0]",
                "[a@b]",
                "[a/b]",
                "[<x>]",
                "[\n]",
                "[::g]"
            })
    void refusesWhatIsNoDomain(String written) {
        assertThrows(IllegalArgumentException.class, () -> DomainName.prepare(written));
        assertTrue(Jid.parse(written).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Jid.of("alice", written, null));
    }

    @Test
    void boundsALabel() {
        String longest = "x".repeat(63);
        assertEquals(longest + ".org", DomainName.prepare(longest + ".org"));
        assertThrows(IllegalArgumentException.class, () -> DomainName.prepare(longest + "x.org"));
        assertThrows(IllegalArgumentException.class, () -> DomainName.prepare("xn--" + "a".repeat(64)));
    }

    @Tag("C-38")
    @Test
    void doesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String language : new String[] {"tr", "az", "lt", "el", "de"}) {
                Locale.setDefault(Locale.forLanguageTag(language));
                assertEquals("iris.example", DomainName.prepare("IRIS.example"), language);
                assertEquals("[2001:db8::a]", DomainName.prepare("[2001:DB8::A]"), language);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void decodesTheExamplesOfTheRfc() {
        // RFC 3492 §7.1 (A), (B) and (L), in lower case
        assertEquals("ليهمابتكلموشعربي؟", Punycode.decode("egbpdaj6bu4bxfgehfvwxn"));
        assertEquals("他们为什么不说中文", Punycode.decode("ihqwcrb4cv8a8dqg056pqjye"));
        assertEquals("3年b組金八先生", Punycode.decode("3b-ww4c5e180e575a65lsy2b"));
        assertEquals("abc", Punycode.decode("abc-"));
        assertEquals("\uD83D\uDE00", Punycode.decode("e28h"));
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,       example.org",
        "straße.example,    xn--strae-oqa.example",
        "bücher.example,    xn--bcher-kva.example",
        "рф,                xn--p1ai",
        "مثال.example,      xn--mgbh0fb.example",
        "例.测试,             xn--fsq.xn--0zwm56d",
        "[2001:db8::1],     [2001:db8::1]",
        "192.0.2.1,         192.0.2.1",
    })
    void writesThemForDns(String domain, String ascii) {
        Jid jid = Jid.of("alice@" + domain);
        assertEquals(ascii, jid.asciiDomain());
        assertEquals(jid, Jid.of("alice@" + ascii));
    }

    @Test
    void encodingIsTheOppositeOfDecoding() {
        Random random = new Random(11);
        String letters = "ab0-\u00df\u00fc\u03c2\u05d0\u0430\u4f8b\u6d4b";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder label = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                label.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertEquals(label.toString(), Punycode.decode(Punycode.encode(label.toString())));
        }
        assertEquals("ihqwcrb4cv8a8dqg056pqjye", Punycode.encode("他们为什么不说中文"));
        assertEquals("3b-ww4c5e180e575a65lsy2b", Punycode.encode("3年b組金八先生"));
        assertEquals("e28h", Punycode.encode("\uD83D\uDE00"));
    }

    @Tag("H-32")
    @Test
    void endsOnAnyInput() {
        Random random = new Random(7);
        int decoded = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(70); k >= 0; k--) {
                text.append("abcdefghijklmnopqrstuvwxyz0123456789-".charAt(random.nextInt(37)));
            }
            try {
                String unicode = Punycode.decode(text.toString());
                assertTrue(unicode.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
                decoded++;
            } catch (IllegalArgumentException malformed) {
                assertTrue(malformed.getMessage().contains("Punycode"));
            }
        }
        assertTrue(decoded > 100, "some of it is Punycode, else nothing was tried: " + decoded);
    }
}
