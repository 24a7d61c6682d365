package ai.openclaw.xmpp.policy;

/** What is to be done. */
public enum Admission {
    /** It is for the agent. */
    DISPATCH,
    /** It is not for the agent, but it may be shown to it as context later. */
    OBSERVE,
    /** It is nothing that could be for the agent. */
    SKIP,
    /** It is refused in silence. */
    DROP,
    /** It is refused, and its sender may be told how to be let in. */
    PAIRING_REQUIRED
}
