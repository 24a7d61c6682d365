package ai.openclaw.xmpp.muc;

/** A long-lived relation to a room (XEP-0045 §5.2). */
public enum Affiliation {
    /** May do everything, also configure and destroy the room, and name its owners and administrators. */
    OWNER,
    /** Moderator by right; may ban, and name members. */
    ADMIN,
    /** May enter where only members may. */
    MEMBER,
    /** Nothing special. */
    NONE,
    /** Banned: may not enter. */
    OUTCAST
}
