package ai.openclaw.xmpp.tck.simulation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened in a run: the end of its trace, how often each kind of trouble hit, and the first invariant that was broken. */
final class Journal {

    /**
     * A broken invariant.
     *
     * @param when at what simulated time
     */
    record Violation(Invariant invariant, String what, Instant when) {}

    private static final int TAIL = Integer.getInteger("simulation.tail", 60);

    private final Supplier<Instant> clock;
    private final Deque<String> tail = new ArrayDeque<>();
    private final Map<String, Integer> hits = new TreeMap<>();
    private @Nullable Violation violation;

    Journal(Supplier<Instant> clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.get();
    }

    /** A line that has its time already. */
    void trace(String line) {
        tail.add(line);
        if (tail.size() > TAIL) {
            tail.remove();
        }
    }

    void note(String what) {
        if (violation == null) {
            trace(now() + " " + what);
        }
    }

    void hit(String kind) {
        hits.merge(kind, 1, Integer::sum);
        note("! " + kind);
    }

    void broken(Invariant invariant, String what) {
        if (violation == null) {
            note("BROKEN " + invariant + ": " + what);
            violation = new Violation(invariant, what, now());
        }
    }

    Optional<Violation> violation() {
        return Optional.ofNullable(violation);
    }

    boolean isBroken() {
        return violation != null;
    }

    Map<String, Integer> hits() {
        return hits;
    }

    List<String> tail() {
        return List.copyOf(tail);
    }
}
