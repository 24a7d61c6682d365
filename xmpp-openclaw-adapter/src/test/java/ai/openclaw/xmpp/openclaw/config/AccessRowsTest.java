package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.AccessPolicy;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Facts;
import ai.openclaw.xmpp.policy.Kind;
import ai.openclaw.xmpp.policy.Paired;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The first gate: every row of the access tables, from the words of the configuration to the decision. The second gate reads
 * the same rows, see {@code plugin/test/host/gates.test.js}.
 */
class AccessRowsTest {

    private static final Paired PAIRED = Paired.of(Set.of(Jid.of("paired@example.org")));

    /** What each word of a row allows the sidecar to say; saying less would be a row of its own. */
    private static final Map<String, String> MEANS =
            Map.of("turn", "DISPATCH", "code", "PAIRING_REQUIRED", "context", "OBSERVE", "silence", "DROP");

    private static final Map<String, Kind> KINDS =
            Map.of("direct", Kind.DIRECT_MESSAGE, "room", Kind.ROOM_MESSAGE, "roomPrivate", Kind.ROOM_PRIVATE_MESSAGE);

    private static JsonArray rows() {
        try (InputStream in =
                Objects.requireNonNull(AccessRowsTest.class.getResourceAsStream("/access-rows.json"), "the rows")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Tag("R2")
    @Tag("C-31")
    @Tag("C-32")
    @TestFactory
    Stream<DynamicTest> decidesEachRow() {
        return StreamSupport.stream(rows().spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(row -> dynamicTest(
                        text(row.getAsJsonObject("message"), "kind") + ": " + text(row, "about"), () -> decide(row)));
    }

    private static void decide(JsonObject row) {
        Decision decision = AccessPolicy.decide(config(row).access(), PAIRED, facts(row.getAsJsonObject("message")));
        assertEquals(text(row, "java"), decision.admission() + " " + decision.reason());
        assertEquals(
                MEANS.get(text(row, "outcome")),
                decision.admission().name(),
                "the sidecar must be as strict as its row, whatever the host says");
    }

    @Test
    void hasRowsOfEveryOutcome() {
        assertTrue(rows().size() >= 65);
        for (String outcome : MEANS.keySet()) {
            assertTrue(
                    StreamSupport.stream(rows().spliterator(), false)
                            .anyMatch(row ->
                                    text(row.getAsJsonObject(), "outcome").equals(outcome)),
                    outcome);
        }
    }

    private static AccountConfig config(JsonObject row) {
        JsonObject config = row.getAsJsonObject("config").deepCopy();
        config.addProperty("jid", "bot@example.org");
        config.addProperty("password", "unused");
        return ConfigReader.read(config);
    }

    private static Facts facts(JsonObject message) {
        Kind kind = Objects.requireNonNull(KINDS.get(text(message, "kind")));
        Jid sender = message.get("sender").isJsonNull()
                ? null
                : Jid.of(text(message, "sender")).withResource("phone");
        boolean mentioned =
                !message.has("mentioned") || message.get("mentioned").getAsBoolean();
        return message.has("room")
                ? Facts.room(kind, Jid.of(text(message, "room")), sender, mentioned)
                : Facts.direct(kind, sender);
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
