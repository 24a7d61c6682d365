package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files may be sent: those that were put there for it, and no others of ours. */
@Tag("H-52")
class OwnFilesTest {

    private static final String REFUSED = "only files in the state directory's folder outgoing are sent";

    @TempDir
    private Path directory;

    private SimulatedAccount account;

    @BeforeEach
    void start() throws IOException {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.server.person("alice");
        account.start("{dmPolicy: 'open'}");
        Files.createDirectories(directory.resolve(OwnFiles.FOLDER));
    }

    private XmppException failure(Path file) {
        CompletableFuture<?> sent = account.say("to: 'alice@example.org', media: {path: '" + file + "'}")
                .toCompletableFuture();
        return (XmppException) RpcErrors.unwrap(assertThrows(CompletionException.class, sent::join));
    }

    private void isRefused(Path file) {
        XmppException failure = failure(file);
        assertEquals(XmppException.Kind.CONFIGURATION, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(REFUSED), failure.getMessage());
    }

    @Test
    void otherFilesOfOursAreNotSent() throws IOException {
        Path outside = Files.writeString(directory.resolve("state.mv.db"), "all that was said");
        Path invited =
                Files.createDirectories(directory.resolve("accounts/default")).resolve("invited.txt");
        Files.writeString(invited, "a room's password");
        Path link = Files.createSymbolicLink(directory.resolve(OwnFiles.FOLDER).resolve("link"), outside);
        Path around = directory.resolve(OwnFiles.FOLDER).resolve("../state.mv.db");
        for (Path file : new Path[] {outside, invited, link, around, Path.of("/proc/self/environ")}) {
            isRefused(file);
        }
    }

    /** The server here takes no files, so that it fails when it comes to that. */
    @Test
    void whatWasPutThereIsSent() throws IOException {
        Path file = Files.writeString(directory.resolve(OwnFiles.FOLDER).resolve("picture.png"), "x");
        XmppException failure = failure(file);
        assertEquals(XmppException.Kind.UNSUPPORTED, failure.kind(), failure.getMessage());
    }
}
