package ai.openclaw.xmpp.babbler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends of a WebSocket, seen from a server that speaks it by hand. It has a thread of its own: {@code java.net.http} needs the common pool,
 * whose only worker (on two processors, with JDK 25) it would otherwise take away from the client.
 */
@Timeout(60)
class WebSocketWireTest {

    /** What a test waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A limit of the connection that is not reached here. */
    private static final Duration FAR = Duration.ofMinutes(5);

    private static final Pattern KEY = Pattern.compile("sec-websocket-key: *(\\S+)");

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setSoTimeout((int) PATIENCE.toMillis());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private interface Script<T> {
        T play(Socket client) throws IOException;
    }

    /** What the server does with the one connection; its result. */
    private <T> FutureTask<T> serve(Script<T> script) {
        return start(() -> {
            try (Socket client = listener.accept()) {
                client.setTcpNoDelay(true);
                client.setSoTimeout((int) PATIENCE.toMillis());
                return script.play(client);
            }
        });
    }

    private static <T> FutureTask<T> start(java.util.concurrent.Callable<T> job) {
        FutureTask<T> task = new FutureTask<>(job);
        Thread thread = new Thread(task, "web-socket-test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private XmppException refusal(Duration limit) {
        SessionConfig config = SessionConfig.of(Jid.of("bot@example.org"), Secret.of("secret"))
                .withServer(new ServerAddress(
                        ServerAddress.Transport.WEBSOCKET_PLAIN, "127.0.0.1", listener.getLocalPort(), "/ws"))
                .withConnectTimeout(limit);
        return assertThrows(
                XmppException.class,
                () -> new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), new Heard()));
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
    }

    /** The server says something and is gone in the same moment: {@code java.net.http} loses that end almost always. */
    @Test
    void hearsOfAnEndRightBehindAMessage() throws Exception {
        CompletableFuture<Void> noticed = new CompletableFuture<>();
        FutureTask<Void> server = serve(client -> {
            upgrade(client);
            // The client's first frame: now it listens.
            client.getInputStream().read();
            client.getOutputStream()
                    .write(frame("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='example.org' id='1'"
                            + " version='1.0'/>"));
            // This half is over; what the client says is neither read nor refused.
            client.shutdownOutput();
            await(noticed);
            return null;
        });
        XmppException failed = refusal(FAR);
        noticed.complete(null);
        assertEquals(XmppException.Kind.DISCONNECTED, failed.kind(), failed.getMessage());
        result(server);
    }

    /** An attempt that fails leaves no connection behind, however far it came. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 101 Switching",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n",
                UPGRADED
            })
    void dropsTheConnectionOfAnAttemptThatTookTooLong(String answer) throws Exception {
        FutureTask<Integer> server = serve(client -> {
            String key = hear(client);
            client.getOutputStream().write(answer.replace("%", accept(key)).getBytes(ISO_8859_1));
            return rest(client.getInputStream());
        });
        XmppException failed = refusal(Duration.ofSeconds(1));
        assertEquals(XmppException.Kind.TIMEOUT, failed.kind(), failed.getMessage());
        assertEquals(-1, result(server), "the connection is over");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Accept: bm90IHRoZSBrZXk=\r\n\r\n"
            })
    void dropsTheConnectionOfAServerThatDoesNotSpeakIt(String answer) throws Exception {
        FutureTask<Integer> server = serve(client -> {
            hear(client);
            client.getOutputStream().write(answer.getBytes(ISO_8859_1));
            return rest(client.getInputStream());
        });
        XmppException failed = refusal(FAR);
        assertEquals(XmppException.Kind.UNREACHABLE, failed.kind(), failed.getMessage());
        assertEquals(-1, result(server), "the connection is over");
    }

    @Test
    void dropsTheConnectionOfAnAttemptThatIsGivenUp() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        FutureTask<Integer> server = serve(client -> {
            hear(client);
            asked.complete(null);
            return rest(client.getInputStream());
        });
        CompletableFuture<Thread> attempting = new CompletableFuture<>();
        FutureTask<XmppException> attempt = start(() -> {
            attempting.complete(Thread.currentThread());
            return refusal(FAR);
        });
        await(asked);
        attempting.get().interrupt();
        assertEquals(-1, result(server), "the connection is over");
        assertEquals(XmppException.Kind.DISCONNECTED, result(attempt).kind());
    }

    private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Accept: %\r\n\r\n";

    private static void upgrade(Socket client) throws IOException {
        String key = hear(client);
        client.getOutputStream().write(UPGRADED.replace("%", accept(key)).getBytes(ISO_8859_1));
    }

    /** Hears the whole request; gives its key. */
    private static String hear(Socket client) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int read = client.getInputStream().read();
            if (read < 0) {
                throw new IOException("the client went within its request: " + request);
            }
            request.append((char) read);
        }
        Matcher key = KEY.matcher(request.toString().toLowerCase(Locale.ROOT));
        if (!key.find()) {
            throw new IOException("a request without key: " + request);
        }
        return request.substring(key.start(1), key.end(1));
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException none) {
            throw new IllegalStateException(none);
        }
    }

    /** Reads to the end, which is -1; a reset is an end too. */
    private static int rest(InputStream in) throws IOException {
        try {
            int read = 0;
            while (read >= 0) {
                read = in.read();
            }
            return read;
        } catch (java.net.SocketTimeoutException open) {
            throw open;
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    private static void await(CompletableFuture<?> event) throws IOException {
        try {
            event.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException never) {
            throw new IOException(never);
        }
    }

    private static byte[] frame(String text) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(UTF_8);
        frame.write(0x81);
        frame.write(bytes.length);
        frame.writeBytes(bytes);
        return frame.toByteArray();
    }
}
