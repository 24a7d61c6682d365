package ai.openclaw.xmpp.openclaw.bot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command that runs as an agent: its three streams on threads of their own. It never makes us wait, and neither side can make the other keep
 * without a bound. Thread-safe.
 */
final class AgentProcess {

    static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final int MAX_LOG_BYTES = 4 * 1024;
    private static final int MAX_WAITING_LINES = 256;
    private static final int MAX_UNDONE_LINES = 64;
    private static final Logger LOG = LoggerFactory.getLogger("agent");

    /** Hears the command. */
    interface Ear {

        /** A line came; {@code done} is to be called when no more is to be done about it. Called on the reading thread. */
        void line(Lines.Line line, Runnable done);

        /** It has ended, and said all that it said. */
        void ended(int exitCode);
    }

    private static final String LAST = "";

    private final Process process;
    private final Ear ear;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MAX_WAITING_LINES);
    private final Semaphore undone = new Semaphore(MAX_UNDONE_LINES);

    private AgentProcess(Process process, Ear ear) {
        this.process = process;
        this.ear = ear;
    }

    /**
     * Starts it.
     *
     * @param more variables of its environment
     * @param less variables that it must not see
     */
    static AgentProcess start(String command, Map<String, String> more, Set<String> less, Ear ear) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        ProcessBuilder builder =
                windows ? new ProcessBuilder("cmd.exe", "/c", command) : new ProcessBuilder("/bin/sh", "-c", command);
        builder.environment().putAll(more);
        less.forEach(builder.environment()::remove);
        AgentProcess started = new AgentProcess(builder.start(), ear);
        thread("agent-in", started::write);
        Thread log = thread("agent-log", started::log);
        Thread out = thread("agent-out", started::read);
        thread("agent-end", () -> started.watch(out, log));
        return started;
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    long pid() {
        return process.pid();
    }

    /** Writes a line to it, later; {@code false} if it reads so little that too much waits. */
    boolean tell(String line) {
        return waiting.offer(line);
    }

    /** Whether it has to wait for us, because so much of what it wants is not done. */
    boolean isHeldBack() {
        return undone.availablePermits() == 0;
    }

    /** Lets it end by itself: its input ends. */
    void endInput() {
        do {
            waiting.clear();
        } while (!waiting.offer(LAST));
    }

    /** Ends it and all that it has started. */
    void kill() {
        List<ProcessHandle> offspring = process.descendants().toList();
        process.destroyForcibly();
        offspring.forEach(ProcessHandle::destroyForcibly);
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    private void write() {
        try (OutputStream in = process.getOutputStream()) {
            for (String line = waiting.take(); !line.equals(LAST); line = waiting.take()) {
                in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
            }
        } catch (IOException ended) {
            // Its end says more.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            Lines lines = new Lines(process.getInputStream(), MAX_LINE_BYTES);
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                undone.acquire();
                ear.line(line, undone::release);
            }
            // Without its output it is of no use.
            if (!awaitEnd(1000)) {
                kill();
            }
        } catch (IOException broken) {
            LOG.debug("the agent's output broke off", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells of the end after what was said before it; what a child that lives on still says is not waited for. */
    private void watch(Thread out, Thread log) {
        try {
            int exitCode = process.waitFor();
            endInput();
            out.join(1000);
            log.join(1000);
            ear.ended(exitCode);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void log() {
        try {
            Lines lines = new Lines(process.getErrorStream(), MAX_LOG_BYTES);
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                LOG.info("{}", line.text() == null ? "(" + line.problem() + ")" : line.text());
            }
        } catch (IOException broken) {
            LOG.debug("the agent's log broke off", broken);
        }
    }
}
