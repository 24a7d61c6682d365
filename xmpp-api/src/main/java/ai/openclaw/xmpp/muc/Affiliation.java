package ai.openclaw.xmpp.muc;

/** A long-lived relation to a room (XEP-0045 §5.2). */
public enum Affiliation {
    OWNER,
    ADMIN,
    MEMBER,
    NONE,
    OUTCAST
}
