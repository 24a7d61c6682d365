package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import com.google.gson.JsonArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a model is, and what it is told of what was said before. */
class ModelSettingsTest {

    private static final Map<String, String> KEY = Map.of("OPENAI_API_KEY", "canary");

    @ParameterizedTest
    @CsvSource({
        "https://api.example.org/v1#m, https://api.example.org/v1/chat/completions, m",
        "https://api.example.org/v1/#m, https://api.example.org/v1/chat/completions, m",
        "https://api.example.org/v1/chat/completions#m, https://api.example.org/v1/chat/completions, m",
        "http://localhost:11434/v1#llama3.2, http://localhost:11434/v1/chat/completions, llama3.2",
        "http://127.0.0.1:1/v1#m, http://127.0.0.1:1/v1/chat/completions, m",
        "http://[::1]:1/v1#m, http://[::1]:1/v1/chat/completions, m",
    })
    void isUnderstood(String text, String endpoint, String model) {
        ModelAgent.Settings settings = ModelAgent.Settings.parse(text, KEY);
        assertEquals(endpoint, settings.endpoint().toString());
        assertEquals(model, settings.model());
        assertFalse(settings.toString().contains("canary"));
    }

    @Test
    void theModelMayBeInTheEnvironment() {
        assertEquals(
                "m",
                ModelAgent.Settings.parse("http://models.example.org/v1", Map.of("OPENAI_MODEL", "m"))
                        .model());
    }

    @Tag("R8")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://models.example.org/v1#m | is sent over https:// only",
                "http://localhost.example.org/v1#m | is sent over https:// only",
                "https://api.example.org/v1 | name the model",
                "https://user:pw@api.example.org/v1#m | no password belongs into the URL",
                "ftp://api.example.org/v1#m | must begin with https://",
                "nonsense | must begin with https://",
                "https://a b#m | this is no URL",
            })
    void isRefused(String text, String words) {
        XmppException refused = assertThrows(XmppException.class, () -> ModelAgent.Settings.parse(text, KEY));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    }

    /** A secret from a file mostly ends with a line end; what cannot be in a header is refused without being shown. */
    @Tag("C-72")
    @Test
    void theKeyIsWithoutItsLineEnd() {
        for (String key : List.of("canary\n", "canary\r\n", " canary ")) {
            assertEquals("canary", parse(key).key());
        }
        assertNull(parse("\n").key());
        for (String key : List.of("can\nary", "can ary", "can\u00e4ary", "can\u007fary")) {
            XmppException refused = assertThrows(XmppException.class, () -> parse(key));
            assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains("OPENAI_API_KEY"), refused.getMessage());
            assertFalse(refused.toString().contains("ary"), refused.toString());
        }
    }

    private static ModelAgent.Settings parse(String key) {
        return ModelAgent.Settings.parse("https://api.example.org/v1#m", Map.of("OPENAI_API_KEY", key));
    }

    @Test
    void remembersTheLatestByConversationAndNoMore() {
        ModelMemory memory = new ModelMemory();
        for (int i = 0; i < 50; i++) {
            memory.add("a", "question " + i, "answer " + i);
        }
        memory.add("b", "secret", "of another");
        JsonArray asked = memory.ask("a", "be brief", "and now?");
        assertEquals(ModelMemory.MAX_TURNS + 2, asked.size());
        assertEquals("system", asked.get(0).getAsJsonObject().get("role").getAsString());
        assertEquals(
                "question 40", asked.get(1).getAsJsonObject().get("content").getAsString());
        assertEquals("and now?", asked.get(21).getAsJsonObject().get("content").getAsString());
        assertFalse(asked.toString().contains("secret"));
        memory.add("a", "x".repeat(ModelMemory.MAX_CHARACTERS - 10), "y");
        assertEquals(4, memory.ask("a", "be brief", "and now?").size());
        memory.add("a", "x".repeat(ModelMemory.MAX_CHARACTERS), "y");
        assertTrue(memory.ask("a", "be brief", "and now?").size() <= 3);
        for (int i = 0; i < 1000; i++) {
            memory.add("c" + i, "q", "a");
        }
        assertEquals(2, memory.ask("b", "be brief", "still there?").size(), "old conversations are forgotten");
    }
}
