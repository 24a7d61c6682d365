package ai.openclaw.xmpp.session.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StanzaSplitterTest {

    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1'>";

    /** Writes down what was cut. */
    private static class Cut implements StanzaSplitter.Sink {
        final List<String> seen = new ArrayList<>();

        @Override
        public void onOpen(String startTag) {
            seen.add("open");
        }

        @Override
        public void onElement(String xml) {
            seen.add(xml);
        }

        @Override
        public void onClose() {
            seen.add("close");
        }
    }

    private static List<String> cut(byte[] bytes, int step) throws XmlRefusedException {
        Cut cut = new Cut();
        StanzaSplitter splitter = StanzaSplitter.forStream(cut);
        for (int i = 0; i < bytes.length; i += step) {
            splitter.feed(bytes, i, Math.min(step, bytes.length - i));
        }
        return cut.seen;
    }

    private static List<String> cut(String text) throws XmlRefusedException {
        return cut(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE / 2);
    }

    private static String refusal(String text) {
        return assertThrows(XmlRefusedException.class, () -> cut(text)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void cutsWhereverTheNetworkCuts(int step) throws XmlRefusedException {
        String one = "<message a='1 > 2' b=\"'/>\"><body>a &lt; b 🎉 ü</body><x/></message>";
        String two = "<iq><q xmlns='urn:x'><![CDATA[</iq> ]] > ]]]></q></iq>";
        byte[] bytes = (HEADER + one + "\n " + two + "<r/></stream:stream>").getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("open", one, two, "<r/>", "close"), cut(bytes, step));
    }

    @Tag("H-10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x 'y'>]>",
                "<!DOCTYPE a SYSTEM 'http://127.0.0.1/canary'>",
                "<!-- comment -->",
                "<?php evil ?>",
                "<?xml version='1.0'?>",
                "<![CDATA[text]]>",
                "text between",
                "<message><!-- comment --></message>",
                "<message><!ENTITY x 'y'></message>",
                "<message><?pi?></message>",
                "< message/>",
                "<message a='<'/>",
                "\uFEFF<message/>"
            })
    void refusesWhatMustNotBeOnAStream(String text) {
        assertFalse(refusal(HEADER + text).isBlank());
    }

    @Tag("H-10")
    @Test
    void refusesADocumentTypeBeforeTheStream() {
        assertFalse(refusal("<!DOCTYPE a [<!ENTITY x 'y'>]>" + HEADER).isBlank());
        assertFalse(refusal("<?xml version='1.0'?><!DOCTYPE a>" + HEADER).isBlank());
    }

    @Tag("H-11")
    @Test
    void bounds_size_depth_and_attributes() throws XmlRefusedException {
        assertTrue(refusal(HEADER + "<m>" + "x".repeat(StanzaSplitter.MAX_LEFT_OUT))
                .contains("larger than 16777216"));
        assertTrue(refusal(HEADER + "<m " + "x".repeat(StanzaSplitter.MAX_LEFT_OUT))
                .contains("larger than"));
        assertTrue(refusal(HEADER + "<" + "x".repeat(StanzaSplitter.MAX_BYTES) + "/>")
                .contains("not well-formed"));
        assertTrue(refusal(HEADER + "<" + "x".repeat(300) + " a='" + "x".repeat(StanzaSplitter.MAX_BYTES) + "'/>")
                .contains("not well-formed"));
        assertTrue(refusal("<s " + "a='1' ".repeat(257) + ">").contains("more than 256 attributes"));
        assertTrue(refusal("<" + "s".repeat(StanzaSplitter.MAX_BYTES)).contains("larger than"));
        String deep = "<a>".repeat(64) + "</a>".repeat(64);
        assertEquals(List.of("open", deep), cut(HEADER + deep));
        String wide = "<m " + "a='1' ".repeat(256) + "/>";
        assertEquals(List.of("open", wide), cut(HEADER + wide));
        String large = "<m>" + "x".repeat(StanzaSplitter.MAX_BYTES - 7) + "</m>";
        assertEquals(List.of("open", large), cut(HEADER + large));
    }

    @Tag("H-11")
    @Test
    void leavesOutWhatIsTooLargeAndGoesOn() throws XmlRefusedException {
        String large = ("&apos;<a>" + "x".repeat(90) + "</a>").repeat(StanzaSplitter.MAX_BYTES / 103 + 1);
        String behind = "<message id='2'/>";
        assertEquals(
                List.of("open", "<message xmlns='jabber:client' from='a@b' id='1'/>", behind),
                cut(HEADER + "<message id='1' from=\"a@b\">" + large + "</message>" + behind));
        assertEquals(
                List.of(
                        "open",
                        "<iq xmlns='jabber:client' type='error' from='a@b' id='1'><error type='cancel'>"
                                + "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>the answer is left out: it is larger than 1048576 bytes</text></error></iq>",
                        behind),
                cut(HEADER + "<iq id='1' from='a@b' type='result'><q xmlns='q'>" + large + "</q></iq>" + behind));
        // What counts are bytes.
        String wide = "\u20ac".repeat(StanzaSplitter.MAX_BYTES / 3 + 1);
        assertEquals(
                List.of("open", "<message xmlns='jabber:client'/>", behind),
                cut(HEADER + "<message>" + wide + "</message>" + behind));
        // Wherever the limit is reached, also where something looks like an end.
        String brackets = ">".repeat(StanzaSplitter.MAX_BYTES);
        assertEquals(List.of("open", "<message/>", behind), cut(HEADER + "<message id='" + brackets + "'/>" + behind));
        assertEquals(
                List.of("open", "<message/>", behind),
                cut(HEADER + "<message id='" + brackets + "'><body>x</body></message>" + behind));
        assertEquals(
                List.of("open", "<message xmlns='jabber:client'/>", behind),
                cut(HEADER + "<message><![CDATA[" + brackets + "]]></message>" + behind));
    }

    static List<String> beyondALimit() {
        return List.of(
                "<a>".repeat(64) + "</a>".repeat(64),
                "<a>".repeat(100_000) + "</a>".repeat(100_000),
                "<a " + "a='1' ".repeat(257) + "/>",
                "<b>x</b>".repeat(20_000),
                ("<a " + "a='1' ".repeat(200) + "/>").repeat(201));
    }

    @Tag("H-11")
    @ParameterizedTest
    @MethodSource("beyondALimit")
    void leavesOutWhatIsBeyondALimitAndGoesOn(String payload) throws XmlRefusedException {
        String behind = "<message id='2'/>";
        String large = "<message id='1' from=\"a@b\">" + payload + "</message>" + behind;
        List<String> expected = List.of("<message xmlns='jabber:client' from='a@b' id='1'/>", behind);
        List<String> cut = cut((HEADER + large).getBytes(StandardCharsets.UTF_8), 7);
        assertEquals(expected, cut.subList(1, cut.size()));
        Cut frames = new Cut();
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        StanzaSplitter.forFrames(frames).feed(bytes, 0, bytes.length);
        assertEquals(expected, frames.seen);
        Cut strict = new Cut() {
            @Override
            public boolean leavesOut() {
                return false;
            }
        };
        byte[] stream = (HEADER + large).getBytes(StandardCharsets.UTF_8);
        assertThrows(
                XmlRefusedException.class,
                () -> StanzaSplitter.forStream(strict).feed(stream, 0, stream.length));
    }

    @Tag("H-11")
    @Test
    void tellsTheAddressesOfAStanzaThatHasTooManyAttributesItself() throws XmlRefusedException {
        String wide = "<message from='a@b' " + "a='1' ".repeat(257) + " id=\"1\"><x/></message>";
        String behind = "<message id='2'/>";
        assertEquals(
                List.of("open", "<message xmlns='jabber:client' from='a@b' id='1'/>", behind),
                cut(HEADER + wide + behind));
    }

    /** What stands for a stanza is made of its addresses alone: no name in it can be one that we cannot write. */
    @Tag("H-11")
    @Test
    void standsInWhateverElseIsInTheStartTag() throws XmlRefusedException {
        String large = "x".repeat(StanzaSplitter.MAX_BYTES);
        String behind = "<message id='2'/>";
        List<String> cut = cut(HEADER + "<message from='@' a\u00b7b='1' c=' from=\"d@e\"' id='1'><body>" + large
                + "</body></message>" + behind);
        assertEquals(List.of("open", "<message from='@' id='1'/>", behind), cut);
    }

    /** Names that other parsers know are cut like any other; what they are is the reader's to say. */
    @Tag("H-11")
    @Test
    void cutsWhateverTheNames() throws XmlRefusedException {
        String name = "a".repeat(1001);
        String odd = "<message><\u3007/><" + name + "/><b " + name + "='1'/><c xmlns='" + name + "'/></message>";
        assertEquals(List.of("open", odd), cut(HEADER + odd));
        assertEquals(4, XmlReader.read(odd).children().size());
        assertEquals(
                250,
                XmlReader.read("<a " + attributes(250) + ">" + "&lt;".repeat(200_000) + "</a>")
                        .attributes()
                        .size());
    }

    private static String attributes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + "='' ").collect(Collectors.joining());
    }

    @Tag("H-11")
    @Test
    void boundsEachStanzaNotTheStream() throws XmlRefusedException {
        Cut cut = new Cut();
        StanzaSplitter splitter = StanzaSplitter.forStream(cut);
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        splitter.feed(header, 0, header.length);
        byte[] stanza = ("<m>" + "&lt;".repeat(20_000) + "</m>").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            splitter.feed(stanza, 0, stanza.length);
        }
        assertEquals(51, cut.seen.size());
    }

    @Tag("H-12")
    @Test
    void refusesWhatIsNotUtf8() {
        byte[][] bad = {
            {(byte) 0xC0, (byte) 0x80}, // overlong NUL
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // lone surrogate
            {(byte) 0xFF, (byte) 0xFE}, // UTF-16
            {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80}, // five bytes
        };
        for (byte[] bytes : bad) {
            byte[] header = (HEADER + "<m>").getBytes(StandardCharsets.UTF_8);
            byte[] all = new byte[header.length + bytes.length + 1];
            System.arraycopy(header, 0, all, 0, header.length);
            System.arraycopy(bytes, 0, all, header.length, bytes.length);
            all[all.length - 1] = ' ';
            assertThrows(XmlRefusedException.class, () -> cut(all, all.length));
        }
        assertThrows(XmlRefusedException.class, () -> cut(HEADER + "<m>\u0000</m>"));
        assertThrows(XmlRefusedException.class, () -> cut(HEADER + "<m>\u0008</m>"));
        assertThrows(XmlRefusedException.class, () -> cut(HEADER + "<m>\uFFFE</m>"));
    }

    @Test
    void knowsWhetherSomethingIsLeft() throws XmlRefusedException {
        StanzaSplitter splitter = StanzaSplitter.forStream(new Cut());
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        splitter.feed(header, 0, header.length);
        assertTrue(splitter.isAtRest());
        splitter.feed("<".getBytes(StandardCharsets.UTF_8), 0, 1);
        assertFalse(splitter.isAtRest());
    }

    @Test
    void takesWebSocketMessagesWithoutARoot() throws XmlRefusedException {
        Cut cut = new Cut();
        StanzaSplitter splitter = StanzaSplitter.forFrames(cut);
        byte[] frame = "<message xmlns='jabber:client'><body/></message>".getBytes(StandardCharsets.UTF_8);
        splitter.feed(frame, 0, frame.length);
        assertEquals(List.of("<message xmlns='jabber:client'><body/></message>"), cut.seen);
    }

    @Test
    void neverThrowsAnythingElse() {
        String alphabet = "<>/!?-[]='\" amx:CDATA&;\u0000\u00e9";
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(HEADER);
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                for (String element : cut(text.toString())) {
                    if (element.startsWith("<")) {
                        XmlReader.read(element);
                    }
                }
            } catch (XmlRefusedException refused) {
                assertFalse(refused.getMessage().isBlank(), "seed " + seed);
            }
        }
    }
}
