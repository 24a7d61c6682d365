package ai.openclaw.xmpp.muc;

/** What an occupant may do while present (XEP-0045 §5.1). */
public enum Role {
    MODERATOR,
    PARTICIPANT,
    VISITOR,
    NONE
}
