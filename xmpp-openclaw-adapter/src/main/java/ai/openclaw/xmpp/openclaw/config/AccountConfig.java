package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.Limits;
import java.util.List;
import java.util.Map;

/**
 * An account's settings, checked and complete.
 *
 * @param session how to be online
 * @param nick the bot's nick in rooms that have no other
 * @param access who may talk to the agent
 * @param limits how much of that is let through
 * @param rooms the rooms to be in
 * @param historyLimit unmentioned room messages that go with the next turn
 * @param roomHistoryLimits the same for rooms that have their own
 * @param receipts whether receipts are sent
 * @param markers whether read markers are sent
 * @param typing whether chat states are sent
 * @param reactionNotifications reactions that the agent hears of
 * @param textChunkLimit the longest message, in UTF-16 units
 * @param cutAtParagraphs whether every empty line ends a message
 * @param mediaMaxBytes the largest file that is fetched
 * @param blockedMediaTypes media types that are not handed over; {@code type/*} for all of a kind
 * @param nodes nodes whose news the agent hears of
 * @param appearance how the agent shows itself
 */
public record AccountConfig(
        SessionConfig session,
        String nick,
        AccessRules access,
        Limits limits,
        List<RoomConfig> rooms,
        int historyLimit,
        Map<Jid, Integer> roomHistoryLimits,
        boolean receipts,
        boolean markers,
        boolean typing,
        ReactionNotifications reactionNotifications,
        int textChunkLimit,
        boolean cutAtParagraphs,
        long mediaMaxBytes,
        List<String> blockedMediaTypes,
        List<WatchedNode> nodes,
        Appearance appearance) {

    public AccountConfig {
        rooms = List.copyOf(rooms);
        roomHistoryLimits = Map.copyOf(roomHistoryLimits);
        blockedMediaTypes = List.copyOf(blockedMediaTypes);
        nodes = List.copyOf(nodes);
    }
}
