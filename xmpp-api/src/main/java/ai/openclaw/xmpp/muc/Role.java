package ai.openclaw.xmpp.muc;

/** What an occupant may do while present (XEP-0045 §5.1). */
public enum Role {
    /** May talk, take others' voice and put them out. */
    MODERATOR,
    /** May talk. */
    PARTICIPANT,
    /** May only listen, where the room is moderated. */
    VISITOR,
    /** Is not in the room. */
    NONE
}
