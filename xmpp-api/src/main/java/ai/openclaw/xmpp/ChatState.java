package ai.openclaw.xmpp;

/** What the other side is doing in a conversation (XEP-0085). */
public enum ChatState {
    /** Takes part, is not writing. */
    ACTIVE,
    /** Is writing. */
    COMPOSING,
    /** Was writing and has stopped for a moment. */
    PAUSED,
    /** Does not look at the conversation. */
    INACTIVE,
    /** Has left the conversation. */
    GONE
}
