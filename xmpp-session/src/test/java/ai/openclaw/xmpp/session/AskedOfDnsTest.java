package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What leaves the machine to find a server, before a real name server that keeps count. */
class AskedOfDnsTest {

    /** The type of SRV records (RFC 2782). */
    private static final int SRV = 33;

    /** The asked name and the type of the record. */
    private static final Map<String, byte[]> RECORDS = Map.of(
            "_xmpp-client._tcp.example.org 33", srv(5223, "chat.example.org"),
            "_xmppconnect.example.org 16", text("_xmpp-client-websocket=wss://elsewhere.example/ws"));

    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private DatagramSocket socket;
    private Thread server;

    @BeforeEach
    void serve() throws SocketException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        server = new Thread(this::answer, "dns");
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        socket.close();
        server.join();
    }

    private void answer() {
        byte[] buffer = new byte[512];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** RFC 1035 §4: the question again, and the record if there is one. */
    private byte[] answer(byte[] question) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII))
                    .append('.');
            at += question[at] + 1;
        }
        int type = ByteBuffer.wrap(question).getShort(at + 1);
        String wanted = name.substring(0, name.length() - 1) + " " + type;
        asked.add(wanted);
        byte[] record = RECORDS.get(wanted);
        int end = at + 5;
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.put(question, 0, 2);
        answer.putShort((short) (record == null ? 0x8183 : 0x8180));
        answer.putShort((short) 1).putShort((short) (record == null ? 0 : 1)).putInt(0);
        answer.put(question, 12, end - 12);
        if (record != null) {
            answer.putShort((short) 0xC00C)
                    .putShort((short) type)
                    .putShort((short) 1)
                    .putInt(60);
            answer.putShort((short) record.length).put(record);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private static byte[] srv(int port, String target) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {0, 0, 0, 0, (byte) (port >> 8), (byte) port});
        for (String label : target.split("\\.")) {
            record.writeBytes(text(label));
        }
        record.write(0);
        return record.toByteArray();
    }

    private static byte[] text(String text) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(text.length());
        record.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return record.toByteArray();
    }

    /** XEP-0156 names servers by TXT records and by a page of the domain, which nobody signs: we ask for neither. */
    @Test
    @Tag("H-08")
    void onlyTheRecordsOfServersAreAskedFor() {
        List<ServerAddress> found = new SrvResolver("dns://127.0.0.1:" + socket.getLocalPort()).resolve("example.org");
        assertEquals(List.of(ServerAddress.parse("xmpp://chat.example.org:5223")), found);
        assertEquals(
                List.of("_xmpp-client._tcp.example.org " + SRV, "_xmpps-client._tcp.example.org " + SRV),
                List.copyOf(asked));
    }
}
