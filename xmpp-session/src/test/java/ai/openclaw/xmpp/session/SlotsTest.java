package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a file is put: only where a slot of our own server's service says, and only if that is an address of the public network by HTTPS. */
@Tag("XEP-0363")
class SlotsTest {

    private static final String UPLOAD = "urn:xmpp:http:upload:0";
    private static final String GET = "<get url='https://upload.example.org/a.txt'/>";

    @TempDir
    Path folder;

    private World world;
    private String answer = "";

    @BeforeEach
    void start() {
        world = new World();
        world.answers = question -> {
            if (question.payload().get(0).is(UPLOAD, "request")) {
                return answer;
            }
            return question.payload().get(0).is("http://jabber.org/protocol/disco#info", "query")
                    ? "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='" + UPLOAD + "'/></query>"
                    : World.usual(question);
        };
        world.start();
    }

    private CompletableFuture<URI> upload() throws Exception {
        Path path = Files.writeString(folder.resolve("a.txt"), "content");
        CompletableFuture<URI> uploaded = world.session
                .media()
                .upload(new MediaFile(path, "a.txt", "text/plain", 7))
                .toCompletableFuture();
        world.run();
        return uploaded;
    }

    private XmppException refused(String children) throws Exception {
        answer = "<slot xmlns='" + UPLOAD + "'>" + children + "</slot>";
        CompletableFuture<URI> uploaded = upload();
        assertTrue(uploaded.isDone(), "it waits for " + children);
        return (XmppException)
                assertThrows(CompletionException.class, uploaded::join).getCause();
    }

