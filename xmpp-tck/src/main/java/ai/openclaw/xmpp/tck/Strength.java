package ai.openclaw.xmpp.tck;

/** How much a rule binds. */
public enum Strength {
    /** Whoever does otherwise is broken. */
    MUST,
    /** Nice to have: reported, but it does not fail a build that declares it not possible. */
    MAY
}
