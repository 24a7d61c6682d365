package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file and one thread: whatever waits when the thread comes is done together, and made durable by one commit. Stages complete behind
 * the commit, in the order of the calls.
 */
final class EmbeddedStore implements StateStore {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    private static final int MAX_GROUP = 1000;
    private static final Duration RETRY_LOCK = Duration.ofMillis(100);
    private static final Duration TEND = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(1800);

    /** Something to be done with the open file. */
    private static final class Operation<T> {
        final boolean writes;
        final Function<MVStore, T> work;
        final CompletableFuture<T> promise = new CompletableFuture<>();

        Operation(boolean writes, Function<MVStore, T> work) {
            this.writes = writes;
            this.work = work;
        }

        /** Does it; gives what is to be said of it once it is durable. */
        Runnable run(MVStore store) {
            T result = work.apply(store);
            return () -> promise.complete(result);
        }
    }

    private final StateFile file;
    private final ScheduledThreadPoolExecutor thread;
    private final Queue<Operation<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean over;

    private final Set<Jid> held = ConcurrentHashMap.newKeySet();

    /** Store thread only. */
    private boolean tending;

    private EmbeddedStore(StateFile file) {
        this.file = file;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "xmpp-store");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Opens the file; blocks.
     *
     * @param patience how long another process is waited for that has it
     */
    static EmbeddedStore open(StateFile file, Duration patience) {
        EmbeddedStore store = new EmbeddedStore(file);
        CompletableFuture<EmbeddedStore> opened = new CompletableFuture<>();
        store.thread.execute(() -> store.tryToOpen(opened, System.nanoTime() + patience.toNanos()));
        try {
            return opened.get();
        } catch (ExecutionException failed) {
            store.close();
            throw failed.getCause() instanceof XmppException known ? known : file.failed(failed);
        } catch (InterruptedException stopped) {
            store.close();
            Thread.currentThread().interrupt();
            throw new XmppException(XmppException.Kind.STATE, "the opening of the state file was interrupted", stopped);
        }
    }

    private void tryToOpen(CompletableFuture<EmbeddedStore> opened, long deadline) {
        try {
            file.open();
            opened.complete(this);
        } catch (StateFile.LockedException locked) {
            if (System.nanoTime() - deadline >= 0) {
                opened.completeExceptionally(file.locked());
            } else {
                thread.schedule(() -> tryToOpen(opened, deadline), RETRY_LOCK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException | Error failed) {
            opened.completeExceptionally(file.failed(failed));
        }
    }

    <T> CompletionStage<T> submit(boolean writes, Function<MVStore, T> work) {
        Operation<T> operation = new Operation<>(writes, work);
        waiting.add(operation);
        if (over) {
            rejectAll();
        } else {
            call();
        }
        return operation.promise.minimalCompletionStage();
    }

    private void call() {
        if (called.compareAndSet(false, true)) {
            try {
                thread.execute(this::work);
            } catch (RejectedExecutionException atTheEnd) {
                rejectAll();
            }
        }
    }

    private void rejectAll() {
        Operation<?> operation;
        while ((operation = waiting.poll()) != null) {
            operation.promise.completeExceptionally(new XmppException(XmppException.Kind.STATE, "the store is closed"));
        }
    }

    private void work() {
        called.set(false);
        List<Operation<?>> group = new ArrayList<>();
        Operation<?> operation;
        while (group.size() < MAX_GROUP && (operation = waiting.poll()) != null) {
            group.add(operation);
        }
        if (!group.isEmpty()) {
            run(group);
            call();
        }
    }

    private void run(List<Operation<?>> group) {
        List<Runnable> endings;
        try {
            endings = together(group);
        } catch (StateFile.LockedException locked) {
            fail(group, file.locked());
            return;
        } catch (RuntimeException | Error failed) {
            LOG.debug("the state file failed", failed);
            file.discard();
            fail(group, file.failed(failed));
            return;
        }
        endings.forEach(Runnable::run);
        tendSoon();
    }

    private List<Runnable> together(List<Operation<?>> group) throws StateFile.LockedException {
        try {
            return commit(group);
        } catch (RuntimeException failed) {
            if (!StateFile.isCorrupt(failed)) {
                throw failed;
            }
            // What was changed and not committed is not to be done twice.
            file.discard();
        }
        try {
            return commit(group);
        } catch (RuntimeException failed) {
            if (!StateFile.isCorrupt(failed)) {
                throw failed;
            }
            file.moveAside(failed);
        }
        return commit(group);
    }

    private List<Runnable> commit(List<Operation<?>> group) throws StateFile.LockedException {
        MVStore store = file.open();
        List<Runnable> endings = new ArrayList<>(group.size());
        for (Operation<?> operation : group) {
            endings.add(operation.run(store));
        }
        if (group.stream().anyMatch(operation -> operation.writes)) {
            file.commit(store);
        }
        return endings;
    }

    private static void fail(List<Operation<?>> group, XmppException failure) {
        group.forEach(operation -> operation.promise.completeExceptionally(failure));
    }

    private void tendSoon() {
        if (!tending && !closed.get()) {
            tending = true;
            thread.schedule(this::tend, TEND.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tend() {
        tending = false;
        try {
            if (file.tend()) {
                tendSoon();
            }
        } catch (RuntimeException | Error failed) {
            LOG.warn("the state file could not be tidied up: {}", failed.toString());
            file.discard();
        }
    }

    @Override
    public CompletionStage<AccountState> hold(Jid account) {
        Objects.requireNonNull(account, "account");
        Jid bare = account.bare();
        return submit(false, store -> true).thenApply(usable -> {
            if (!held.add(bare)) {
                throw new XmppException(
                        XmppException.Kind.STATE,
                        bare + " is in use by another session of this process already; end that one first");
            }
            return new EmbeddedState(this, bare);
        });
    }

    void release(Jid account) {
        submit(false, store -> true).whenComplete((usable, failure) -> held.remove(account));
    }

    /** A book, or {@code null} if nothing was ever in it. */
    static @Nullable MVMap<String, String> book(MVStore store, Jid account, String book) {
        String name = name(account, book);
        return store.hasMap(name) ? map(store, name) : null;
    }

    static boolean apply(MVStore store, Jid account, StateBatch batch) {
        batch.forEach((book, changes) -> {
            MVMap<String, String> map = map(store, name(account, book));
            changes.forEach((key, text) -> {
                if (text == null) {
                    map.remove(key);
                } else {
                    map.put(key, text);
                }
            });
        });
        return true;
    }

    static MVMap<String, String> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    private static String name(Jid account, String book) {
        return account + "/" + book;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            thread.execute(this::end);
        }
        try {
            ended.get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            LOG.warn("the state file is slow to close; what was written is safe");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        List<Operation<?>> rest = new ArrayList<>();
        Operation<?> operation;
        while ((operation = waiting.poll()) != null) {
            rest.add(operation);
        }
        try {
            if (!rest.isEmpty()) {
                run(rest);
            }
            file.close();
        } catch (RuntimeException | Error failed) {
            LOG.warn("the state file was not closed in order, which does no harm: {}", failed.toString());
            file.discard();
        } finally {
            over = true;
            // What came meanwhile finds nobody any more.
            rejectAll();
            thread.shutdownNow();
            ended.complete(true);
        }
    }
}
