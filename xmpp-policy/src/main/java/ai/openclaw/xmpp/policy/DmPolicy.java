package ai.openclaw.xmpp.policy;

/** Who may write to the agent directly. */
public enum DmPolicy {
    /** The listed and the paired; strangers get a pairing code. */
    PAIRING,
    /** Everybody; or, where a list without {@code *} is given, the listed. */
    OPEN,
    /** The listed. */
    ALLOWLIST,
    /** Nobody. */
    DISABLED
}
