package ai.openclaw.xmpp.onboarding;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was asked, and what becomes of it. Pure.
 *
 * @param password what is written: text, or a reference to a secret
 * @param owner the operator's own bare JID, or {@code null}
 */
record Answers(
        String jid,
        Object password,
        @Nullable String server,
        @Nullable Path caFile,
        @Nullable String owner,
        String dmPolicy,
        List<String> allowFrom,
        List<String> rooms,
        String groupPolicy) {

    Answers {
        allowFrom = List.copyOf(allowFrom);
        rooms = List.copyOf(rooms);
    }

    /** A reference to an environment variable, as the host writes it. */
    static Map<String, Object> reference(String variable) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("source", "env");
        reference.put("provider", "default");
        reference.put("id", variable);
        return reference;
    }

    /** Today's configuration with the answers in it; what was not asked is kept. */
    Map<String, Object> over(Map<String, ?> current) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        config.putAll(current);
        config.put("enabled", true);
        config.put("jid", jid);
        config.put("password", password);
        put(config, "server", server);
        putTls(config);
        config.put("dmPolicy", dmPolicy);
        putList(config, "allowFrom", allowFrom);
        putList(config, "rooms", roomEntries(current));
        config.put("groupPolicy", groupPolicy);
        Map<String, Object> mucRooms = mucRooms(current);
        put(config, "mucRooms", mucRooms.isEmpty() ? null : mucRooms);
        return config;
    }

    private void putTls(Map<String, Object> config) {
        Map<String, Object> tls = Settings.object(config, "tls");
        put(tls, "caFile", caFile == null ? null : caFile.toString());
        put(config, "tls", tls.isEmpty() ? null : tls);
    }

    private List<Object> roomEntries(Map<String, ?> current) {
        Map<String, Object> before = new LinkedHashMap<>();
        for (Object entry : Settings.list(current, "rooms")) {
            @Nullable String jid = Settings.roomJid(entry);
            if (jid != null) {
                before.put(jid, entry);
            }
        }
        // A room that only mucRooms names is joined by that.
        Map<String, Object> others = new LinkedHashMap<>();
        Settings.object(current, "mucRooms").keySet().forEach(jid -> others.put(Settings.prepared(jid), true));
        List<Object> entries = new ArrayList<>();
        for (String room : rooms) {
            if (before.containsKey(room)) {
                entries.add(before.get(room));
            } else if (!others.containsKey(room)) {
                entries.add(room);
            }
        }
        return entries;
    }

    /** Under {@code allowlist} every room needs an entry; a room that is not wanted any more must not be joined by its entry. */
    private Map<String, Object> mucRooms(Map<String, ?> current) {
        Map<String, Object> entries = new LinkedHashMap<>();
        Settings.object(current, "mucRooms").forEach((jid, entry) -> {
            if (jid.equals("*")) {
                entries.put(jid, entry);
            } else {
                entries.put(jid, switched(entry, rooms.contains(Settings.prepared(jid))));
            }
        });
        if (groupPolicy.equals("allowlist")) {
            List<String> listed =
                    entries.keySet().stream().map(Settings::prepared).toList();
            for (String room : rooms) {
                if (!listed.contains(room)) {
                    entries.put(room, Map.of("requireMention", true));
                }
            }
        }
        return entries;
    }

    private static Object switched(@Nullable Object entry, boolean on) {
        Map<String, Object> copy = Settings.object(Map.of("entry", entry == null ? Map.of() : entry), "entry");
        if (!on) {
            copy.put("enabled", false);
        } else if (Boolean.FALSE.equals(copy.get("enabled"))) {
            copy.put("enabled", true);
        }
        return copy;
    }

    /** What the host should be told besides. */
    List<HostPatch> hostPatch() {
        List<HostPatch> patch = new ArrayList<>();
        if (owner != null) {
            patch.add(
                    new HostPatch(
                            "commands.ownerAllowFrom",
                            List.of("xmpp:" + owner),
                            "Makes you the owner. Else OpenClaw makes the first person whose pairing is approved the owner of its commands."));
        }
        if (!dmPolicy.equals("disabled")) {
            patch.add(new HostPatch(
                    "session.dmScope",
                    "per-channel-peer",
                    "Gives each person a conversation of their own. Else all direct chats are one, and one person sees what the agent"
                            + " was told by another."));
        }
        if (!rooms.isEmpty() && !groupPolicy.equals("disabled")) {
            patch.add(new HostPatch(
                    "messages.groupChat.visibleReplies",
                    "automatic",
                    "Shows the agent's answers in rooms. Else OpenClaw may hold them back."));
        }
        return List.copyOf(patch);
    }

    private static void put(Map<String, Object> config, String key, @Nullable Object value) {
        if (value == null) {
            config.remove(key);
        } else {
            config.put(key, value);
        }
    }

    /** An empty list is written only over another one. */
    private static void putList(Map<String, Object> config, String key, List<?> value) {
        if (!value.isEmpty() || config.containsKey(key)) {
            config.put(key, value);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Answers[" + jid + "]";
    }
}
