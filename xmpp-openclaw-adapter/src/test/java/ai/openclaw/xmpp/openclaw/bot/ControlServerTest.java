package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.rpc.RpcMethods;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The second door: who may come in, and what those do not do to it who misbehave. */
@Tag("H-60")
@Timeout(30)
class ControlServerTest {

    @TempDir
    Path state;

    private ControlServer server;

    private static RpcMethods methods() {
        return new RpcMethods()
                .handle(
                        "pairing.list",
                        BotCalls.ListPairings.class,
                        request -> CompletableFuture.completedFuture(new BotCalls.Pairings(List.of(), List.of())))
                .handle("pairing.approve", BotCalls.PairingCode.class, request -> {
                    throw new XmppException(XmppException.Kind.STATE, "nobody waits with that code");
                });
    }

    @BeforeEach
    void listen() {
        server = ControlServer.listen(state, ControlServerTest::methods);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void assertAnswers() {
        try (ControlClient client = ControlClient.connect(state)) {
            assertEquals(
                    List.of(),
                    client.call("pairing.list", new BotCalls.ListPairings(null), BotCalls.Pairings.class)
                            .pending());
        }
    }

    private SocketChannel raw() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(ControlPath.address(state));
        return channel;
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Test
    void answersWithResultsAndWithErrorsOfTheirKind() {
        assertAnswers();
        try (ControlClient client = ControlClient.connect(state)) {
            XmppException refused = assertThrows(
                    XmppException.class,
                    () -> client.call("pairing.approve", new BotCalls.PairingCode(null, "X"), BotCalls.Decided.class));
            assertEquals(XmppException.Kind.STATE, refused.kind());
            assertEquals("nobody waits with that code", refused.getMessage());
        }
    }

    @Test
    void isForThisUserOnlyAlsoWhereTheDirectoryWasThere() throws IOException {
        server.close();
        Path socket = ControlPath.of(state);
        Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        server = ControlServer.listen(state, ControlServerTest::methods);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void aDirectoryThatIsALinkIsNotUsed(@TempDir Path other, @TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(other.resolve("control"), elsewhere);
        XmppException refused =
                assertThrows(XmppException.class, () -> ControlServer.listen(other, ControlServerTest::methods));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }

    @Test
    void whatMisbehavesEndsOnlyItself() throws IOException {
        try (SocketChannel oversized = raw();
                SocketChannel garbage = raw();
                SocketChannel half = raw()) {
            write(oversized, "Content-Length: 999999999\r\n\r\n");
            assertEquals(-1, oversized.read(ByteBuffer.allocate(1)), "it is turned away");
            write(garbage, "Content-Length: 5\r\n\r\nhello");
            assertTrue(garbage.read(ByteBuffer.allocate(100)) > 0, "it is answered with an error");
            write(half, "Content-Length: 100\r\n\r\n{");
            assertAnswers();
        }
        assertAnswers();
    }

    @Test
    void manyAtATimeAreTurnedAwayAndLetInAgain() throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                open.add(raw());
            }
            try (SocketChannel oneTooMany = raw()) {
                assertEquals(-1, oneTooMany.read(ByteBuffer.allocate(1)));
            }
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
        // Those who are gone make room; until that is noticed one more may be turned away.
        for (int attempt = 1; ; attempt++) {
            try {
                assertAnswers();
                return;
            } catch (XmppException turnedAway) {
                assertEquals(XmppException.Kind.DISCONNECTED, turnedAway.kind());
                assertTrue(attempt < 1000, "nobody is let in any more");
            }
        }
    }

    @Test
    void whatAKilledProcessLeftBehindIsReplacedAndOneThatAnswersIsNot(@TempDir Path other) throws IOException {
        XmppException taken =
                assertThrows(XmppException.class, () -> ControlServer.listen(state, ControlServerTest::methods));
        assertEquals(XmppException.Kind.STATE, taken.kind());
        assertAnswers();
        Files.createDirectory(other.resolve("control"));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(ControlPath.address(other));
        }
        assertTrue(Files.exists(ControlPath.of(other)));
        ControlServer next = ControlServer.listen(other, ControlServerTest::methods);
        try (ControlClient client = ControlClient.connect(other)) {
            client.call("pairing.list", new BotCalls.ListPairings(null), BotCalls.Pairings.class);
        } finally {
            next.close();
        }
        assertTrue(Files.notExists(ControlPath.of(other)));
    }

    @Test
    void aPathThatIsTooLongIsRefusedWithItsLength() {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> ControlServer.listen(state.resolve("x".repeat(100)), ControlServerTest::methods));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("shorter path"), refused.getMessage());
    }

    @Test
    void whereNobodyListensThatIsSaid(@TempDir Path other) {
        XmppException refused = assertThrows(XmppException.class, () -> ControlClient.connect(other));
        assertEquals(XmppException.Kind.UNREACHABLE, refused.kind());
    }
}
