package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An account's latest decisions, for who asks why something was answered or not. In memory only, and without what was said. Belongs
 * to the account's executor.
 */
final class Decisions {

    /** How many are kept. */
    static final int LIMIT = 1000;

    private final Clock clock;
    private final Map<String, Entry> byEvent = new LinkedHashMap<>();
    private final Map<Reason, Long> counters = new ConcurrentHashMap<>();

    Decisions(Clock clock) {
        this.clock = clock;
    }

    /** What the host said of an event afterwards. */
    record Said(String disposition, @Nullable String reason) {

        /** Whether the event is done with. */
        boolean isFinal() {
            return !disposition.equals("retry") && !disposition.equals("error");
        }
    }

    /** One decision, and what became of it. */
    static final class Entry {
        private final Instant at;
        private final Matter matter;
        private final Decision decision;
        private @Nullable Said said;

        private Entry(Instant at, Matter matter, Decision decision) {
            this.at = at;
            this.matter = matter;
            this.decision = decision;
        }

        Instant at() {
            return at;
        }

        Matter matter() {
            return matter;
        }

        Decision decision() {
            return decision;
        }

        @Nullable
        Said said() {
            return said;
        }

        void hostSaid(String disposition, @Nullable String reason) {
            said = new Said(disposition, reason);
        }
    }

    /** Keeps a decision. One that is made again for the same event, because the host did not take it, takes the place of the first. */
    Entry note(Matter matter, Decision decision) {
        Entry entry = new Entry(clock.instant(), matter, decision);
        @Nullable Entry before = byEvent.remove(matter.eventId());
        byEvent.put(matter.eventId(), entry);
        if (before == null || before.decision.reason() != decision.reason()) {
            counters.merge(decision.reason(), 1L, Long::sum);
        }
        if (byEvent.size() > LIMIT) {
            byEvent.remove(byEvent.keySet().iterator().next());
        }
        return entry;
    }

    /** Whether that very decision was made for an event before, and the host has not taken the event yet. */
    boolean awaits(String eventId, Decision decision) {
        @Nullable Entry entry = byEvent.get(eventId);
        return entry != null && entry.decision.equals(decision) && !(entry.said != null && entry.said.isFinal());
    }

    /** How often each reason was given since the account was first started; without those that never were. From any thread. */
    Map<Reason, Long> counters() {
        return Map.copyOf(counters);
    }

    /**
     * The latest first.
     *
     * @param query an event's or message's id, or the JID of a sender, an occupant or a conversation; {@code null} for all
     */
    List<Entry> find(@Nullable String query, int limit) {
        List<Entry> all = new ArrayList<>(byEvent.values());
        Collections.reverse(all);
        @Nullable Jid person = query == null ? null : jid(query);
        return all.stream()
                .filter(entry -> query == null || entry.matter.isAbout(query, person))
                .limit(Math.max(0, limit))
                .toList();
    }

    private static @Nullable Jid jid(String query) {
        return Jid.parse(query.startsWith("xmpp:") ? query.substring("xmpp:".length()) : query)
                .orElse(null);
    }
}
