package ai.openclaw.xmpp.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** One account's thread and clock: tasks run one at a time, in order. */
public interface Loop extends Executor {

    /** Runs a task on the loop after a while. Loop thread only. */
    Timer after(Duration delay, Runnable task);

    /** What time it is. */
    Instant now();

    /** Whether the caller is a task of this loop. */
    boolean isCurrent();

    /** Something that will happen. */
    interface Timer {
        /** It will not happen; not even if it was due already. Loop thread only. */
        void cancel();
    }
}
