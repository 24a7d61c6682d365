package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.disco.EntityInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells rooms from people: by the rooms that we were in, also in earlier processes, else by asking. Only a room that let us in is remembered;
 * what an address says of itself is not. Loop thread only.
 */
final class RoomsSeen {

    private static final Logger LOG = LoggerFactory.getLogger(RoomsSeen.class);

    /** How often it is written down again that we are in a room. */
    private static final Duration FRESH = Duration.ofDays(1);

    private static final int MAX_FRESH = 1000;

    private final AgedBook book;
    private final Directory directory;
    private final Loop loop;
    private final Recent<Jid, Instant> written = new Recent<>(MAX_FRESH);

    RoomsSeen(AgedBook book, Directory directory, Loop loop) {
        this.book = book;
        this.directory = directory;
        this.loop = loop;
    }

    /** We are in that room. */
    void inside(Jid room) {
        Instant now = loop.now();
        if (written.find(room).filter(at -> at.plus(FRESH).isAfter(now)).isPresent()) {
            return;
        }
        written.put(room, now);
        book.put(key(room), room.toString()).exceptionally(failure -> {
            LOG.debug("it was not written down that {} is a room", room, failure);
            written.remove(room);
            return null;
        });
    }

    /** Whether that bare JID is a room; fails if nobody says what it is. */
    CompletableFuture<Boolean> isRoom(Jid address) {
        if (address.local() == null) {
            return CompletableFuture.completedFuture(false);
        }
        return book.find(key(address))
                .handle((text, unreadable) -> unreadable == null && text.isPresent())
                .thenCompose(seen -> seen
                        ? CompletableFuture.completedFuture(true)
                        : directory.info(address).thenApply(RoomsSeen::isConference));
    }

    private static boolean isConference(EntityInfo info) {
        return info.identities().stream()
                .anyMatch(identity -> identity.category().equals("conference"));
    }

    private static String key(Jid room) {
        return Ids.hash(room.toString()).substring(0, 32);
    }
}
