package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private ServeProcess sidecar;

    @BeforeEach
    void start() throws IOException {
        sidecar = new ServeProcess(directory, directory.resolve("log"));
    }

    @AfterEach
    void kill() {
        sidecar.close();
    }

    @Test
    void saysWhatIsWrongWithAConfigurationAndKeepsItsTextWhole() throws Exception {
        sidecar.initialize();
        sidecar.call(
                "account.start", "{\"accountId\":\"a\",\"config\":{\"dmPolicy\":\"🎉 ü\",\"passwrod\":\"canary\"}}");
        JsonObject error = sidecar.answer().getAsJsonObject("error");
        assertEquals(-32018, error.get("code").getAsInt());
        assertTrue(error.get("message").getAsString().contains("🎉 ü"), error.toString());
        assertEquals("CONFIGURATION", error.getAsJsonObject("data").get("kind").getAsString());
        assertFalse(error.toString().contains("canary"));
        assertFalse(Files.readString(directory.resolve("log")).contains("canary"));
    }

    @Test
    void endsWithItsInput() throws Exception {
        sidecar.initialize();
        sidecar.end();
        assertThrows(EOFException.class, sidecar::next);
    }

    @Test
    void endsWithItsInputInTheMiddleOfAFrame() throws Exception {
        sidecar.initialize();
        sidecar.write("Content-Length: 1000\r\n\r\n{\"jsonrpc\":");
        sidecar.end();
    }

    @Test
    void endsAtAFrameThatIsTooLarge() throws Exception {
        sidecar.initialize();
        sidecar.write("Content-Length: " + (8 * 1024 * 1024 + 1) + "\r\n\r\n");
        sidecar.assertEnds();
    }

    @Test
    void endsAtHeadersWithoutEnd() throws Exception {
        sidecar.write("X: " + "y".repeat(5000));
        sidecar.assertEnds();
    }

    @Test
    void answersGarbageWithAnErrorAndGoesOn() throws Exception {
        sidecar.initialize();
        sidecar.frame("this is no JSON");
        assertTrue(sidecar.answer().has("error"));
        sidecar.call("status", "{}");
        assertEquals(
                0,
                sidecar.answer()
                        .getAsJsonObject("result")
                        .getAsJsonArray("accounts")
                        .size());
    }

    @Test
    void answersWhatItDoesNotKnow() throws Exception {
        sidecar.initialize();
        sidecar.call("no.such.method", "{}");
        assertEquals(
                -32601, sidecar.answer().getAsJsonObject("error").get("code").getAsInt());
        sidecar.call("message.send", "{\"accountId\":\"nobody\",\"to\":\"a@b.org\",\"text\":\"x\"}");
        assertEquals(
                -32019, sidecar.answer().getAsJsonObject("error").get("code").getAsInt());
    }

    @Test
    void refusesAnotherVersionOfTheProtocol() throws Exception {
        sidecar.call("initialize", "{\"protocol\":99,\"stateDir\":\"" + directory + "\"}");
        assertTrue(sidecar.answer()
                .getAsJsonObject("error")
                .get("message")
                .getAsString()
                .contains("99"));
    }

    @Test
    void wantsToBeInitializedFirst() throws Exception {
        sidecar.call("status", "{}");
        assertTrue(sidecar.answer()
                .getAsJsonObject("error")
                .get("message")
                .getAsString()
                .contains("initialize"));
    }

    @Tag("C-11")
    @Test
    void tellsThatAnAccountFailedAndWhetherATryHelps() throws Exception {
        sidecar.initialize();
        sidecar.call(
                "account.start",
                "{\"accountId\":\"a\",\"config\":{\"jid\":\"bot@example.org\",\"password\":\"x\",\"server\":\"localhost:1\"}}");
        assertTrue(sidecar.answer().getAsJsonObject("result").get("started").getAsBoolean());
        JsonObject state;
        do {
            state = sidecar.next().getAsJsonObject("params");
        } while (state == null || !state.has("error"));
        JsonObject error = state.getAsJsonObject("error");
        assertEquals("UNREACHABLE", error.get("kind").getAsString());
        assertTrue(error.get("retryable").getAsBoolean());
        assertTrue(error.get("message").getAsString().contains("localhost:1"), error.toString());
    }
}
