package ai.openclaw.xmpp.archive;

import ai.openclaw.xmpp.Jid;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which archive.
 *
 * @param room the room whose archive it is, or {@code null} for the account's
 * @param with only messages with that address: all of its clients if it is bare; {@code null} for all. Rooms' archives have no such filter
 * @param start only messages of then and later, or {@code null}
 * @param end only messages of then and before, or {@code null}
 * @param after only messages behind the one of that archive id, the oldest of them first; or {@code null}
 * @param before only messages before the one of that archive id, the latest of them; empty for the archive's end; {@code null} for its
 *     beginning. Not together with {@code after}
 * @param max how many at most, 1 to 200; the archive may give fewer
 */
public record ArchiveQuery(
        @Nullable Jid room,
        @Nullable Jid with,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable String after,
        @Nullable String before,
        int max) {

    /** The most that one page may have. */
    public static final int MAX_PAGE = 200;

    private static final int USUAL_PAGE = 50;

    public ArchiveQuery {
        if (room != null && (!room.isBare() || room.local() == null)) {
            throw new IllegalArgumentException("a room is written room@service, not " + room);
        }
        if (room != null && with != null) {
            throw new IllegalArgumentException("a room's archive is asked for all that was said in it");
        }
        if (after != null && before != null) {
            throw new IllegalArgumentException("a page is either after a message or before one");
        }
        if (after != null && after.isEmpty()) {
            throw new IllegalArgumentException("after needs an archive id");
        }
        if (max < 1 || max > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " messages, not " + max);
        }
    }

    /** The first page of the account's archive. */
    public static ArchiveQuery own() {
        return new ArchiveQuery(null, null, null, null, null, null, USUAL_PAGE);
    }

    /** The first page of a room's archive. */
    public static ArchiveQuery of(Jid room) {
        return new ArchiveQuery(Objects.requireNonNull(room, "room"), null, null, null, null, null, USUAL_PAGE);
    }

    /** Only with that address. */
    public ArchiveQuery with(Jid address) {
        return new ArchiveQuery(room, Objects.requireNonNull(address, "address"), start, end, after, before, max);
    }

    /** Only of that time, both ends included. */
    public ArchiveQuery between(@Nullable Instant from, @Nullable Instant until) {
        return new ArchiveQuery(room, with, from, until, after, before, max);
    }

    /** The next messages behind that one. */
    public ArchiveQuery after(String archiveId) {
        return new ArchiveQuery(room, with, start, end, Objects.requireNonNull(archiveId, "archiveId"), null, max);
    }

    /** The last messages before that one. */
    public ArchiveQuery before(String archiveId) {
        return new ArchiveQuery(room, with, start, end, null, Objects.requireNonNull(archiveId, "archiveId"), max);
    }

    /** The latest messages. */
    public ArchiveQuery latest() {
        return before("");
    }

    /** So many at most. */
    public ArchiveQuery max(int messages) {
        return new ArchiveQuery(room, with, start, end, after, before, messages);
    }
}
