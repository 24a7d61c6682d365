package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** A sidecar as a process of its own, under a charset that is not ours, with the test as its host. */
final class ServeProcess implements AutoCloseable {

    private final Path stateDir;
    private final Path log;
    private final Process process;
    private final DataInputStream out;
    private int lastId;

    ServeProcess(Path stateDir, Path log) throws IOException {
        this.stateDir = stateDir;
        this.log = log;
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=ISO-8859-1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--log-level=debug",
                        "serve")
                .redirectError(log.toFile())
                .start();
        this.out = new DataInputStream(process.getInputStream());
    }

    void initialize() throws IOException {
        int id = call("initialize", "{\"protocol\":1,\"stateDir\":\"" + stateDir + "\"}");
        JsonObject answer = answer(id);
        assertTrue(answer.has("result"), answer.toString());
        assertEquals(
                "openclaw-xmpp", answer.getAsJsonObject("result").get("name").getAsString());
    }

    int call(String method, String params) throws IOException {
        int id = ++lastId;
        frame("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        return id;
    }

    /** Answers a call of the sidecar's. */
    void reply(JsonObject call, String result) throws IOException {
        frame("{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + ",\"result\":" + result + "}");
    }

    void frame(String content) throws IOException {
        write("Content-Length: " + content.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + content);
    }

    void write(String text) throws IOException {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void writeBytes(byte[] bytes) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(bytes);
        in.flush();
    }

    /** The next frame; fails if there is anything between frames. */
    JsonObject next() throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int c = out.read();
            if (c < 0) {
                assertEquals("", header.toString());
                throw new EOFException("the sidecar has ended:\n" + Files.readString(log));
            }
            header.append((char) c);
        }
        assertTrue(header.toString().startsWith("Content-Length: "), "not a frame: " + header);
        byte[] content = new byte[Integer.parseInt(header.substring(16).split("\r\n", -1)[0])];
        out.readFully(content);
        return JsonParser.parseString(new String(content, StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    /** The answer to a call; what comes before it is passed over. */
    JsonObject answer(int id) throws IOException {
        JsonObject frame;
        do {
            frame = answer();
            assertTrue(frame.has("id") && !frame.get("id").isJsonNull(), "an answer to nobody: " + frame);
        } while (!frame.get("id").getAsString().equals(String.valueOf(id)));
        return frame;
    }

    /** The next answer, to whatever it is. */
    JsonObject answer() throws IOException {
        JsonObject frame;
        do {
            frame = next();
        } while (frame.has("method"));
        return frame;
    }

    /** The next call or note of that name; what else the sidecar asks for is answered with nothing. */
    JsonObject heard(String method) throws IOException {
        while (true) {
            JsonObject frame = next();
            if (frame.has("method") && frame.get("method").getAsString().equals(method)) {
                return frame;
            }
            if (frame.has("method") && frame.has("id")) {
                reply(frame, "{\"entries\":[],\"issued\":false}");
            }
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void assertEnds() throws Exception {
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it goes on:\n" + Files.readString(log));
    }

    /** The host goes; the sidecar must end in time. */
    void end() throws Exception {
        long before = System.nanoTime();
        process.getOutputStream().close();
        assertEnds();
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertTrue(millis < 3500, "it took " + millis + " ms to end");
        assertEquals(0, process.exitValue());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
