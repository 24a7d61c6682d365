package ai.openclaw.xmpp.onboarding;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import java.util.Map;

/** JSON for files and for people. */
final class Json {

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private Json() {}

    static String write(Object value) {
        return GSON.toJson(value);
    }

    /**
     * An object.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    static Map<String, Object> read(String text) {
        try {
            if (GSON.fromJson(text, Object.class) instanceof Map<?, ?> map) {
                return Settings.object(Map.of("it", map), "it");
            }
        } catch (JsonParseException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
        throw new IllegalArgumentException("it is no object");
    }
}
