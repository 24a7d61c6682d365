package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Virtual time: events happen one after the other on the thread that lets time pass, and hours cost milliseconds. All that is random
 * comes from the seed, so the same seed gives the same run.
 *
 * <p>Not thread-safe; everything that lives in it runs on one thread. A task that throws makes {@link #run()} and its likes throw:
 * nothing fails unseen.
 */
public final class SimulatedTime implements Scheduler {

    /** When every simulation begins. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** So many events at one instant are a loop without end. */
    private static final int MAX_EVENTS_AT_ONCE = 1_000_000;

    private static final Duration MOST_START_DELAY = Duration.ofMillis(20);

    private static final class Event implements Loop.Timer {
        private final Instant when;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        Event(Instant when, long number, Runnable task) {
            this.when = when;
            this.number = number;
            this.task = task;
        }

        Instant when() {
            return when;
        }

        long number() {
            return number;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final class SerialLoop implements Loop {
        @Override
        public void execute(Runnable task) {
            schedule(Duration.ZERO, task);
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return schedule(delay.isNegative() ? Duration.ZERO : delay, task);
        }

        @Override
        public Instant now() {
            return SimulatedTime.this.now();
        }

        /** There is but one thread, and whoever asks is on it. */
        @Override
        public boolean isCurrent() {
            return true;
        }
    }

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::when).thenComparingLong(Event::number));
    private final Random random;
    private final Environment environment;
    private Instant now = BEGIN;
    private Duration elapsed = Duration.ZERO;
    private long scheduled;
    private long happened;
    private boolean running;

    /** Time that begins at {@link #BEGIN}, with all its chances drawn from the seed. */
    public SimulatedTime(long seed) {
        this.random = new Random(seed);
        this.environment = new Environment(this::loop, this::start, random(), SystemTime::itself);
    }

    /** What time it is. */
    public Instant now() {
        return now.plus(elapsed);
    }

    /** A source of chance of its own, drawn from the seed. */
    public RandomGenerator random() {
        return new Random(random.nextLong());
    }

    /** How many events have happened so far. */
    public long happened() {
        return happened;
    }

    @Override
    public Loop loop() {
        return new SerialLoop();
    }

    @Override
    public Environment environment() {
        return environment;
    }

    private Event schedule(Duration delay, Runnable task) {
        Event event = new Event(now().plus(delay), scheduled++, task);
        events.add(event);
        return event;
    }

    /** A thread gets going after a moment; then it runs through in one event. */
    private Threads.Running start(String name, Runnable task) {
        Duration delay = Duration.ofNanos(random.nextLong(MOST_START_DELAY.toNanos()));
        schedule(delay, () -> {
            try {
                task.run();
            } finally {
                elapsed = Duration.ZERO;
            }
        });
        // Whoever gives up on a task ignores what comes of it; it may run through.
        return () -> {};
    }

    @Override
    public void elapse(Duration duration) {
        if (running) {
            elapsed = elapsed.plus(duration);
        } else {
            pass(duration);
        }
    }

    /** Lets everything happen that happens at this instant. */
    public void run() {
        pass(Duration.ZERO);
    }

    /** Lets time pass, and all happen that is due within it. */
    public void pass(Duration duration) {
        Instant until = now.plus(duration);
        advance(until, () -> false);
        now = until;
    }

    /**
     * Lets time pass until something is so, and no further.
     *
     * @param limit after how long to give up
     * @return whether it became so
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        Instant until = now.plus(limit);
        if (condition.getAsBoolean() || advance(until, condition)) {
            return true;
        }
        now = until;
        return false;
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        return runUntil(condition, limit);
    }

    private boolean advance(Instant until, BooleanSupplier enough) {
        if (running) {
            throw new IllegalStateException("time passes already; tasks cannot let it pass");
        }
        running = true;
        try {
            Event next;
            int atOnce = 0;
            while ((next = events.peek()) != null && !next.when.isAfter(until)) {
                events.remove();
                if (next.cancelled) {
                    continue;
                }
                atOnce = next.when.isAfter(now) ? 0 : atOnce + 1;
                if (atOnce > MAX_EVENTS_AT_ONCE) {
                    throw new IllegalStateException("events cause each other without end at " + now);
                }
                now = next.when;
                happened++;
                next.task.run();
                if (enough.getAsBoolean()) {
                    return true;
                }
            }
            return false;
        } finally {
            running = false;
        }
    }
}
