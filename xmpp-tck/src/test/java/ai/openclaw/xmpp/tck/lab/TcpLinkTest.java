package ai.openclaw.xmpp.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done to a link is what both ends see. */
class TcpLinkTest {

    private ServerSocket target;
    private TcpLink link;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        link = new TcpLink(target.getLocalPort());
        client = newClient();
        server = target.accept();
        server.setSoTimeout(5000);
        say(client, "up");
        assertEquals("up", hear(server, 2));
    }

    private Socket newClient() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(5000);
        return socket;
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        client.close();
        server.close();
        target.close();
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String hear(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(200);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(5000);
    }

    @Test
    void passesBothWaysAndCounts() throws IOException {
        say(server, "down");
        assertEquals("down", hear(client, 4));
        assertEquals(1, link.connections());
    }

    @Test
    void cutsWithAReset() {
        link.cut();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertThrows(SocketException.class, () -> server.getInputStream().read());
    }

    @Test
    void finishesInOrder() throws IOException {
        link.finish();
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void swallowsInABlackHoleForEver() throws IOException {
        link.blackHole();
        say(client, "lost");
        say(server, "lost");
        assertSilent(client);
        assertSilent(server);
        link.release();
        say(client, "lost");
        assertSilent(server);
        Socket second = newClient();
        try (second;
                Socket secondServer = target.accept()) {
            say(second, "new");
            assertEquals("new", hear(secondServer, 3));
        }
    }

    @Test
    void isHalfOpenTowardsTheServer() throws IOException {
        link.halfOpen();
        say(client, "lost");
        assertSilent(server);
        say(server, "down");
        assertEquals("down", hear(client, 4));
    }

    @Test
    void holdsAndReleases() throws IOException {
        link.stall();
        say(client, "late");
        assertSilent(server);
        link.release();
        assertEquals("late", hear(server, 4));
    }

    @Test
    void refusesUntilReleased() throws IOException {
        link.refuse();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        Socket refused = newClient();
        assertThrows(IOException.class, () -> {
            if (refused.getInputStream().read() < 0) {
                throw new IOException("closed");
            }
        });
        link.release();
        Socket second = newClient();
        try (second;
                Socket secondServer = target.accept()) {
            say(second, "new");
            assertEquals("new", hear(secondServer, 3));
        }
    }

    @Test
    void cutsInTheMiddle() throws IOException {
        link.cutInTheMiddleOfAStanza(Link.Direction.TO_CLIENT);
        say(client, "whole");
        assertEquals("whole", hear(server, 5));
        say(server, "<message/>");
        assertArrivesAtMost("<mess", client);
    }

    @Test
    void cutsAfterSoManyBytes() throws IOException {
        link.cutAfter(Link.Direction.TO_SERVER, 8);
        say(client, "whole");
        assertEquals("whole", hear(server, 5));
        say(server, "down");
        assertEquals("down", hear(client, 4));
        say(client, "<message/>");
        assertArrivesAtMost("<me", server);
    }

    /** And then a reset, which may overtake what was sent before it. */
    private static void assertArrivesAtMost(String text, Socket socket) throws IOException {
        StringBuilder got = new StringBuilder();
        SocketException reset = assertThrows(SocketException.class, () -> {
            int next;
            while ((next = socket.getInputStream().read()) >= 0) {
                got.append((char) next);
            }
        });
        assertTrue(text.startsWith(got.toString()), got + ", then " + reset);
    }
}
