package ai.openclaw.xmpp.tck.sim;

/** What can go wrong between a client and its server. */
public enum Fault {
    /** The connection is cut, and both sides notice. */
    CUT,
    /** It is cut in the middle of the next stanza to the client, which is lost. */
    CUT_IN_STANZA_DOWN,
    /** It is cut in the middle of the next stanza from the client, which is lost. */
    CUT_IN_STANZA_UP,
    /** Nothing arrives any more, in neither direction, and nobody is told. */
    BLACK_HOLE,
    /** The server notices the end, the client does not. */
    HALF_OPEN_CLIENT,
    /** The client notices the end, the server does not for a while. */
    HALF_OPEN_SERVER,
    /** What the client says still arrives, but it hears nothing any more. */
    DEAF,
    /** Nothing arrives for up to half a minute; then all does. */
    DELAY,
    /** Everything takes a hundred times as long for a minute. */
    SLOW,
    /** The next stanza to the client arrives twice. */
    DUPLICATE,
    /** The connection is cut, and the next attempt to connect fails. */
    REFUSED,
    /** The connection is cut, and the next attempt to connect times out. */
    HANG,
    /** The connection is cut, and so is the next one, after the server has let the client in and before it knows. */
    CUT_IN_LOGIN,
    /** The connection is cut, and the server forgets the session that could be resumed. */
    RESUME_REFUSED,
    /** The server goes down politely and comes back. */
    RESTART,
    /** The server dies and comes back. */
    CRASH,
    /** Somebody else takes the client's resource. */
    CONFLICT,
    /** A moderator removes the client from a room. */
    KICK,
    /** A room loses the client and says so (333). */
    ROOM_TROUBLE,
    /** A room restarts and says so (332). */
    ROOM_RESTART,
    /** A room restarts, and nobody is told. */
    ROOM_RESTART_SILENT,
}
