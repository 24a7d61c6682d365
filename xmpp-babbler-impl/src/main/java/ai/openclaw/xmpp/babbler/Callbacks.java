package ai.openclaw.xmpp.babbler;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a listener's calls one at a time, in their order, on the engine's threads; holds them back until it is opened. Thread-safe. */
final class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private final Queue<Runnable> calls = new ArrayDeque<>();
    private boolean open;
    private boolean running;

    /** Makes a call, now or when those before it are through. For the engine's threads. */
    void add(Runnable call) {
        synchronized (calls) {
            calls.add(call);
            if (!open || running) {
                return;
            }
            running = true;
        }
        run();
    }

    /** From now on calls are made, first those that waited. For any thread: it makes none itself. */
    void open() {
        synchronized (calls) {
            open = true;
            if (running || calls.isEmpty()) {
                return;
            }
            running = true;
        }
        EngineThreads.start("xmpp-early", this::run);
    }

    private void run() {
        Runnable call;
        while ((call = next()) != null) {
            try {
                call.run();
            } catch (RuntimeException | Error faulty) {
                LOG.error("the stream's listener failed; the stream goes on", faulty);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (calls) {
            Runnable call = calls.poll();
            running = call != null;
            return call;
        }
    }
}
