package ai.openclaw.xmpp.session;

import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What sessions need of the machine; simulations give their own.
 *
 * @param loops a new loop for each account
 * @param threads runs what blocks
 * @param random must not be guessable: ids are made from it
 * @param resolver where servers listen
 */
public record Environment(Supplier<Loop> loops, Threads threads, RandomGenerator random, ServerResolver resolver) {

    /** The real one: few daemon threads, shared by all accounts of the process. */
    public static Environment system() {
        return Shared.ENVIRONMENT;
    }

    private static final class Shared {
        static final Environment ENVIRONMENT = create();

        private static Environment create() {
            ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, task -> daemon("xmpp-timer", task));
            timers.setRemoveOnCancelPolicy(true);
            AtomicInteger number = new AtomicInteger();
            ExecutorService pool =
                    Executors.newCachedThreadPool(task -> daemon("xmpp-" + number.incrementAndGet(), task));
            Threads threads = (name, task) -> {
                Thread thread = daemon(name, task);
                thread.start();
                return thread::interrupt;
            };
            return new Environment(() -> new SystemLoop(pool, timers), threads, new SecureRandom(), new SrvResolver());
        }

        private static Thread daemon(String name, Runnable task) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        }
    }
}
