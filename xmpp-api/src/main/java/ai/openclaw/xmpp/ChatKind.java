package ai.openclaw.xmpp;

/** Where a message belongs. */
public enum ChatKind {
    /** Between two accounts: {@code type='chat'} or {@code 'normal'}. */
    DIRECT,
    /** To everybody in a room: {@code type='groupchat'} (XEP-0045 §7.4). */
    ROOM,
    /** To one occupant through the room (XEP-0045 §7.5). */
    ROOM_PRIVATE
}
