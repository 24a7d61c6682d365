package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.IncomingFile;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody can send files: nothing of them may stay. */
class InboundMediaTest {

    @TempDir
    private Path folder;

    private Path directory() {
        return folder.resolve("media").resolve("default");
    }

    /** A file as downloads leave it: in a directory of its own. */
    private Path downloaded(String name) throws IOException {
        Files.createDirectories(directory());
        return Files.writeString(Files.createTempDirectory(directory(), "").resolve(name), "content");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(directory())) {
            return all.toList();
        }
    }

    private static IncomingFile file(Path path) {
        return new IncomingFile(path.toString(), "a.txt", "text/plain", 7L, "https://a.example/a.txt", null);
    }

    @Test
    void whatTheHostHasTakenOverLeavesNothing() throws IOException {
        InboundMedia media = new InboundMedia("test", directory(), 100, List.of());
        Path moved = downloaded("moved.txt");
        List<IncomingFile> files = List.of(
                file(downloaded("a.txt")),
                file(downloaded("b.txt")),
                file(moved),
                new IncomingFile(null, null, null, null, "https://a.example/c", "too large"));
        Files.delete(moved);
        media.delete(files);
        assertEquals(List.of(), left());
        assertTrue(Files.isDirectory(directory()));
    }

    /** Only what was made for the download is taken away with it. */
    @Test
    void directoriesOfOthersStay() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere")).resolve("a.txt");
        Files.writeString(elsewhere, "x");
        new InboundMedia("test", directory(), 100, List.of()).delete(List.of(file(elsewhere)));
        assertTrue(Files.isDirectory(folder.resolve("elsewhere")));
    }

    /** A sidecar that was killed has left what it was about to hand over; that comes again, and is fetched again. */
    @Test
    void whatAKilledSidecarHasLeftGoesWhenTheAccountStarts() throws IOException {
        downloaded("a.txt");
        Path outside = Files.writeString(folder.resolve("outside.txt"), "x");
        Files.createSymbolicLink(directory().resolve("link"), outside);
        Files.createSymbolicLink(directory().resolve("up"), folder);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Accounts accounts = new Accounts(
                    (session, listener) -> {
                        throw new XmppException(XmppException.Kind.UNSUPPORTED, "no engine");
                    },
                    jid -> new CompletableFuture<>(),
                    new ScriptedHost(),
                    folder,
                    Clock.systemUTC(),
                    threads);
            AccountConfig config = ConfigReader.read(JsonParser.parseString("{jid: 'bot@example.org', password: 'x'}")
                    .getAsJsonObject());
            assertThrows(XmppException.class, () -> accounts.start("default", config));
            assertEquals(List.of(), left());
            assertTrue(Files.exists(outside));
            // An account that starts anew while its files are being taken over keeps them.
            Path underway = downloaded("b.txt");
            assertThrows(XmppException.class, () -> accounts.start("default", config));
            assertTrue(Files.exists(underway));
        } finally {
            threads.shutdown();
        }
    }
}
