package ai.openclaw.xmpp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Notices when the agent and a partner answer each other without end, as two bots do. It counts the agent's answers to a partner who
 * goes on before a pause is over; past a budget nothing more is admitted until the partner was silent for that long. It does not
 * matter who the partner is: a person who needs no pause in that many answers takes one then. Bounded; not thread-safe; has no clock
 * of its own.
 */
public final class LoopGuard {

    /** Partners of one conversation who wait for an answer: more are not kept in mind, the longest unheard are forgotten first. */
    private static final int MAX_WAITING = 64;

    private final Map<Pair, Row> rows;
    private final Map<String, Set<String>> waiting;

    private record Pair(String conversation, String partner) {}

    /**
     * Answers without a pause.
     *
     * @param answers how many there were
     * @param open messages that were admitted and not answered yet
     * @param heard when the partner was last heard of
     * @param answered when a message of theirs was last answered
     */
    private record Row(int answers, int open, Instant heard, Instant answered) {

        static final Row NONE = new Row(0, 0, Instant.MIN, Instant.MIN);

        /** What was sent before the answer came does not go on from it. */
        boolean isOverAt(Instant now, Duration pause) {
            Instant last = now.isBefore(answered) ? heard : later(heard, answered);
            return last.equals(Instant.MIN) || !now.isBefore(last.plus(pause));
        }

        Row admitted(Instant now) {
            return new Row(answers, open + 1, later(heard, now), answered);
        }

        Row refused(Instant now) {
            return new Row(answers, open, later(heard, now), answered);
        }

        Row answered(Instant now) {
            return new Row(answers + 1, open - 1, heard, later(answered, now));
        }
    }

    /**
     * What is granted.
     *
     * @param turns answers in a row
     * @param pause a silence of the partner, from the later of the two's last messages on, that begins a new row
     */
    public record Budget(int turns, Duration pause) {
        public Budget {
            Objects.requireNonNull(pause, "pause");
            if (turns < 1) {
                throw new IllegalArgumentException("a budget of " + turns + " turns would silence the agent");
            }
        }
    }

    /**
     * Nobody has said anything.
     *
     * @param capacity how many partners and conversations are kept at most; the longest unheard are forgotten first
     */
    public LoopGuard(int capacity) {
        this.rows = bounded(capacity);
        this.waiting = bounded(capacity);
    }

    private static <K, V> Map<K, V> bounded(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The agent has said something in a conversation: an answer to those who wait for one. */
    public void answered(String conversation, Instant now) {
        Set<String> partners = waiting.get(conversation);
        if (partners == null) {
            return;
        }
        partners.removeIf(partner -> {
            Row row = rows.computeIfPresent(new Pair(conversation, partner), (pair, before) -> before.answered(now));
            return row == null || row.open() <= 0;
        });
        if (partners.isEmpty()) {
            waiting.remove(conversation);
        }
    }

    /** A partner says something: whether it may be answered. */
    public boolean admits(String conversation, String partner, Budget budget, Instant now) {
        Pair pair = new Pair(conversation, partner);
        Row known = rows.getOrDefault(pair, Row.NONE);
        Row row = known.isOverAt(now, budget.pause()) ? Row.NONE : known;
        if (row.answers() >= budget.turns()) {
            rows.put(pair, row.refused(now));
            return false;
        }
        rows.put(pair, row.admitted(now));
        Set<String> partners = waiting.computeIfAbsent(conversation, unknown -> new LinkedHashSet<>());
        partners.remove(partner);
        partners.add(partner);
        if (partners.size() > MAX_WAITING) {
            partners.remove(partners.iterator().next());
        }
        return true;
    }

    /** How many answers in a row a partner had; 0 if nothing is known. */
    public int answers(String conversation, String partner) {
        return rows.getOrDefault(new Pair(conversation, partner), Row.NONE).answers();
    }

    /** How many partners and conversations are kept. */
    public int size() {
        return rows.size() + waiting.size();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
