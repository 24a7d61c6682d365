package ai.openclaw.xmpp.policy;

import ai.openclaw.xmpp.Jid;
import java.util.Map;
import java.util.Objects;

/**
 * What the owner has decided.
 *
 * @param dmPolicy who may write directly
 * @param allowFrom the list for that
 * @param groupPolicy in which rooms the agent answers
 * @param groupAllowFrom who may talk to it in all rooms; empty for no list
 * @param rooms the rooms that have an entry of their own, by bare JID; defaults are already worked in
 * @param roomDefaults for rooms without an entry; it lists no room
 * @param mucPrivateMessages whether private messages in rooms are listened to
 * @param invites whether invitations are followed
 * @param acceptSubscriptions which strangers may see our presence under pairing
 */
public record AccessRules(
        DmPolicy dmPolicy,
        JidList allowFrom,
        GroupPolicy groupPolicy,
        JidList groupAllowFrom,
        Map<Jid, RoomRules> rooms,
        RoomRules roomDefaults,
        Gate mucPrivateMessages,
        Gate invites,
        AcceptSubscriptions acceptSubscriptions) {

    /** What holds where nothing is configured. */
    public static final AccessRules DEFAULT = new AccessRules(
            DmPolicy.PAIRING,
            JidList.EMPTY,
            GroupPolicy.OPEN,
            JidList.EMPTY,
            Map.of(),
            RoomRules.DEFAULT,
            Gate.DISABLED,
            Gate.DISABLED,
            AcceptSubscriptions.ALL);

    public AccessRules {
        Objects.requireNonNull(dmPolicy, "dmPolicy");
        Objects.requireNonNull(allowFrom, "allowFrom");
        Objects.requireNonNull(groupPolicy, "groupPolicy");
        Objects.requireNonNull(groupAllowFrom, "groupAllowFrom");
        rooms = Map.copyOf(rooms);
        Objects.requireNonNull(roomDefaults, "roomDefaults");
        Objects.requireNonNull(mucPrivateMessages, "mucPrivateMessages");
        Objects.requireNonNull(invites, "invites");
        Objects.requireNonNull(acceptSubscriptions, "acceptSubscriptions");
    }

    /** The rules of one room: its own entry, else the defaults. */
    public RoomRules room(Jid room) {
        return rooms.getOrDefault(room.bare(), roomDefaults);
    }
}
