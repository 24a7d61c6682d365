package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Blocking;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.archive.Archive;
import ai.openclaw.xmpp.muc.Bookmarks;
import ai.openclaw.xmpp.pubsub.PubSub;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.Optional;

/** What servers keep for an account: archives, nodes, bookmarks, whom to block. Loop thread only, but for the accessors. */
final class AccountServices {

    private final Origin origin;
    private final Announcer announcer;
    private final ArchiveReader archive;
    private final NodeBook nodes;
    private final BookmarkBook bookmarks;
    private final BlockList blocked;

    AccountServices(
            Origin origin,
            RoomBook rooms,
            Directory directory,
            Queries queries,
            Announcer announcer,
            Calls calls,
            Ids ids) {
        this.origin = origin;
        this.announcer = announcer;
        this.archive = new ArchiveReader(origin, rooms, queries, calls, ids);
        this.nodes = new NodeBook(origin, queries, calls, ids);
        this.bookmarks = new BookmarkBook(origin, queries, directory, calls);
        this.blocked = new BlockList(origin, queries, calls);
    }

    Archive archive() {
        return archive;
    }

    PubSub pubsub() {
        return nodes;
    }

    Bookmarks bookmarks() {
        return bookmarks;
    }

    Blocking blocking() {
        return blocked;
    }

    /** Takes a message that is an entry of an archive's page, or tells of a node; all others are for readers. */
    boolean takes(Stanza message) {
        if (archive.takes(message)) {
            return true;
        }
        if (message.child(Ns.PUBSUB_EVENT, "event").isEmpty()) {
            return false;
        }
        Optional<PubSubEvent> event = nodes.event(message);
        event.ifPresent(told -> {
            bookmarks.changed(told);
            if (!isBookmarks(told)) {
                announcer.tell((to, session) -> to.onPubSub(session, told));
            }
        });
        return event.isPresent() || message.child(Ns.CLIENT, "body").isEmpty();
    }

    /** There may be rooms' passwords in them (XEP-0402 §7), which no listener is to see by the way. */
    private boolean isBookmarks(PubSubEvent event) {
        return event.service().equals(origin.account())
                && (event.node().equals(Ns.BOOKMARKS) || event.node().equals(Ns.OLD_BOOKMARKS));
    }

    /** Whether an IQ tells of a change in what the server keeps. */
    boolean isPush(Stanza iq) {
        return blocked.isPush(iq);
    }

    void push(Stanza iq) {
        blocked.push(iq);
    }

    /** The session is online on a new stream. */
    void online() {
        nodes.renew();
    }

    /** The old stream will not go on. */
    void forget(XmppException cause) {
        archive.fail(cause);
        bookmarks.forget();
        blocked.forget();
    }
}
