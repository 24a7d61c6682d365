package ai.openclaw.xmpp.policy;

import java.util.Objects;

/**
 * How the agent behaves in a room.
 *
 * @param enabled whether it listens at all
 * @param requireMention whether it answers only when it is addressed
 * @param users who may talk to it here, besides {@code groupAllowFrom}; empty for no list
 * @param trustRoom whether people whose real JIDs are hidden pass as "the room" although there is a list
 */
public record RoomRules(boolean enabled, boolean requireMention, JidList users, boolean trustRoom) {

    /** Listens, answers when addressed, has no list. */
    public static final RoomRules DEFAULT = new RoomRules(true, true, JidList.EMPTY, false);

    public RoomRules {
        Objects.requireNonNull(users, "users");
    }
}
