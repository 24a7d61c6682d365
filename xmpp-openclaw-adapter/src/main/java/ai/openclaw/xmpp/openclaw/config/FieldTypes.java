package ai.openclaw.xmpp.openclaw.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of values that settings have. */
final class FieldTypes {

    private FieldTypes() {}

    static FieldType flag() {
        return new Simple("`true` or `false`", schema("boolean"), value -> value instanceof Boolean ? null : "");
    }

    static FieldType whole(long min, long max) {
        JsonObject schema = schema("integer");
        schema.addProperty("minimum", min);
        schema.addProperty("maximum", max);
        return new Simple(
                "a whole number from " + min + " to " + max,
                schema,
                value -> value instanceof Long number && number >= min && number <= max ? null : "");
    }

    static FieldType choice(String... values) {
        List<String> allowed = List.of(values);
        JsonObject schema = schema("string");
        JsonArray names = new JsonArray();
        allowed.forEach(names::add);
        schema.add("enum", names);
        return new Simple(
                allowed.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                schema,
                value -> value instanceof String text && allowed.contains(text) ? null : "");
    }

    static FieldType text(String words) {
        return text(words, ignored -> null);
    }

    /** A string that is not empty, with a check of its own that gives the problem or {@code null}. */
    static FieldType text(String words, Function<String, @Nullable String> problem) {
        JsonObject schema = schema("string");
        schema.addProperty("minLength", 1);
        return new Simple(
                words, schema, value -> !(value instanceof String text) || text.isEmpty() ? "" : problem.apply(text));
    }

    /** A password: for the host a string or a reference that it resolves, for us always a string. */
    static FieldType secret() {
        JsonObject reference = schema("object");
        JsonObject properties = new JsonObject();
        for (String name : List.of("source", "provider", "id")) {
            properties.add(name, schema("string"));
        }
        reference.add("properties", properties);
        JsonArray required = new JsonArray();
        required.add("source");
        required.add("id");
        reference.add("required", required);
        reference.addProperty("additionalProperties", false);
        JsonObject text = schema("string");
        text.addProperty("minLength", 1);
        return new Simple(
                "a string, or a reference to a secret of the host",
                anyOf(text, reference),
                value -> value instanceof String text2 && !text2.isEmpty()
                        ? null
                        : value instanceof Map
                                ? "is a reference to a secret that the host has not resolved; check the secret's source"
                                : "") {
            @Override
            String shown(Object value) {
                return "its value";
            }
        };
    }

    /** The host's own: passed by, checked by the host. */
    static FieldType hosts(String type) {
        JsonObject schema = type.isEmpty() ? new JsonObject() : schema(type);
        return new Simple("the host's", schema, value -> null);
    }

    static FieldType listOf(FieldType element) {
        JsonObject schema = schema("array");
        schema.add("items", element.schema());
        return new FieldType() {
            @Override
            public JsonObject schema() {
                return schema.deepCopy();
            }

            @Override
            public void check(String path, Object value, List<ConfigProblem> problems) {
                if (!(value instanceof List<?> list)) {
                    problems.add(new ConfigProblem(path, "must be a list of " + words()));
                    return;
                }
                for (int i = 0; i < list.size(); i++) {
                    element.check(path + "[" + i + "]", list.get(i), problems);
                }
            }

            @Override
            public String words() {
                return element.words();
            }
        };
    }

    /** An object of ours with known keys. */
    static FieldType group(List<Field> fields) {
        return new Group(fields);
    }

    /** An object whose keys are checked by themselves and whose values are objects of ours. */
    static FieldType map(
            String keyWords, String keyPattern, Function<String, @Nullable String> keyProblem, List<Field> fields) {
        return new Keyed(keyWords, keyPattern, keyProblem, new Group(fields));
    }

    /** The one if the value is a string, else the other. */
    static FieldType textOr(FieldType text, FieldType other) {
        return new FieldType() {
            @Override
            public JsonObject schema() {
                return anyOf(text.schema(), other.schema());
            }

            @Override
            public void check(String path, Object value, List<ConfigProblem> problems) {
                (value instanceof String ? text : other).check(path, value, problems);
            }

            @Override
            public String words() {
                return text.words() + ", or " + other.words();
            }
        };
    }

