package ai.openclaw.xmpp.babbler;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The threads that read and write: virtual where the JDK has them (21 and later), pooled daemons otherwise. */
final class EngineThreads {

    private static final @Nullable ThreadFactory VIRTUAL = virtual();
    private static final Executor THREADS = VIRTUAL == null
            ? Executors.newCachedThreadPool(EngineThreads::make)
            : task -> make(task).start();

    private EngineThreads() {}

    /** Runs a task on a thread of its own. */
    static void start(String name, Runnable task) {
        THREADS.execute(() -> {
            Thread.currentThread().setName(name);
            task.run();
        });
    }

    /** A thread, not yet started, that does not keep the process alive. */
    static Thread make(Runnable task) {
        if (VIRTUAL != null) {
            return VIRTUAL.newThread(task);
        }
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private static @Nullable ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }
}
