package ai.openclaw.xmpp.policy;

/** Why. Names are stable: people and programs may rely on them. */
public enum Reason {
    /** The sender is in {@code allowFrom}. */
    SENDER_LISTED,
    /** The sender was paired. */
    SENDER_PAIRED,
    /** Everybody may. */
    OPEN_TO_ALL,
    /** The room's people are trusted as a whole, though their real JIDs are hidden. */
    ROOM_TRUSTED,
    /** It asks for nothing that could be refused. */
    HARMLESS,
    /** A room's message that does not address us. */
    NOT_MENTIONED,
    /** Direct messages are switched off. */
    DM_DISABLED,
    /** The sender is in no list. */
    SENDER_NOT_LISTED,
    /** The sender is a stranger, and pairing is on. */
    NOT_PAIRED,
    /** Who is paired could not be found out; nobody is let in on a guess. */
    PAIRING_UNREADABLE,
    /** No real JID is known, and a list asks for one. */
    SENDER_HIDDEN,
    /** Rooms are switched off. */
    ROOMS_DISABLED,
    /** This room is switched off. */
    ROOM_DISABLED,
    /** The room has no entry, and only rooms with one are listened to. */
    ROOM_NOT_LISTED,
    /** Private messages in rooms are switched off. */
    ROOM_PRIVATE_DISABLED,
    /** Invitations are switched off. */
    INVITES_DISABLED,
    /** They may, but send more than is let through. */
    RATE_LIMITED,
    /** They may, but they and the agent have answered each other too often without a pause. */
    BOT_LOOP
}
