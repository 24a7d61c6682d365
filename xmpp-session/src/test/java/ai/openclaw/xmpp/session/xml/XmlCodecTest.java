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

    private static final String UNKNOWN = "\uA000";

    @Tag("H-12")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>&lt;<b c='>'/>x</a>",
                "<a b = \"it's\" ><![CDATA[</a><x a=']]></a >",
                "<p:a/>",
                "<a b='1' b='2'/>",
            })
    void somethingStandsForAStanzaThatOthersCanRead(String payload) throws XmlRefusedException {
        String xml = "<message from='a@b' id='1' type='chat'><" + UNKNOWN + "/>" + payload + "</message>";
        assertThrows(XmlRefusedException.class, () -> XmlReader.read(xml));
        Stanza left = XmlReader.stanza(XmlReader.readOrLeaveOut(xml)).orElseThrow();
        assertEquals(new Stanza(Stanza.Kind.MESSAGE, "chat", Jid.of("a@b"), null, "1", null, List.of()), left);
        String answer = "<iq type='result' id='2' " + UNKNOWN + "='x' from=\"a@b\">" + payload + "</iq>";
        Stanza error = XmlReader.stanza(XmlReader.readOrLeaveOut(answer)).orElseThrow();
        assertEquals("error", error.type());
        assertEquals(Jid.of("a@b"), error.from());
        assertEquals("2", error.id());
    }

    @Test
    void whatCanBeReadIsRead() throws XmlRefusedException {
        String xml = "<message from='a@b' id='1'><body>x</body></message>";
        assertEquals(XmlReader.read(xml), XmlReader.readOrLeaveOut(xml));
    }

    /** Where nobody can be certain what is behind it, the stream ends: a stanza could be hidden there. */
    @Tag("H-12")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message><body>x</subject></message>",
                "<message><a></message></a>",
                "<message/><message from='b@c'/>",
                "<message><a b/></message>",
                "<message><a b=c/></message>",
                "<message><a b='1'c='2'/></message>",
                "<message><a'b='/>'></a'b></message>",
                "<message><a b='<'/></message>",
                "<message>&b;</message>",
                "<message>& </message>",
                "<message a='&b;'><x></x></message>",
                "<message><1/></message>",
                "<message>",
                "<message><a>",
                "<message><![CDATA[</message>",
                "<message></message",
                "<message a='",
                "<message a=",
                "<message",
                "x",
                "<stream:features><\uA000/></stream:features>",
                "<r xmlns='urn:xmpp:sm:3' \uA000=''/>",
                "<\uA000/>",
            })
    void whereAStanzaEndsIsNeverGuessed(String xml) {
        assertThrows(XmlRefusedException.class, () -> XmlReader.readOrLeaveOut(xml));
        assertThrows(XmlRefusedException.class, () -> XmlReader.readOrLeaveOut(xml.replace("x", UNKNOWN)));
    }
}
