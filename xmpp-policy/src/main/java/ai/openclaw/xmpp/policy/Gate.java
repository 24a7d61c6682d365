package ai.openclaw.xmpp.policy;

/** Whether something off the main road is listened to. */
public enum Gate {
    /** Never. */
    DISABLED,
    /** From real JIDs that are listed or paired. */
    ALLOWLIST,
    /** From everybody. */
    OPEN
}
