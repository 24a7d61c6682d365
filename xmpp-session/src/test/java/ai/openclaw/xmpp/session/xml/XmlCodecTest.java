package ai.openclaw.xmpp.session.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlText;
import ai.openclaw.xmpp.session.Stanza;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing elements. */
class XmlCodecTest {

    private static Stanza message(String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                null,
                Jid.of("alice@example.org"),
                "i1",
                "en",
                List.of(
                        XmlElement.of(XmlReader.CLIENT, "body", body),
                        XmlElement.of("urn:x", "y").with("a", body)));
    }

    private static Stanza back(String xml) throws XmlRefusedException {
        return XmlReader.stanza(XmlReader.read(xml)).orElseThrow();
    }

    @Tag("H-53")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "</body></message><message to='eve@evil.example'><body>x",
                "]]>",
                "<![CDATA[ &amp; \" ' > <",
                "tab\tnewline\nreturn\r",
                "🎉 ü \u202e",
                "  spaces  "
            })
    void whatIsWrittenIsReadAgainAsOneText(String body) throws XmlRefusedException {
        Stanza stanza = message(body);
        assertEquals(stanza, back(XmlWriter.forStream(stanza)));
        assertEquals(stanza, back(XmlWriter.forFrame(stanza)));
        assertTrue(XmlWriter.forFrame(stanza).startsWith("<message xmlns='jabber:client'"));
    }

    @Tag("H-53")
    @Test
    void replacesWhatXmlCannotCarry() throws XmlRefusedException {
        String written = XmlWriter.forStream(message("a\u0000b\u001bc\uD83Dd\uDE00e\uFFFFf"));
        assertEquals(
                "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf",
                back(written).payload().get(0).text());
    }

    @Tag("H-53")
    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("a b", "a>", "1a", "a/", "x='y'")) {
            assertThrows(IllegalArgumentException.class, () -> XmlWriter.write(XmlElement.of("urn:x", name), ""), name);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> XmlWriter.write(XmlElement.of("urn:x", "a").with(name, "v"), ""),
                    name);
        }
    }

    @Test
    void keepsMixedContentAndPrefixedAttributes() throws XmlRefusedException {
        String xml = "<a xmlns='urn:x' xmlns:p='urn:p' p:k='v' xml:lang='de'>one<b/>two</a>";
        XmlElement element = XmlReader.read(xml);
        assertEquals("v", element.attribute("{urn:p}k"));
        assertEquals("de", element.attribute("{http://www.w3.org/XML/1998/namespace}lang"));
        assertEquals(List.of(new XmlText("one"), XmlElement.of("urn:x", "b"), new XmlText("two")), element.content());
        assertEquals(element, XmlReader.read(XmlWriter.write(element, "")));
    }

    @Tag("H-13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message xmlns='jabber:server'/>",
                "<x:message xmlns:x='urn:x'/>",
                "<other/>",
                "<message from='a b@example.org'/>",
                "<message to='@'/>"
            })
    void takesNoStanzaFromElsewhere(String xml) throws XmlRefusedException {
        assertTrue(XmlReader.stanza(XmlReader.read(xml)).isEmpty());
    }

    @Tag("H-13")
    @Test
    void takesAPrefixedStanzaForWhatItIs() throws XmlRefusedException {
        assertEquals(
                Stanza.Kind.IQ,
                XmlReader.stanza(XmlReader.read("<c:iq xmlns:c='jabber:client' type='get'/>"))
                        .orElseThrow()
                        .kind());
    }

    @Tag("H-10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>&undefined;</a>",
                "<a></b>",
                "<a",
                "<a b='1' b='2'/>",
                "<p:a/>",
                "<a/><b/>",
                "<a>&#0;</a>",
                "<a>&#xD83D;</a>"
            })
    void refusesWhatIsNotWellFormed(String xml) {
        assertFalse(assertThrows(XmlRefusedException.class, () -> XmlReader.read(xml))
                .getMessage()
                .isBlank());
    }

    @Test
    void anyTextSurvivesBothWays() throws XmlRefusedException {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                int point = random.nextInt(0x3000);
                text.appendCodePoint(point < ' ' ? '<' : point);
            }
            Stanza stanza = message("x" + text);
            assertEquals(stanza, back(XmlWriter.forStream(stanza)), "seed " + seed);
        }
    }
}
