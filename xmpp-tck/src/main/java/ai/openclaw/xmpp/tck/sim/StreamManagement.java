package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Stanza;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a server counts of a stream (XEP-0198 §4). Numbers are modulo 2^32. */
final class StreamManagement {

    private static final long MASK = 0xFFFF_FFFFL;

    private final String id;
    private final boolean resumable;
    private final Deque<Stanza> unacknowledged = new ArrayDeque<>();
    private long acknowledged;
    private long handled;

    StreamManagement(String id, boolean resumable) {
        this.id = id;
        this.resumable = resumable;
    }

    /** By which the client resumes it. */
    String id() {
        return id;
    }

    boolean isResumable() {
        return resumable;
    }

    /** How many of the client's stanzas are handled. */
    long handled() {
        return handled;
    }

    void received() {
        handled = handled + 1 & MASK;
    }

    void sent(Stanza stanza) {
        unacknowledged.add(stanza);
    }

    /**
     * The client has handled so many.
     *
     * @return false if that is more than were sent
     */
    boolean acknowledged(long clientHandled) {
        long more = clientHandled - acknowledged & MASK;
        if (more > unacknowledged.size()) {
            return false;
        }
        for (long i = 0; i < more; i++) {
            unacknowledged.remove();
        }
        acknowledged = clientHandled & MASK;
        return true;
    }

    /** What the client may not have, in order. */
    List<Stanza> unacknowledged() {
        return List.copyOf(unacknowledged);
    }
}
