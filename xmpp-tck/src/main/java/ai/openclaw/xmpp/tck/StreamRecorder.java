package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a stream tells, and what it does wrong in telling: for the rules, and for an engine's own tests. Thread-safe. */
public final class StreamRecorder implements StanzaStreamListener {

    /**
     * The end of a stream, as {@link StanzaStreamListener#onClosed} told it.
     *
     * @param cause why; {@code null} if it was closed on our side
     * @param resume how to resume it
     * @param deliveryUnknown the stanzas that may not have come
     */
    public record End(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {}

    private final ConcurrentAccess access = new ConcurrentAccess();
    private final BlockingQueue<Stanza> stanzas = new LinkedBlockingQueue<>();
    private final BlockingQueue<Stanza> acknowledged = new LinkedBlockingQueue<>();
    private final List<End> ends = new CopyOnWriteArrayList<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile Consumer<Stanza> reaction = stanza -> {};

    /** One that has heard nothing yet. */
    public StreamRecorder() {}

    /** Does that with each stanza, on the engine's thread, before it is kept. */
    public StreamRecorder reacting(Consumer<Stanza> whatToDo) {
        reaction = whatToDo;
        return this;
    }

    @Override
    public void onStanza(Stanza stanza) {
        call("onStanza", () -> {
            try {
                reaction.accept(stanza);
            } finally {
                stanzas.add(stanza);
            }
        });
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        call("onAcknowledged", () -> acknowledged.add(stanza));
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        call("onClosed", () -> {
            End told = new End(cause, resume, deliveryUnknown);
            ends.add(told);
            end.complete(told);
        });
    }

    private void call(String name, Runnable body) {
        if (!ends.isEmpty()) {
            wrong.add(name + " was called after onClosed");
        }
        threads.add(Thread.currentThread());
        access.enter(name).ifPresent(wrong::add);
        try {
            body.run();
        } finally {
            access.leave();
        }
    }

    /** The next stanza, which must come within {@link Peer#PATIENCE}. */
    public Stanza next() {
        return poll(stanzas, "a stanza");
    }

    /** The next message with a body; what comes before it is passed over. */
    String nextBody() {
        while (true) {
            String body = Peer.bodyOf(next());
            if (body != null) {
                return body;
            }
        }
    }

    /** The next so many bodies. */
    List<String> nextBodies(int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(nextBody());
        }
        return bodies;
    }

    /** The next acknowledgement. */
    Stanza nextAcknowledged() {
        return poll(acknowledged, "an acknowledgement");
    }

    private Stanza poll(BlockingQueue<Stanza> queue, String what) {
        try {
            Stanza stanza = queue.poll(Peer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (stanza == null) {
                throw new AssertionError(what + " should have come within " + Peer.PATIENCE.toSeconds() + " s"
                        + (ends.isEmpty() ? "" : "; the stream has ended: " + ends));
            }
            return stanza;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped while waiting for " + what, stopped);
        }
    }

    /** What has come and was not taken. */
    public List<Stanza> untaken() {
        return List.copyOf(stanzas);
    }

    /** The acknowledgements that have come and were not taken. */
    List<Stanza> untakenAcknowledged() {
        return List.copyOf(acknowledged);
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }

    /** The end, which must come within that time. */
    public End awaitEnd(Duration patience) {
        try {
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notTold) {
            throw new AssertionError("onClosed was not called within " + patience.toMillis() + " ms", notTold);
        } catch (ExecutionException never) {
            throw new AssertionError(never);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped while waiting for the end", stopped);
        }
    }

    /** The end, which must come within {@link Peer#PATIENCE}. */
    public End awaitEnd() {
        return awaitEnd(Peer.PATIENCE);
    }

    /** How many times the end was told. */
    int ends() {
        return ends.size();
    }

    /** What was wrong with the calls: overlaps, calls after the end. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** The threads that calls came on. */
    List<Thread> threads() {
        return List.copyOf(threads);
    }
}
