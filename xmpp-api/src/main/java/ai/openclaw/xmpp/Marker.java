package ai.openclaw.xmpp;

/** How far somebody has come with our messages (XEP-0333). */
public enum Marker {
    /** They have arrived. */
    RECEIVED,
    /** They were shown. */
    DISPLAYED,
    /** Their reader has said that they were read. */
    ACKNOWLEDGED
}
