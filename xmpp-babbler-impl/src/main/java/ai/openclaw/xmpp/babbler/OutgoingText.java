package ai.openclaw.xmpp.babbler;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Text on its way into a socket. A thread writes while there is something to write, and only then. Thread-safe. */
final class OutgoingText {

    /** The most characters that may wait. */
    static final long MAX_WAITING = 8L << 20;

    private final String name;
    private final OutputStream out;
    private final Runnable broken;
    private final Queue<String> queue = new ArrayDeque<>();
    private long waiting;
    private boolean writing;
    private boolean stopped;

    /**
     * Nothing is on its way.
     *
     * @param name of the thread that writes
     * @param broken called when writing has failed, on that thread
     */
    OutgoingText(String name, OutputStream out, Runnable broken) {
        this.name = name;
        this.out = new BufferedOutputStream(out, 16 * 1024);
        this.broken = broken;
    }

    /** Queues text; {@code false} if too much is waiting already. */
    boolean add(String text) {
        synchronized (queue) {
            if (stopped) {
                return true;
            }
            if (waiting + text.length() > MAX_WAITING) {
                return false;
            }
            queue.add(text);
            waiting += text.length();
            if (writing) {
                return true;
            }
            writing = true;
        }
        EngineThreads.start(name, this::write);
        return true;
    }

    /** Nothing more is written. */
    void stop() {
        synchronized (queue) {
            stopped = true;
            queue.clear();
        }
    }

    private void write() {
        try {
            String text;
            while ((text = next()) != null) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            stop();
            broken.run();
        }
    }

    /** What is to be written next; {@code null} when all is written and flushed, and this thread may go. */
    private @Nullable String next() throws IOException {
        String text = take(false);
        if (text == null) {
            out.flush();
            text = take(true);
        }
        return text;
    }

    private @Nullable String take(boolean last) {
        synchronized (queue) {
            String text = queue.poll();
            if (text != null) {
                waiting -= text.length();
            } else if (last) {
                writing = false;
            }
            return text;
        }
    }
}
