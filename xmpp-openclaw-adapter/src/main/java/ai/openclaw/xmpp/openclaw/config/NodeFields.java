package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes whose news the agent hears of (XEP-0060). */
final class NodeFields {

    private NodeFields() {}

    private static final int MAX_NODE = 1024;

    static final List<Field> NODE = List.of(
            new Field(
                    "service",
                    FieldTypes.text(
                            "a service's JID such as `pubsub.example.org`, or an account's bare JID",
                            NodeFields::service),
                    null,
                    "whose node it is"),
            new Field("node", FieldTypes.text("a node's name", NodeFields::node), null, "the node"),
            new Field(
                    "conversation",
                    FieldTypes.text(
                            "a target such as `alice@example.org` or `room:name@host`", NodeFields::conversation),
                    null,
                    "the conversation in whose next turn the agent reads of it"));

    private static @Nullable String service(String text) {
        return Jid.parse(text).filter(Jid::isBare).isPresent()
                ? null
                : "must be a service's JID such as `pubsub.example.org`, or an account's bare JID";
    }

    private static @Nullable String node(String text) {
        return text.isBlank() || text.length() > MAX_NODE ? "must have 1 to " + MAX_NODE + " characters" : null;
    }

    private static @Nullable String conversation(String text) {
        String address = text.replaceFirst("^(user|room):", "");
        return Jid.parse(address)
                        .filter(jid -> jid.isBare() && jid.local() != null)
                        .isPresent()
                ? null
                : "must be a person's bare JID, or `room:` and a room's";
    }

    /** What an entry must have. */
    static void complete(Map<String, Object> values, List<ConfigProblem> problems) {
        if (values.get("pubsub") instanceof List<?> entries) {
            for (int i = 0; i < entries.size(); i++) {
                for (Field field : NODE) {
                    if (entries.get(i) instanceof Map<?, ?> entry && !entry.containsKey(field.name())) {
                        problems.add(new ConfigProblem("pubsub[" + i + "]." + field.name(), "is missing"));
                    }
                }
            }
        }
    }

    static List<WatchedNode> read(Config config) {
        return config.hasPath("pubsub")
                ? config.getList("pubsub").stream().map(NodeFields::read).toList()
                : List.of();
    }

    private static WatchedNode read(ConfigValue value) {
        Config node = value.atKey("node").getConfig("node");
        return new WatchedNode(
                Jid.of(node.getString("service")), node.getString("node"), node.getString("conversation"));
    }
}
