package ai.openclaw.xmpp.muc;

/** How far we are with a room. */
public enum RoomState {
    /** Asked to enter, no self-presence (status 110) yet. */
    JOINING,
    /** Inside: the room has confirmed our own presence and sent its subject. */
    JOINED,
    /** The room refused us; {@link Room#problem()} says why. */
    REFUSED,
    /** Not inside: left, removed, or the stream is down. */
    LEFT
}
