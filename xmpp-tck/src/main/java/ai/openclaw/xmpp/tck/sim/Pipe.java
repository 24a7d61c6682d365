package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: what is sent arrives later, in order, or no more. Server's loop only. */
final class Pipe {

    private record Packet(Instant due, int bytes, boolean stanza, Runnable arrival) {}

    private final Loop loop;
    private final Supplier<Duration> latency;
    private final Deque<Packet> underway = new ArrayDeque<>();
    private Instant last = Instant.MIN;
    private Instant heldUntil = Instant.MIN;
    private Loop.@Nullable Timer timer;
    private @Nullable Runnable scissors;
    private long waiting;
    private boolean paused;
    private boolean swallowing;
    private boolean closed;

    Pipe(Loop loop, Supplier<Duration> latency) {
        this.loop = loop;
        this.latency = latency;
    }

    /** How many bytes are sent and not arrived. */
    long waiting() {
        return waiting;
    }

    boolean isSwallowing() {
        return swallowing;
    }

    /** Sends something; {@code arrival} happens at the other end. */
    void send(int bytes, boolean stanza, Runnable arrival) {
        if (closed) {
            return;
        }
        waiting += bytes;
        if (swallowing) {
            return;
        }
        Instant due = later(loop.now().plus(latency.get()), later(last, heldUntil));
        last = due;
        underway.add(new Packet(due, bytes, stanza, arrival));
        if (timer == null && !paused) {
            wake();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void wake() {
        Packet next = underway.peek();
        timer = null;
        if (next != null) {
            // Rounded up: timers of real time know milliseconds only, and must not be early.
            long nanos = Math.max(0, Duration.between(loop.now(), next.due()).toNanos());
            timer = loop.after(Duration.ofMillis((nanos + 999_999) / 1_000_000), this::arrive);
        }
    }

    private void arrive() {
        timer = null;
        Packet next;
        while ((next = underway.peek()) != null
                && !next.due().isAfter(loop.now())
                && !swallowing
                && !closed
                && !paused) {
            underway.remove();
            if (next.stanza() && scissors != null) {
                Runnable cut = scissors;
                scissors = null;
                cut.run();
                return;
            }
            waiting -= next.bytes();
            next.arrival().run();
        }
        if (!swallowing && !closed && !paused) {
            wake();
        }
    }

    /** Nothing that is sent or underway arrives any more, and nobody is told. */
    void swallow() {
        swallowing = true;
        underway.clear();
        stop();
    }

    /** Nothing arrives for a while; then all does, in order. */
    void hold(Duration time) {
        heldUntil = later(heldUntil, loop.now().plus(time));
        Deque<Packet> held = new ArrayDeque<>();
        for (Packet packet : underway) {
            held.add(new Packet(later(packet.due(), heldUntil), packet.bytes(), packet.stanza(), packet.arrival()));
        }
        underway.clear();
        underway.addAll(held);
        last = later(last, heldUntil);
        stop();
        if (!paused) {
            wake();
        }
    }

    /** Nothing arrives until {@link #resume}; then all does, in order. */
    void pause() {
        paused = true;
        stop();
    }

    void resume() {
        if (paused) {
            paused = false;
            stop();
            wake();
        }
    }

    /** Instead of the next stanza's arrival that happens: it is lost on the way. */
    void cutAtNextStanza(Runnable cut) {
        scissors = cut;
    }

    void close() {
        closed = true;
        underway.clear();
        stop();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
