package ai.openclaw.xmpp.tck.lab;

/**
 * The network between a client and its server, to be broken. What is done to it holds for the connections that are open, and, but for
 * {@link #cut}, {@link #finish} and {@link #cutInTheMiddleOfAStanza}, for new ones too until {@link #release}. Thread-safe.
 */
public interface Link {

    /** Which way bytes go. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** Resets all connections (RST), as a router does that has forgotten them. */
    void cut();

    /** Ends all connections in order (FIN), without a word of XMPP. */
    void finish();

    /** Swallows all bytes both ways; nobody is told. What was swallowed never comes. */
    void blackHole();

    /** Swallows what the client sends; what the server sends still comes. */
    void halfOpen();

    /** Holds all bytes back, both ways. */
    void stall();

    /** Back to normal: what {@link #stall} held back comes; who was in a black hole stays there, new connections work. */
    void release();

    /** Resets all connections, and new ones at once. */
    void refuse();

    /** Lets half of what is sent next that way through, then resets that connection. */
    void cutInTheMiddleOfAStanza(Direction direction);

    /** How many connections clients have opened so far. */
    int connections();
}
