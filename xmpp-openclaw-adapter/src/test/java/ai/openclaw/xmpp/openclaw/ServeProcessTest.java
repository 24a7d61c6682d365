package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar as a process of its own, under a charset that is not ours: stdout carries frames and nothing else. */
@Tag("H-60")
@Timeout(60)
class ServeProcessTest {

    @TempDir
    Path directory;

    private Process process;
    private DataInputStream out;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=ISO-8859-1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--log-level=debug",
                        "serve")
                .redirectError(directory.resolve("log").toFile())
                .start();
        out = new DataInputStream(process.getInputStream());
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private void write(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private void frame(String content) throws IOException {
        write("Content-Length: " + content.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + content);
    }

    private void call(int id, String method, String params) throws IOException {
        frame("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    private void initialize() throws IOException {
        call(1, "initialize", "{\"protocol\":1,\"stateDir\":\"" + directory + "\"}");
        assertEquals(
                "openclaw-xmpp", answer().getAsJsonObject("result").get("name").getAsString());
    }

    /** The next frame; fails if there is anything between frames. */
    private JsonObject next() throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int c = out.read();
            if (c < 0) {
                throw new EOFException("after: " + header);
            }
            header.append((char) c);
        }
        assertTrue(header.toString().startsWith("Content-Length: "), "not a frame: " + header);
        byte[] content = new byte[Integer.parseInt(header.substring(16).split("\r\n", -1)[0])];
        out.readFully(content);
        return JsonParser.parseString(new String(content, StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    /** The next answer; notes are passed over. */
    private JsonObject answer() throws IOException {
        JsonObject frame;
        do {
            frame = next();
        } while (!frame.has("result") && !frame.has("error"));
        return frame;
    }

    private void assertEnds() throws Exception {
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it goes on:\n" + Files.readString(directory.resolve("log")));
    }

    @Test
    void saysWhatIsWrongWithAConfigurationAndKeepsItsTextWhole() throws Exception {
        initialize();
        call(2, "account.start", "{\"accountId\":\"a\",\"config\":{\"dmPolicy\":\"🎉 ü\",\"passwrod\":\"canary\"}}");
        JsonObject error = answer().getAsJsonObject("error");
        assertEquals(-32018, error.get("code").getAsInt());
        assertTrue(error.get("message").getAsString().contains("🎉 ü"), error.toString());
        assertEquals("CONFIGURATION", error.getAsJsonObject("data").get("kind").getAsString());
        assertFalse(error.toString().contains("canary"));
        assertFalse(Files.readString(directory.resolve("log")).contains("canary"));
    }

    @Test
    void endsWithItsInput() throws Exception {
        initialize();
        process.getOutputStream().close();
        assertEnds();
        assertEquals(0, process.exitValue());
        assertEquals(-1, out.read());
    }

    @Test
    void endsWithItsInputInTheMiddleOfAFrame() throws Exception {
        initialize();
        write("Content-Length: 1000\r\n\r\n{\"jsonrpc\":");
        process.getOutputStream().close();
        assertEnds();
    }

    @Test
    void endsAtAFrameThatIsTooLarge() throws Exception {
        initialize();
        write("Content-Length: " + (8 * 1024 * 1024 + 1) + "\r\n\r\n");
        assertEnds();
    }

    @Test
    void endsAtHeadersWithoutEnd() throws Exception {
        write("X: " + "y".repeat(5000));
        assertEnds();
    }

    @Test
    void answersGarbageWithAnErrorAndGoesOn() throws Exception {
        initialize();
        frame("this is no JSON");
        assertTrue(answer().has("error"));
        call(3, "status", "{}");
        assertEquals(
                0, answer().getAsJsonObject("result").getAsJsonArray("accounts").size());
    }

    @Test
    void answersWhatItDoesNotKnow() throws Exception {
        initialize();
        call(2, "no.such.method", "{}");
        assertEquals(-32601, answer().getAsJsonObject("error").get("code").getAsInt());
        call(3, "message.send", "{\"accountId\":\"nobody\",\"to\":\"a@b.org\",\"text\":\"x\"}");
        assertEquals(-32019, answer().getAsJsonObject("error").get("code").getAsInt());
    }

    @Test
    void refusesAnotherVersionOfTheProtocol() throws Exception {
        call(1, "initialize", "{\"protocol\":99,\"stateDir\":\"" + directory + "\"}");
        assertTrue(
                answer().getAsJsonObject("error").get("message").getAsString().contains("99"));
    }

    @Test
    void wantsToBeInitializedFirst() throws Exception {
        call(1, "status", "{}");
        assertTrue(
                answer().getAsJsonObject("error").get("message").getAsString().contains("initialize"));
    }

    @Tag("C-11")
    @Test
    void tellsThatAnAccountFailedAndWhetherATryHelps() throws Exception {
        initialize();
        call(
                2,
                "account.start",
                "{\"accountId\":\"a\",\"config\":{\"jid\":\"bot@example.org\",\"password\":\"x\",\"server\":\"localhost:1\"}}");
        assertTrue(answer().getAsJsonObject("result").get("started").getAsBoolean());
        JsonObject state;
        do {
            state = next().getAsJsonObject("params");
        } while (state == null || !state.has("error"));
        JsonObject error = state.getAsJsonObject("error");
        assertEquals("UNREACHABLE", error.get("kind").getAsString());
        assertTrue(error.get("retryable").getAsBoolean());
        assertTrue(error.get("message").getAsString().contains("localhost:1"), error.toString());
    }
}
