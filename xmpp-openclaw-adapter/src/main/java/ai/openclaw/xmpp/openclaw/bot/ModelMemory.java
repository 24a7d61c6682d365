package ai.openclaw.xmpp.openclaw.bot;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model and people said to each other lately, by conversation. Bounded in every direction. Thread-safe. */
final class ModelMemory {

    private static final int MAX_CONVERSATIONS = 1000;
    static final int MAX_TURNS = 20;
    static final int MAX_CHARACTERS = 16_000;

    private record Turn(String role, String content) {
        JsonObject json() {
            JsonObject turn = new JsonObject();
            turn.addProperty("role", role);
            turn.addProperty("content", content);
            return turn;
        }

        /** Without what was said. */
        @Override
        public String toString() {
            return "Turn[" + role + "]";
        }
    }

    private final Map<String, Deque<Turn>> conversations =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Deque<Turn>> eldest) {
                    return size() > MAX_CONVERSATIONS;
                }
            });

    /** What the model is asked: its instruction, what was said lately in the conversation if there is one, and the question. */
    JsonArray ask(@Nullable String conversation, String instruction, String question) {
        JsonArray messages = new JsonArray();
        messages.add(new Turn("system", instruction).json());
        if (conversation != null) {
            synchronized (conversations) {
                conversations.getOrDefault(conversation, new ArrayDeque<>()).forEach(turn -> messages.add(turn.json()));
            }
        }
        messages.add(new Turn("user", question).json());
        return messages;
    }

    void add(String conversation, String question, String answer) {
        synchronized (conversations) {
            Deque<Turn> turns = conversations.computeIfAbsent(conversation, name -> new ArrayDeque<>());
            turns.add(new Turn("user", question));
            turns.add(new Turn("assistant", answer));
            while (turns.size() > MAX_TURNS
                    || turns.stream().mapToInt(turn -> turn.content().length()).sum() > MAX_CHARACTERS) {
                // A question and its answer.
                turns.remove();
                turns.remove();
            }
        }
    }
}
