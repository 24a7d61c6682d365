package ai.openclaw.xmpp.policy;

/** In which rooms the agent answers. */
public enum GroupPolicy {
    /** In all that it is in. */
    OPEN,
    /** In those that have an entry of their own. */
    ALLOWLIST,
    /** In none. */
    DISABLED
}