    @Tag("R5")
    @Tag("H-51")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<put url='http://upload.example.org/a.txt'/>" + GET,
                "<put url='https://upload.example.org/a.txt'/><get url='http://upload.example.org/a.txt'/>",
                "<put url='https://user:word@upload.example.org/a.txt'/>" + GET,
                "<put url='https:///a.txt'/>" + GET,
                "<put url='https://upload.example.org/a b'/>" + GET,
                "<put url='file:///etc/passwd'/>" + GET,
                "<put/>" + GET,
                "<put url='https://upload.example.org/a.txt'/>",
                GET,
                ""
            })
    void isNoUsableSlot(String children) throws Exception {
        assertEquals(XmppException.Kind.UNSUPPORTED, refused(children).kind());
    }

    @Tag("R3")
    @Tag("H-51")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1:8443",
                "[::1]",
                "[::ffff:10.0.0.1]",
                "localhost",
                "2130706433",
                "169.254.169.254"
            })
    void pointsIntoAPrivateNetwork(String host) throws Exception {
        XmppException refused = refused("<put url='https://" + host + "/a.txt'/>" + GET);
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind(), refused.getMessage());
    }

    @Tag("R5")
    @Tag("H-51")
    @Test
    void onlyHeadersThatAServiceMayNeedAreTakenAndNoLineEnds() {
        XmlElement put = XmlElement.of(UPLOAD, "put")
                .with("url", "https://upload.example.org/a")
                .with(header("Authorization", "Bearer\r\n x"))
                .with(header("cookie", "a=b"))
                .with(header("Host", "10.0.0.1"))
                .with(header("X-Forwarded-For", "127.0.0.1"));
        XmlElement get = XmlElement.of(UPLOAD, "get").with("url", "https://upload.example.org/a");
        assertEquals(
                Map.of("Authorization", "Bearer x", "cookie", "a=b"),
                MediaTransfer.read(XmlElement.of(UPLOAD, "slot").with(put).with(get))
                        .headers());
    }

    private static XmlElement header(String name, String value) {
        return XmlElement.of(UPLOAD, "header", value).with("name", name);
    }

    @Tag("H-50")
    @Test
    void theNameIsSaidWithoutItsFolder() throws Exception {
        Path path = Files.writeString(folder.resolve("a.txt"), "content");
        world.session.media().upload(new MediaFile(path, "../secret/../a:b.txt", "text/plain", 7));
        world.run();
        assertTrue(
                world.stream().text().contains("filename='a_b.txt'"),
                world.stream().text());
    }

    @Tag("H-11")
    @Test
    void notEveryItemOfAServerIsAsked() throws Exception {
        Function<Stanza, String> before = world.answers;
        StringBuilder items = new StringBuilder("<query xmlns='http://jabber.org/protocol/disco#items'>");
        for (int i = 0; i < 100; i++) {
            items.append("<item jid='service").append(i).append(".example.org'/>");
        }
        world.answers = question -> question.payload().get(0).is("http://jabber.org/protocol/disco#items", "query")
                ? items + "</query>"
                : before.apply(question);
        refused(GET);
        long asked = world.stream().sent.stream()
                .filter(stanza -> stanza.to() != null && stanza.to().domain().startsWith("service"))
                .filter(stanza -> stanza.child("http://jabber.org/protocol/disco#info", "query")
                        .isPresent())
                .count();
        assertEquals(20, asked);
    }

    @Test
    void whatSaysThatItTakesNoFilesIsNotAskedForASlot() throws Exception {
        world.answers = World::usual;
        CompletableFuture<URI> uploaded = upload();
        XmppException refused = (XmppException)
                assertThrows(CompletionException.class, uploaded::join).getCause();
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertFalse(world.stream().text().contains(UPLOAD), world.stream().text());
    }

    private MediaFile fetched(String content) throws Exception {
        return new MediaFile(
                Files.writeString(folder.resolve("fetched"), content), "fetched", "text/plain", content.length());
    }

    @Tag("H-50")
    @Test
    void aFetchedFileIsCalledAsItsSenderSaysWithoutAFolder() throws Exception {
        FileInfo said = new FileInfo("../../etc/passwd", null, null, Map.of());
        assertEquals("passwd", MediaTransfer.named(fetched("abc"), said).name());
    }

    @Tag("XEP-0300")
    @Test
    void aFetchedFileThatIsAnotherIsNotKept() throws Exception {
        MediaFile file = fetched("abd");
        FileInfo said =
                new FileInfo(null, null, null, Map.of("sha-256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="));
        assertThrows(XmppException.class, () -> MediaTransfer.named(file, said));
        assertFalse(Files.exists(file.path()));
    }

    @Tag("C-53")
    @Tag("H-51")
    @Test
    void anAnswerIsCalledSlot() throws Exception {
        answer = "<request xmlns='" + UPLOAD + "'><put url='https://upload.example.org/a'/>" + GET + "</request>";
        CompletableFuture<URI> uploaded = upload();
        XmppException refused = (XmppException)
                assertThrows(CompletionException.class, uploaded::join).getCause();
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
    }

    private CompletableFuture<MediaFile> download() {
        CompletableFuture<MediaFile> fetched = world.session
                .media()
                .download(new MediaLink("https://upload.example.org/a.txt", null), folder, 100)
                .toCompletableFuture();
        world.run();
        return fetched;
    }

    private static XmppException.Kind kind(CompletableFuture<?> failed) {
        assertTrue(failed.isDone(), "it waits");
        return ((XmppException)
                        assertThrows(CompletionException.class, failed::join).getCause())
                .kind();
    }

    /** "takes no uploads" and "add it to mediaHosts" would be wrong: nobody was asked. */
    @Test
    void withoutAStreamNobodyIsToBlame() throws Exception {
        world.stream().cut();
        assertEquals(XmppException.Kind.DISCONNECTED, kind(upload()));
        assertEquals(XmppException.Kind.DISCONNECTED, kind(download()));
    }

    @Test
    void aStreamThatIsLostMeanwhileIsNotTheServersRefusal() throws Exception {
        world.answering = false;
        CompletableFuture<URI> uploading = upload();
        CompletableFuture<MediaFile> fetching = download();
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        assertEquals(XmppException.Kind.DISCONNECTED, kind(uploading));
        assertEquals(XmppException.Kind.DISCONNECTED, kind(fetching));
    }

    @Test
    void afterTheEndNothingIsTransferred() throws Exception {
        world.session.close();
        world.run();
        assertEquals(XmppException.Kind.STATE, kind(upload()));
        assertEquals(XmppException.Kind.STATE, kind(download()));
    }
}
