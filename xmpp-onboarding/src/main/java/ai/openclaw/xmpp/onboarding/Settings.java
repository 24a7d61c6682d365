package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code channels.xmpp} object as it is in the host's file: whatever is not of the expected shape counts as not there. */
final class Settings {

    private Settings() {}

    static @Nullable String text(Map<String, ?> config, String key) {
        return config.get(key) instanceof String text && !text.isBlank() ? text : null;
    }

    static Map<String, Object> object(Map<String, ?> config, String key) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (config.get(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> object.put(String.valueOf(name), value));
        }
        return object;
    }

    static List<Object> list(Map<String, ?> config, String key) {
        List<Object> list = new ArrayList<>();
        Object value = config.get(key);
        if (value instanceof List<?> items) {
            list.addAll(items);
        } else if (value instanceof String single) {
            list.add(single);
        }
        return list;
    }

    static List<String> texts(Map<String, ?> config, String key) {
        return list(config, key).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** The JID of an entry of {@code rooms}: a text, or an object with {@code jid}; prepared if it can be. */
    static @Nullable String roomJid(@Nullable Object entry) {
        Object jid = entry instanceof Map<?, ?> room ? room.get("jid") : entry;
        return jid instanceof String text ? prepared(text) : null;
    }

    static String prepared(String jid) {
        return Jid.parse(jid.strip()).map(Jid::toString).orElse(jid.strip());
    }

    /** The rooms that are joined with this configuration. */
    static List<String> rooms(Map<String, ?> config) {
        Map<String, Boolean> rooms = new LinkedHashMap<>();
        list(config, "rooms").forEach(entry -> {
            @Nullable String jid = roomJid(entry);
            if (jid != null) {
                rooms.put(jid, true);
            }
        });
        object(config, "mucRooms").forEach((jid, entry) -> {
            if (entry instanceof Map<?, ?> room && Boolean.FALSE.equals(room.get("enabled"))) {
                rooms.remove(prepared(jid));
            } else if (!jid.equals("*")) {
                rooms.put(prepared(jid), true);
            }
        });
        return List.copyOf(rooms.keySet());
    }
}
