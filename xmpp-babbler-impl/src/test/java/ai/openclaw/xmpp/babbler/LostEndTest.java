package ai.openclaw.xmpp.babbler;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * A WebSocket's server says something and is gone in the same moment: {@code java.net.http} loses that end almost always, we must not. The
 * connection's own limit is far off.
 */
@Timeout(60)
class LostEndTest {

    @RepeatedTest(3)
    void hearsOfAnEndRightBehindAMessage() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> served = CompletableFuture.supplyAsync(() -> serve(listener));
            SessionConfig config = SessionConfig.of(Jid.of("bot@example.org"), Secret.of("secret"))
                    .withServer(new ServerAddress(
                            ServerAddress.Transport.WEBSOCKET_PLAIN, "127.0.0.1", listener.getLocalPort(), "/ws"))
                    .withConnectTimeout(Duration.ofMinutes(5));
            XmppException failed = assertThrows(
                    XmppException.class,
                    () -> new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), new Heard()));
            assertEquals(XmppException.Kind.DISCONNECTED, failed.kind(), failed.getMessage());
            served.join().close();
        }
    }

    /** Its half of the connection is over behind the first words; what the client says is neither read nor refused. */
    private static Socket serve(ServerSocket listener) {
        try {
            Socket client = listener.accept();
            client.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            String key = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
                    key = line.substring(line.indexOf(':') + 1).strip();
                }
            }
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
            client.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                            .getBytes(US_ASCII));
            // The client's first frame: now it listens.
            in.read();
            client.getOutputStream()
                    .write(frame("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='example.org' id='1'"
                            + " version='1.0'/>"));
            client.shutdownOutput();
            return client;
        } catch (IOException | java.security.NoSuchAlgorithmException broken) {
            throw new IllegalStateException(broken);
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
