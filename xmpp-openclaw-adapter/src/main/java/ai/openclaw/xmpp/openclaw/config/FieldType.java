package ai.openclaw.xmpp.openclaw.config;

import com.google.gson.JsonObject;
import java.util.List;

/** What a setting may hold. Values are plain: strings, booleans, longs, doubles, lists, maps with string keys. */
interface FieldType {

    /** The JSON Schema that the host checks before we see the value. */
    JsonObject schema();

    /** Adds what is wrong with a value. */
    void check(String path, Object value, List<ConfigProblem> problems);

    /** The allowed values in a few words of Markdown. */
    String words();

    /** The settings inside, if it is an object of ours; for the configuration page. */
    default List<Field> fields() {
        return List.of();
    }

    /** What stands for the key between this object and its fields, such as {@code .<jid>}; empty if nothing does. */
    default String keyWords() {
        return "";
    }
}
