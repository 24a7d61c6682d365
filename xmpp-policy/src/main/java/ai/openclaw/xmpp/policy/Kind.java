package ai.openclaw.xmpp.policy;

/** What is to be judged. */
public enum Kind {
    /** A message from one account. */
    DIRECT_MESSAGE,
    /** A message in a room. */
    ROOM_MESSAGE,
    /** A private message through a room (XEP-0045 §7.5). */
    ROOM_PRIVATE_MESSAGE,
    /** A request to see our presence (RFC 6121 §3.1). */
    SUBSCRIBE,
    /** The end of such a request (RFC 6121 §3.3). */
    UNSUBSCRIBE,
    /** A reaction (XEP-0444), in a room if the facts name one. */
    REACTION,
    /** An ad-hoc command (XEP-0050). */
    COMMAND,
    /** An invitation into a room (XEP-0045 §7.8, XEP-0249). */
    INVITE
}
