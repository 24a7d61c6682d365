package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as agents read them: one JSON object a line. Type and id come first, what is not there is left out. */
final class Events {

    private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

    private Events() {}

    static String message(HostCalls.InboundMessage message) {
        JsonObject event = begin("message", message.eventId(), message.accountId());
        event.addProperty("kind", message.kind());
        event.addProperty("conversation", message.conversation());
        event.add("sender", JSON.toJsonTree(message.sender()));
        put(event, "room", message.room());
        put(event, "messageId", message.referenceId());
        event.addProperty("text", message.text());
        event.addProperty("mentioned", message.mentioned());
        put(event, "replaces", message.replaces());
        if (message.thread() != null) {
            event.add("thread", JSON.toJsonTree(message.thread()));
        }
        if (message.replyTo() != null) {
            event.add("replyTo", JSON.toJsonTree(message.replyTo()));
        }
        event.add("media", JSON.toJsonTree(message.media()));
        event.add("history", JSON.toJsonTree(message.history()));
        event.addProperty("timestamp", message.timestamp());
        return JSON.toJson(event);
    }

    static String event(HostCalls.InboundEvent happened) {
        JsonObject event = begin(happened.type(), happened.eventId(), happened.accountId());
        event.addProperty("kind", happened.kind());
        event.addProperty("conversation", happened.conversation());
        event.add("sender", JSON.toJsonTree(happened.sender()));
        put(event, "room", happened.room());
        event.addProperty("messageId", happened.messageId());
        if (happened.emojis() != null) {
            event.add("emojis", JSON.toJsonTree(happened.emojis()));
        }
        if (happened.takenBack() != null) {
            event.addProperty("retracts", happened.takenBack().eventId());
            event.addProperty("moderated", happened.takenBack().moderated());
        }
        event.addProperty("timestamp", happened.timestamp());
        return JSON.toJson(event);
    }

    static String node(ServiceCalls.NodeEvent news) {
        JsonObject event = begin("node", news.eventId(), news.accountId());
        event.addProperty("service", news.service());
        event.addProperty("node", news.node());
        event.addProperty("conversation", news.conversation());
        event.addProperty("what", news.what());
        event.add("items", JSON.toJsonTree(news.items()));
        event.add("retracted", JSON.toJsonTree(news.retracted()));
        event.addProperty("timestamp", news.timestamp());
        return JSON.toJson(event);
    }

    static String state(HostCalls.AccountState state) {
        JsonObject event = new JsonObject();
        event.addProperty("type", "state");
        event.addProperty("account", state.accountId());
        event.addProperty("state", state.state());
        put(event, "jid", state.jid());
        put(event, "error", state.error() == null ? null : state.error().message());
        return JSON.toJson(event);
    }

    /** An action was done. */
    static String result(String ref, Map<String, ?> done) {
        JsonObject event = new JsonObject();
        event.addProperty("type", "result");
        event.addProperty("ref", ref);
        done.forEach((name, value) -> event.add(name, JSON.toJsonTree(value)));
        return JSON.toJson(event);
    }

    /** An action was not done, or a line was none. */
    static String error(@Nullable String ref, @Nullable String re, String problem) {
        JsonObject event = new JsonObject();
        event.addProperty("type", "error");
        put(event, "ref", ref);
        put(event, "re", re);
        event.addProperty("error", problem);
        return JSON.toJson(event);
    }

    private static JsonObject begin(String type, String id, String account) {
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.addProperty("id", id);
        event.addProperty("account", account);
        return event;
    }

    private static void put(JsonObject event, String name, @Nullable String value) {
        if (value != null) {
            event.addProperty(name, value);
        }
    }
}
