package ai.openclaw.xmpp.openclaw.bot;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants done. Fields that an action does not have are {@code null} or {@code false}.
 *
 * @param action its name
 * @param re the event that it answers
 * @param ref the agent's own name for it, for the result
 * @param more whether the event is not done with
 */
record Action(
        String action,
        @Nullable String re,
        @Nullable String ref,
        boolean more,
        @Nullable String account,
        @Nullable String to,
        @Nullable String kind,
        @Nullable String id,
        @Nullable String text,
        @Nullable String path,
        @Nullable String url,
        @Nullable String name,
        @Nullable String contentType,
        @Nullable String thread,
        boolean quote,
        @Nullable String replyTo,
        @Nullable String emoji,
        boolean remove,
        @Nullable String state) {

    private static final Gson JSON = new Gson();
    private static final List<String> FLAGS = List.of("more", "quote", "remove");

    /** The fields of each action. */
    private static final Map<String, List<String>> FIELDS = fields();

    /** Without what is said. */
    @Override
    public String toString() {
        return "Action[" + action + "]";
    }

    private static Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("reply", List.of("re", "text", "path", "url", "name", "contentType", "quote", "more", "ref"));
        fields.put(
                "send",
                List.of(
                        "account",
                        "to",
                        "kind",
                        "text",
                        "path",
                        "url",
                        "name",
                        "contentType",
                        "thread",
                        "replyTo",
                        "re",
                        "more",
                        "ref"));
        fields.put(
                "media",
                List.of("re", "account", "to", "kind", "text", "path", "url", "name", "contentType", "more", "ref"));
        fields.put("react", List.of("re", "account", "to", "kind", "id", "emoji", "remove", "more", "ref"));
        fields.put("typing", List.of("re", "account", "to", "kind", "state", "ref"));
        fields.put("edit", List.of("re", "account", "to", "kind", "id", "text", "more", "ref"));
        fields.put("unsend", List.of("re", "account", "to", "kind", "id", "more", "ref"));
        fields.put("ack", List.of("re", "ref"));
        return fields;
    }

    /** A text that answers an event. */
    static Action reply(String event, String text) {
        JsonObject action = about("reply", event);
        action.addProperty("text", text);
        return JSON.fromJson(action, Action.class);
    }

    /** Shows that the agent writes, or does so no longer. */
    static Action typing(String event, String state) {
        JsonObject action = about("typing", event);
        action.addProperty("state", state);
        return JSON.fromJson(action, Action.class);
    }

    private static JsonObject about(String name, String event) {
        JsonObject action = new JsonObject();
        action.addProperty("action", name);
        action.addProperty("re", event);
        return action;
    }

    /** Whether the event that it names is done with once this is done: it is, unless the agent says that it works on. */
    boolean settles() {
        return re != null && !more && !action.equals("typing");
    }

    /**
     * Reads a line of an agent.
     *
     * @throws IllegalArgumentException if it is no action; says what is wrong
     */
    static Action read(String line) {
        JsonObject object = object(line);
        JsonElement named = object.get("action");
        List<String> allowed = FIELDS.get(named instanceof JsonPrimitive word ? word.getAsString() : "");
        if (allowed == null) {
            throw new IllegalArgumentException((named == null ? "action is missing" : "there is no action " + named)
                    + "; there is " + String.join(", ", FIELDS.keySet()));
        }
        String action = named.getAsString();
        TreeSet<String> unknown = new TreeSet<>(object.keySet());
        unknown.removeAll(allowed);
        unknown.remove("action");
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(action + " has no field "
                    + unknown.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", ")) + "; it has "
                    + String.join(", ", allowed));
        }
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
            check(action, field.getKey(), field.getValue());
        }
        Action read = JSON.fromJson(object, Action.class);
        read.checkCompleteness();
        return read;
    }

    private static JsonObject object(String line) {
        try {
            JsonReader reader = new JsonReader(new StringReader(line));
            reader.setStrictness(Strictness.STRICT);
            JsonElement read = JsonParser.parseReader(reader);
            if (reader.peek() == com.google.gson.stream.JsonToken.END_DOCUMENT && read instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException | IOException | IllegalStateException | StackOverflowError malformed) {
            // Said below; the library's words do not help.
        }
        throw new IllegalArgumentException("this line is not one JSON object");
    }

    private static void check(String action, String name, JsonElement value) {
        boolean flag = FLAGS.contains(name);
        boolean fits = value.isJsonNull()
                ? !flag
                : value instanceof JsonPrimitive plain && (flag ? plain.isBoolean() : plain.isString());
        if (!fits) {
            throw new IllegalArgumentException(
                    name + " of " + action + " must be " + (flag ? "true or false" : "a string"));
        }
    }

    private void checkCompleteness() {
        boolean file = path != null || url != null;
        if (path != null && url != null) {
            throw new IllegalArgumentException("a file has a path or a url, not both");
        }
        switch (action) {
            case "reply" -> {
                need(re, "re", "the id of the event that is answered");
                needContent(file);
            }
            case "send" -> {
                need(to, "to", "an address");
                needContent(file);
            }
            case "media" -> {
                needPlace();
                if (!file) {
                    throw new IllegalArgumentException("media needs path or url");
                }
            }
            case "react" -> {
                needPlace();
                if (!remove) {
                    need(emoji, "emoji", "what to react with");
                }
                if (re == null) {
                    need(id, "id", "the message to react to");
                }
            }
            case "typing" -> needPlace();
            case "edit" -> {
                needPlace();
                need(id, "id", "the message to correct");
                need(text, "text", "what it shall say");
            }
            case "unsend" -> {
                needPlace();
                need(id, "id", "the message to take back");
            }
            default -> need(re, "re", "the id of the event that is taken");
        }
    }

    private void needContent(boolean file) {
        if (!file && (text == null || text.isBlank())) {
            throw new IllegalArgumentException(action + " needs text, path or url");
        }
    }

    private void needPlace() {
        if (re == null && to == null) {
            throw new IllegalArgumentException(action + " needs re, the id of an event, or to, an address");
        }
    }

    private void need(@Nullable String value, String name, String meaning) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(action + " needs " + name + ": " + meaning);
        }
    }
}
