package ai.openclaw.xmpp.tck.sim;

/** How the connections of an account are until that is changed; new ones, too. */
public enum LinkCondition {
    /** Everything arrives. Who was in a black hole stays there, new connections work. */
    GOOD,
    /** Nothing arrives any more, in neither direction, and nobody is told; attempts to connect time out. */
    BLACK_HOLE,
    /** What the client says is swallowed; what the server says still arrives. Attempts to connect time out. */
    HALF_OPEN,
    /** Nothing arrives for now; what is sent meanwhile arrives when it is good again. Attempts to connect time out. */
    STALLED,
    /** Connections are cut at once, and attempts to connect are refused. */
    REFUSING
}
