package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.HistoryEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What was said in rooms without a mention, as context for the next turn. Bounded by the room's limit. Not thread-safe. */
final class RoomHistory {

    private static final int MAX_BODY = 2000;

    private record Kept(String eventId, HistoryEntry entry) {}

    private final Map<Jid, Deque<Kept>> rooms = new HashMap<>();
    private final ToIntFunction<Jid> limit;

    RoomHistory(ToIntFunction<Jid> limit) {
        this.limit = limit;
    }

    void add(Jid room, String eventId, HistoryEntry entry) {
        Deque<Kept> entries = rooms.computeIfAbsent(room, ignored -> new ArrayDeque<>());
        String body = entry.body();
        entries.addLast(new Kept(
                eventId,
                body.length() <= MAX_BODY
                        ? entry
                        : new HistoryEntry(entry.sender(), cut(body) + "…", entry.timestamp())));
        while (entries.size() > limit.applyAsInt(room)) {
            entries.removeFirst();
        }
    }

    private static String cut(String body) {
        return body.substring(0, Character.isHighSurrogate(body.charAt(MAX_BODY - 1)) ? MAX_BODY - 1 : MAX_BODY);
    }

    List<HistoryEntry> of(Jid room) {
        Deque<Kept> entries = rooms.get(room);
        return entries == null ? List.of() : entries.stream().map(Kept::entry).toList();
    }

    /** It was taken back, or said anew. */
    void forget(Jid room, String eventId) {
        Deque<Kept> entries = rooms.get(room);
        if (entries != null) {
            entries.removeIf(kept -> kept.eventId().equals(eventId));
        }
    }

    /** Once a turn has them, they are no longer context for the next: these very entries, not others that read the same. */
    @SuppressWarnings("ReferenceEquality")
    void forget(Jid room, List<HistoryEntry> told) {
        Deque<Kept> entries = rooms.get(room);
        if (entries != null) {
            entries.removeIf(kept -> told.stream().anyMatch(other -> other == kept.entry()));
        }
    }
}
