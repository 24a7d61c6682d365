package ai.openclaw.xmpp.policy;

/** Which strangers may see the agent's presence while pairing is on. */
public enum AcceptSubscriptions {
    /** All: it shares presence and nothing else. */
    ALL,
    /** None before they are paired. */
    KNOWN
}
