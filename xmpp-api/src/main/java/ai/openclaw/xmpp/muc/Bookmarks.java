package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The rooms that the account remembers, for all its clients: XEP-0402 where the server has personal nodes, else XEP-0048 in private storage.
 * Both are read.
 */
public interface Bookmarks {

    /**
     * All bookmarks, each room once; the first thousand. Asked for once per stream; then kept by what the server tells of changes, where it does.
     *
     * @return empty if there are none; fails if there is no connection, no answer, or with {@code STANZA_ERROR} if the server does not tell what
     *     it has: then nothing is written either
     */
    CompletionStage<List<Bookmark>> list();

    /**
     * Adds a bookmark, or replaces the room's. What other clients keep with it, which we know nothing of, stays. What is asked for here is done in
     * that order.
     *
     * @return fails with {@code STANZA_ERROR} if the server does not keep it, or does not tell what it has
     */
    CompletionStage<Void> put(Bookmark bookmark);

    /** Takes a room's bookmark away, from wherever it lies; does nothing if there is none. */
    CompletionStage<Void> remove(Jid room);
}
