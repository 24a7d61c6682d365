package ai.openclaw.xmpp.openclaw.config;

import java.util.List;

/** What the agent may do, in groups that are on or off. The plugin's {@code action-gate.js} knows the actions of each group. */
final class ActionFields {

    private ActionFields() {}

    static final List<Field> ACTIONS = List.of(
            group("messages", true, "send, reply, edit, take back"),
            group("reactions", true, "set and take back reactions"),
            group("media", true, "send files"),
            group("roomInfo", true, "see a room's subject and members, and the rooms that the bot is in"),
            group("rooms", false, "join and leave rooms, invite to them, set their subject, bookmark them"),
            group("moderation", false, "remove and ban occupants, change roles and affiliations"),
            group("history", true, "read and search what was said before"),
            group("profile", true, "look up people's profiles and when they were last seen, and what services can do"),
            group("pubsub", false, "publish and subscribe"),
            group("block", false, "block and unblock addresses"),
            group("menu", true, "offer the host's commands as a menu (XEP-0050)"));

    private static Field group(String name, boolean on, String doc) {
        return new Field(name, FieldTypes.flag(), on, doc);
    }
}
