package ai.openclaw.xmpp.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A serial executor over a shared pool: no thread of its own while there is nothing to do. */
final class SystemLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(SystemLoop.class);

    private final Executor pool;
    private final ScheduledExecutorService timers;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Thread runner;

    SystemLoop(Executor pool, ScheduledExecutorService timers) {
        this.pool = pool;
        this.timers = timers;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(this::drain);
        }
    }

    private void drain() {
        int done = 0;
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                runner = Thread.currentThread();
                run(task);
                // Before the counter says that we are through: from then on the loop may run elsewhere.
                runner = null;
            }
            done++;
        } while (!waiting.compareAndSet(done, 0));
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error unexpected) {
            LOG.error("a task of the session failed; the session goes on", unexpected);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Scheduled timer = new Scheduled(task);
        timer.future = timers.schedule(() -> execute(timer), delay.toMillis(), TimeUnit.MILLISECONDS);
        return timer;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public boolean isCurrent() {
        return runner == Thread.currentThread();
    }

    private static final class Scheduled implements Timer, Runnable {
        private @Nullable Runnable task;
        private @Nullable Future<?> future;

        Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Runnable due = task;
            task = null;
            if (due != null) {
                due.run();
            }
        }

        @Override
        public void cancel() {
            task = null;
            if (future != null) {
                future.cancel(false);
            }
        }
    }
}
