package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
