package ai.openclaw.xmpp.session.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that messages share, in whichever way. */
class FileSharingTest {

    private static final String ABOUT =
            "<media-type>image/png</media-type><name>cat.png</name><size>1234</size><desc>a cat</desc>"
                    + "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAA</hash>";

    private static MessageContent read(String payload) {
        try {
            return MessageContent.read(
                    "m1",
                    null,
                    XmlReader.read("<message xmlns='jabber:client'>" + payload + "</message>")
                            .children());
        } catch (XmlRefusedException e) {
            throw new IllegalArgumentException(payload, e);
        }
    }

    private static String stateless(String source) {
        return "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>"
                + ABOUT + "</file><sources>" + source + "</sources></file-sharing>";
    }

    private static String urlData(String url) {
        return "<url-data xmlns='http://jabber.org/protocol/url-data' target='" + url + "'/>";
    }

    private static final FileInfo CAT = new FileInfo("cat.png", "image/png", 1234L, Map.of("sha-256", "AAAA"));

    @Tag("XEP-0447")
    @Tag("XEP-0446")
    @Test
    void readsStatelessFileSharing() {
        MessageContent content =
                read("<body>https://u.example.org/1</body>" + stateless(urlData("https://u.example.org/1"))
                        + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>");
        assertEquals(List.of(new MediaLink("https://u.example.org/1", "a cat", CAT)), content.media());
        assertEquals("", content.body());
    }

    @Tag("XEP-0385")
    @Test
    void readsSims() {
        MessageContent content = read("<body>look: https://u.example.org/1</body>"
                + "<reference xmlns='urn:xmpp:reference:0' type='data' begin='6' end='29'>"
                + "<media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>" + ABOUT
                + "</file><sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='https://u.example.org/1'/>"
                + "</sources></media-sharing></reference>");
        assertEquals(List.of(new MediaLink("https://u.example.org/1", "a cat", CAT)), content.media());
        assertEquals("look: https://u.example.org/1", content.body());
    }

    @Tag("XEP-0066")
    @Tag("XEP-0447")
    @Test
    void severalWaysOfOneFileAreOneFile() {
        MessageContent content = read("<body>https://u.example.org/1\nhttps://u.example.org/2</body>"
                + "<x xmlns='jabber:x:oob'><url>https://u.example.org/1</url></x>"
                + "<x xmlns='jabber:x:oob'><url>https://u.example.org/2</url></x>"
                + stateless(urlData("https://u.example.org/1")));
        assertEquals(
                List.of("https://u.example.org/1", "https://u.example.org/2"),
                content.media().stream().map(MediaLink::url).toList());
        assertEquals(CAT, content.media().get(0).file());
        assertNull(content.media().get(1).file());
        assertEquals("", content.body());
    }

    @Tag("H-50")
    @Tag("XEP-0447")
    @Test
    void takesOnlyAddressesOfTheWebAndOnlySoMuch() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(stateless(urlData("https://u.example.org/" + i)));
        }
        assertEquals(10, read(many.toString()).media().size());
        for (String source : List.of(
                urlData("file:///etc/passwd"),
                urlData("https://u.example.org/" + "x".repeat(5000)),
                "<jinglepub xmlns='urn:xmpp:jinglepub:1' from='a@b.org'/>",
                "")) {
            assertEquals(List.of(), read(stateless(source)).media(), source);
        }
        MediaLink bent =
                read("<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><size>-1</size><name>"
                                + "n".repeat(5000) + "</name></file><sources>" + urlData("http://u.example.org/1")
                                + "</sources></file-sharing>")
                        .media()
                        .get(0);
        assertEquals(new FileInfo(null, null, null, Map.of()), bent.file());
    }

    @Tag("XEP-0447")
    @Tag("XEP-0066")
    @Test
    void whatIsWrittenIsRead() {
        List<XmlElement> payload = MessageWriter.write(
                OutgoingMessage.to(Jid.of("alice@example.org"))
                        .body("https://u.example.org/1")
                        .mediaUrl("https://u.example.org/1")
                        .file(CAT)
                        .build(),
                "m1");
        MessageContent content = MessageContent.read("m1", null, payload);
        assertEquals(List.of(new MediaLink("https://u.example.org/1", null, CAT)), content.media());
        assertEquals("", content.body());
        assertTrue(payload.stream().anyMatch(element -> element.is("jabber:x:oob", "x")), "for clients of before");
        assertEquals(
                "https://u.example.org/1",
                payload.stream()
                        .filter(element -> element.is("jabber:client", "body"))
                        .findFirst()
                        .orElseThrow()
                        .text());
    }

    /** Clients that know the extension leave out what is marked as fallback: of a caption nothing is. */
    @Tag("XEP-0447")
    @Tag("XEP-0428")
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "https://u.example.org/1, none, ''",
                "'', none, ''",
                "A cat, none, A cat",
                "'\uD83D\uDC31 a cat\nhttps://u.example.org/1', none, '\uD83D\uDC31 a cat'",
                "https://u.example.org/1 is a cat, none, is a cat",
                "see https://u.example.org/12, none, see https://u.example.org/12",
                "https://u.example.org/1, what?, ''",
                "A cat, what?, A cat",
                "'a cat\nhttps://u.example.org/1', '\uD83D\uDC31?', a cat"
            })
    void aCaptionIsNoFallback(String body, @Nullable String quote, String shown) {
        List<XmlElement> payload = MessageWriter.write(
                OutgoingMessage.to(Jid.of("alice@example.org"))
                        .body(body.replace("\\n", "\n"))
                        .reply(quote == null ? null : new ReplyReference("r1", null, quote))
                        .mediaUrl("https://u.example.org/1")
                        .file(CAT)
                        .build(),
                "m1");
        String whole = payload.stream()
                .filter(element -> element.is("jabber:client", "body"))
                .findFirst()
                .orElseThrow()
                .text();
        assertEquals(
                shown,
                Fallbacks.split(whole, payload, Set.of("urn:xmpp:sfs:0", "urn:xmpp:reply:0"))
                        .text());
        MessageContent content = MessageContent.read("m1", null, payload);
        assertEquals(shown, content.body());
        assertEquals(quote, content.reply() == null ? null : content.reply().quote());
    }
}
