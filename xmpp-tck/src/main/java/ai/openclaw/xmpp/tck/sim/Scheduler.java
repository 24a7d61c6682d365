package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The time that a simulated server lives in: {@link SimulatedTime virtual} or {@link #system() real}. */
public interface Scheduler {

    /** The machine's own clock and threads. */
    static Scheduler system() {
        return SystemTime.INSTANCE;
    }

    /** A new serial executor with timers in this time. */
    Loop loop();

    /** What sessions need to live in this time. Every domain resolves to itself, port 5222. */
    Environment environment();

    /**
     * Lets the caller take so long. In virtual time a task of {@link Environment#threads()} returns from this at once, and what it does
     * from then on happens so much later; for everybody else time passes.
     *
     * @throws InterruptedException if the task was told to give up
     */
    void elapse(Duration duration) throws InterruptedException;

    /**
     * Lets time pass until something is so. For tests; not to be called from tasks.
     *
     * @return whether it became so within the limit
     */
    boolean await(BooleanSupplier condition, Duration limit);
}
