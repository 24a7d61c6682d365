package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    void answersWhatIsNestedTooDeepWithAnErrorAndGoesOn() throws Exception {
        sidecar.initialize();
        sidecar.frame("[".repeat(1_000_000));
        assertTrue(sidecar.answer().has("error"));
        sidecar.frame(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"account.start\",\"params\":" + "{\"a\":".repeat(100_000));
        assertTrue(sidecar.answer().has("error"));
        assertGoesOn();
    }

    @Test
    void endsAtHeadersThatAreNone() throws Exception {
        sidecar.initialize();
        sidecar.write("no header at all\r\n\r\n");
        sidecar.assertEnds();
    }

    @Test
    void endsAtANegativeLength() throws Exception {
        sidecar.write("Content-Length: -1\r\n\r\n");
        sidecar.assertEnds();
    }

    @Test
    void endsAtAFrameThatIsNoText() throws Exception {
        sidecar.write("Content-Length: 2\r\n\r\n");
        sidecar.writeBytes(new byte[] {(byte) 0xc3, (byte) 0x28});
        sidecar.assertEnds();
    }

    @Test
    void aRequestInPiecesIsOne() throws Exception {
        sidecar.initialize();
        String content = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"status\",\"params\":{}}";
        for (char c : ("Content-Length: " + content.length() + "\r\n\r\n" + content).toCharArray()) {
            sidecar.write(String.valueOf(c));
        }
        assertEquals("p", sidecar.answer().get("id").getAsString());
    }

    @Test
    void anIdThatIsUsedTwiceIsAnsweredTwice() throws Exception {
        sidecar.initialize();
        String request = "{\"jsonrpc\":\"2.0\",\"id\":\"twice\",\"method\":\"%s\",\"params\":{\"accountId\":\"a\"}}";
        sidecar.frame(request.formatted("account.stop"));
        sidecar.frame(request.formatted("status"));
        for (int i = 0; i < 2; i++) {
            JsonObject answer = sidecar.answer();
            assertEquals("twice", answer.get("id").getAsString());
            assertTrue(answer.has("result"), answer.toString());
        }
        assertGoesOn();
    }

    @Test
    void anAnswerToNothingIsPassedOver() throws Exception {
        sidecar.initialize();
        sidecar.frame("{\"jsonrpc\":\"2.0\",\"id\":\"999\",\"result\":{\"value\":\"canary\"}}");
        sidecar.frame("{\"jsonrpc\":\"2.0\",\"id\":\"999\",\"error\":{\"code\":1,\"message\":\"no\"}}");
        sidecar.frame("{\"jsonrpc\":\"2.0\",\"method\":\"no.such.note\",\"params\":{\"value\":\"canary\"}}");
        assertGoesOn();
        assertFalse(Files.readString(directory.resolve("log")).contains("canary"));
    }

    /** What waits for such a host is more than a pipe holds and than we keep: it is heard all the same, and can end us. */
    @Test
    void aHostThatDoesNotReadIsHeardAllTheSame() throws Exception {
        sidecar.initialize();
        String unknown = "m".repeat(1_000_000);
        for (int i = 0; i < 100; i++) {
            sidecar.call(unknown, "{}");
        }
        sidecar.end();
    }

    private void assertGoesOn() throws Exception {
        assertTrue(sidecar.answer(sidecar.call("status", "{}")).has("result"));
    }

    /** What the protocol allows an answer to be: a result, or an error of the standard's or of ours; an internal one is neither. */
    private static void assertTyped(String question, JsonObject answer) {
        if (!answer.has("result")) {
            int code = answer.getAsJsonObject("error").get("code").getAsInt();
            boolean typed = code == -32600 || code == -32602 || code == -32700 || (code <= -32010 && code >= -32019);
            assertTrue(typed, question + " -> " + answer);
        }
    }

    /** Every method, with each of its parameters left out or of another kind, on an account that is not online. */
    @Tag("C-76")
    @Test
    void everyMethodAnswersWithItsTypeWhateverItIsAsked() throws Exception {
        sidecar.initialize();
        String config = "{\"jid\":\"bot@example.org\",\"password\":\"x\",\"server\":\"localhost:1\"}";
        sidecar.call("account.start", "{\"accountId\":\"default\",\"config\":" + config + "}");
        Path files = Path.of("src/test/resources/protocol");
        int asked = 0;
        for (String method : List.of(
                "message.send",
                "message.edit",
                "reaction.add",
                "reaction.remove",
                "agent.state",
                "inbound.next",
                "marker.set",
                "chatstate.set",
                "pairing.changed",
                "status",
                "explain",
                "doctor",
                "directory.peers",
                "directory.rooms",
                "directory.members",
                "archive.read",
                "pubsub.publish",
                "pubsub.retract",
                "pubsub.items",
                "block.list",
                "block.add",
                "block.remove",
                "account.start",
                "account.stop",
                "initialize")) {
            JsonObject golden = JsonParser.parseString(Files.readString(files.resolve(method + ".json")))
                    .getAsJsonObject()
                    .getAsJsonObject("params");
            if (golden.has("config")) {
                golden.add("config", JsonParser.parseString(config));
            }
            for (JsonElement params : variants(golden)) {
                JsonObject answer = sidecar.answer(sidecar.call(method, params.toString()));
                assertTyped(method + " " + params, answer);
                asked++;
            }
        }
        assertTrue(asked > 300, asked + " questions");
        assertGoesOn();
        assertFalse(Files.readString(directory.resolve("log")).contains("failed unexpectedly"));
    }

    private static List<JsonElement> variants(JsonObject params) {
        List<JsonElement> variants = new ArrayList<>();
        variants.add(params);
        variants.add(new JsonObject());
        variants.add(new JsonArray());
        for (String name : params.keySet()) {
            for (String other : List.of("null", "7", "true", "\"\"", "\"x y\"", "[]", "[[]]", "{}", "{\"a\":{}}")) {
                JsonObject changed = params.deepCopy();
                changed.add(name, JsonParser.parseString(other));
                variants.add(changed);
            }
            JsonObject less = params.deepCopy();
            less.remove(name);
            variants.add(less);
        }
        return variants;
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
