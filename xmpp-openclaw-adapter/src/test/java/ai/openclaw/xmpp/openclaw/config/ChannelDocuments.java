package ai.openclaw.xmpp.openclaw.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;

/** Writes what is made of {@link ChannelFields}: the defaults, the host's schema, the table of the configuration page. */
final class ChannelDocuments {

    private static final Gson JSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String BEGIN = "<!-- generated from ChannelFields: begin -->\n";
    private static final String END = "<!-- generated from ChannelFields: end -->\n";

    private ChannelDocuments() {}

    static String defaults() {
        return "# Made from ChannelFields by GeneratedFilesTest; do not edit.\n"
                + ConfigValueFactory.fromMap(ChannelFields.defaults(ChannelFields.ACCOUNT))
                        .render(ConfigRenderOptions.defaults()
                                .setOriginComments(false)
                                .setComments(false)
                                .setJson(false));
    }

    /** The manifest with our schema in it; all else stays. */
    static String manifest(String before) {
        JsonObject manifest = JsonParser.parseString(before).getAsJsonObject();
        if (!manifest.has("channelConfigs")) {
            manifest.add("channelConfigs", new JsonObject());
        }
        JsonObject configs = manifest.getAsJsonObject("channelConfigs");
        if (!configs.has("xmpp")) {
            configs.add("xmpp", new JsonObject());
        }
        JsonObject schema = new JsonObject();
        schema.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
        FieldTypes.group(ChannelFields.CHANNEL)
                .schema()
                .entrySet()
                .forEach(entry -> schema.add(entry.getKey(), entry.getValue()));
        configs.getAsJsonObject("xmpp").add("schema", schema);
        return JSON.toJson(manifest) + "\n";
    }

    /** The page with our table between its marks; all else stays. */
    static String page(String before) {
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        String table = BEGIN + "\n" + table() + "\n" + END;
        return begin < 0 || end < begin
                ? before + "\n" + table
                : before.substring(0, begin) + table + before.substring(end + END.length());
    }

    private static String table() {
        List<String> rows = new ArrayList<>();
        rows.add("| setting | allowed | default | meaning |");
        rows.add("|---|---|---|---|");
        rows(ChannelFields.ACCOUNT, "", rows);
        rows.add(
                "| `accounts.<id>` | an object with the settings above | | several accounts; each inherits what it does not set |");
        rows.add("| `defaultAccount` | an account's id | | the account that is meant if none is named |");
        return String.join("\n", rows) + "\n";
    }

    private static void rows(List<Field> fields, String prefix, List<String> rows) {
        for (Field field : fields) {
            String path = prefix + field.name() + field.type().keyWords().replace("`", "");
            List<Field> inner = field.type().fields();
            rows.add("| `" + path + "` | "
                    + (inner.isEmpty() ? field.type().words().replace("|", "\\|") : "an object")
                    + " | "
                    + (field.byDefault() == null ? "" : "`" + field.byDefault() + "`")
                    + " | " + field.doc().replace("|", "\\|") + " |");
            rows(inner, path + ".", rows);
        }
    }
}
