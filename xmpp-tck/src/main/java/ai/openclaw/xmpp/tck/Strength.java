package ai.openclaw.xmpp.tck;

/** How much a rule binds. */
public enum Strength {
    /** Whoever does otherwise is broken. */
    MUST,
    /** Good to have: who does otherwise is reported as not able to, and the suite goes on. */
    MAY
}
