package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.AcceptSubscriptions;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.DmPolicy;
import ai.openclaw.xmpp.policy.Gate;
import ai.openclaw.xmpp.policy.GroupPolicy;
import ai.openclaw.xmpp.policy.JidList;
import ai.openclaw.xmpp.policy.Limits;
import ai.openclaw.xmpp.policy.RoomRules;
import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads who may talk to the agent. */
final class AccessReader {

    private AccessReader() {}

    static AccessRules read(Config config) {
        Map<Jid, RoomRules> rooms = new HashMap<>();
        ConfigReader.entries(config).forEach((room, entry) -> rooms.put(room, room(entry)));
        return new AccessRules(
                constant(DmPolicy.class, config, "dmPolicy"),
                people(config, "allowFrom"),
                constant(GroupPolicy.class, config, "groupPolicy"),
                people(config, "groupAllowFrom"),
                rooms,
                room(ConfigReader.forAllRooms(config)),
                constant(Gate.class, config, "mucPrivateMessages"),
                constant(Gate.class, config, "invites"),
                constant(AcceptSubscriptions.class, config, "acceptSubscriptions"));
    }

    static Limits limits(Config limits) {
        return new Limits(
                limits.getInt("messagesPerMinute"),
                limits.getInt("roomMessagesPerMinute"),
                limits.getInt("turnsInARow"),
                limits.getInt("botTurnsInARow"));
    }

    private static RoomRules room(Config room) {
        return new RoomRules(
                ConfigReader.flag(room, "enabled"),
                ConfigReader.flag(room, "requireMention"),
                people(room, "users"),
                ConfigReader.flag(room, "trustRoom"));
    }

    private static JidList people(Config config, String name) {
        return JidList.parse(ConfigReader.strings(config, name));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Config config, String name) {
        return Enum.valueOf(type, config.getString(name).toUpperCase(Locale.ROOT));
    }
}
