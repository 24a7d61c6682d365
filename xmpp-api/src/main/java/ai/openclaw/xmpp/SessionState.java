package ai.openclaw.xmpp;

/** {@code CONNECTING → ONLINE → (RECONNECTING → ONLINE)* → CLOSED}. */
public enum SessionState {
    /** The first stream is being opened. */
    CONNECTING,
    /** Bound, rooms are being joined, presence is sent. */
    ONLINE,
    /** The stream was lost; another is being opened. */
    RECONNECTING,
    /** Ended, by {@link XmppSession#close()} or by an error that a retry cannot cure. Final. */
    CLOSED
}