    static JsonObject schema(String type) {
        JsonObject schema = new JsonObject();
        schema.addProperty("type", type);
        return schema;
    }

    private static JsonObject anyOf(JsonObject... schemas) {
        JsonArray choices = new JsonArray();
        Stream.of(schemas).forEach(choices::add);
        JsonObject schema = new JsonObject();
        schema.add("anyOf", choices);
        return schema;
    }

    /** Joins a path and a key. */
    static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static class Simple implements FieldType {
        private final String words;
        private final JsonObject schema;
        private final Function<Object, @Nullable String> problem;

        /** The problem is empty where the allowed values say enough. */
        Simple(String words, JsonObject schema, Function<Object, @Nullable String> problem) {
            this.words = words;
            this.schema = schema;
            this.problem = problem;
        }

        @Override
        public JsonObject schema() {
            return schema.deepCopy();
        }

        @Override
        public void check(String path, Object value, List<ConfigProblem> problems) {
            @Nullable String found = problem.apply(value);
            if (found != null) {
                problems.add(new ConfigProblem(
                        path,
                        found.isEmpty()
                                ? shown(value) + " is not allowed; allowed: " + words.replace("`", "")
                                : found));
            }
        }

        String shown(Object value) {
            String text = value instanceof String string ? new JsonPrimitive(string).toString() : value.toString();
            return text.length() > 60 ? text.substring(0, 60) + "…" : text;
        }

        @Override
        public String words() {
            return words;
        }
    }

    private record Group(List<Field> fields) implements FieldType {
        @Override
        public JsonObject schema() {
            JsonObject properties = new JsonObject();
            fields.forEach(field -> properties.add(field.name(), field.type().schema()));
            JsonObject schema = FieldTypes.schema("object");
            schema.add("properties", properties);
            schema.addProperty("additionalProperties", false);
            return schema;
        }

        @Override
        public void check(String path, Object value, List<ConfigProblem> problems) {
            if (!(value instanceof Map<?, ?> map)) {
                problems.add(new ConfigProblem(path, "must be " + words()));
                return;
            }
            List<String> known = fields.stream().map(Field::name).toList();
            List<ConfigProblem> unknown = new ArrayList<>();
            map.forEach((key, inner) -> {
                String name = String.valueOf(key);
                fields.stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst()
                        .ifPresentOrElse(
                                field -> field.type().check(at(path, name), inner, problems),
                                () -> unknown.add(new ConfigProblem(at(path, name), Nearest.unknownKey(name, known))));
            });
            problems.addAll(unknown);
        }

        @Override
        public String words() {
            return "an object with " + fields.stream().map(Field::name).collect(Collectors.joining(", "));
        }
    }

    private record Keyed(String keyWords, String keyPattern, Function<String, @Nullable String> keyProblem, Group value)
            implements FieldType {
        @Override
        public JsonObject schema() {
            JsonObject names = new JsonObject();
            names.addProperty("pattern", keyPattern);
            JsonObject schema = FieldTypes.schema("object");
            schema.add("propertyNames", names);
            schema.add("additionalProperties", value.schema());
            return schema;
        }

        @Override
        public void check(String path, Object given, List<ConfigProblem> problems) {
            if (!(given instanceof Map<?, ?> map)) {
                problems.add(new ConfigProblem(path, "must be " + words()));
                return;
            }
            map.forEach((key, inner) -> {
                String name = String.valueOf(key);
                @Nullable String problem = keyProblem.apply(name);
                if (problem != null) {
                    problems.add(new ConfigProblem(at(path, name), problem));
                }
                value.check(at(path, name), inner, problems);
            });
        }

        @Override
        public String words() {
            return "an object by " + keyWords.substring(1);
        }

        @Override
        public List<Field> fields() {
            return value.fields();
        }
    }
}
