package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A book of the account's state that keeps a text for a time after it was put: what is too old is not found any more, and goes, as does the
 * oldest of what is too much. A second book has the keys in the order of their age. Loop thread only; stages complete there.
 */
final class AgedBook {

    private static final Logger LOG = LoggerFactory.getLogger(AgedBook.class);

    private static final int PIECE = 200;
    private static final int EVERY_TEXTS = 500;
    private static final int STAMP = 12;

    /** A text as it stands in the book, behind the second when it was put there. */
    private record Kept(String stamp, String text) {
        static @Nullable Kept read(@Nullable String stored) {
            return stored == null || stored.length() < STAMP
                    ? null
                    : new Kept(stored.substring(0, STAMP), stored.substring(STAMP));
        }

        /** Without the text. */
        @Override
        public String toString() {
            return "Kept[" + stamp + "]";
        }
    }

    private final String name;
    private final String ages;
    private final Duration maxAge;
    private final int limit;
    private final Loop loop;
    private @Nullable AccountState state;
    private boolean forgetting;
    private int added;

    /**
     * Not yet open.
     *
     * @param name of its book in the state; the one with the ages is {@code name-age}
     * @param limit how many texts at most, give or take a few hundred
     */
    AgedBook(String name, Duration maxAge, int limit, Loop loop) {
        this.name = name;
        this.ages = name + "-age";
        this.maxAge = maxAge;
        this.limit = limit;
        this.loop = loop;
    }

    void open(AccountState opened) {
        state = opened;
    }

    boolean isOpen() {
        return state != null;
    }

    /** Nothing can be asked of it any more. */
    void close() {
        state = null;
    }

    /** The text under that key, if it is not too old. */
    CompletableFuture<Optional<String>> find(String key) {
        String oldest = oldest();
        return withState(open -> kept(open, key)
                .thenApply(kept -> kept.filter(found -> found.stamp().compareTo(oldest) > 0)
                        .map(Kept::text)));
    }

    /** Whether there is a text under one of those keys that is not too old. */
    CompletableFuture<Boolean> findAny(List<String> keys) {
        String oldest = oldest();
        return withState(open -> open.find(name, keys)
                .thenApply(found -> found.values().stream()
                        .map(Kept::read)
                        .anyMatch(kept -> kept != null && kept.stamp().compareTo(oldest) > 0)));
    }

    /** Puts a text there, as new. */
    CompletableFuture<Void> put(String key, String text) {
        String now = stamp(loop.now().getEpochSecond());
        CompletableFuture<Void> put = withState(open -> kept(open, key).thenCompose(before -> {
            StateBatch batch = new StateBatch();
            before.ifPresent(old -> batch.remove(ages, age(old.stamp(), key)));
            return open.write(batch.put(name, key, now + text).put(ages, age(now, key), ""));
        }));
        if (++added >= EVERY_TEXTS) {
            forget();
        }
        return put;
    }

    /** Takes a text away, if there is one. */
    CompletableFuture<Void> remove(String key) {
        return withState(open -> kept(open, key).thenCompose(before -> {
            StateBatch batch = new StateBatch();
            before.ifPresent(old -> batch.remove(ages, age(old.stamp(), key)).remove(name, key));
            return batch.isEmpty() ? CompletableFuture.completedFuture(null) : open.write(batch);
        }));
    }

    private CompletionStage<Optional<Kept>> kept(AccountState open, String key) {
        return open.find(name, List.of(key)).thenApply(found -> Optional.ofNullable(Kept.read(found.get(key))));
    }

    /** Forgets what is too old or too much, piece by piece. What cannot be forgotten now is the next time. */
    void forget() {
        added = 0;
        if (forgetting || state == null) {
            return;
        }
        forgetting = true;
        String oldest = oldest();
        this.<Boolean>withState(open -> open.size(ages)
                        .thenCombine(open.page(ages, null, PIECE), (size, page) -> due(page, size - limit, oldest))
                        .thenCompose(due -> take(open, due)))
                .whenComplete((more, failure) -> {
                    forgetting = false;
                    if (failure != null) {
                        LOG.debug("what is old stays in the book {} for now", name, failure);
                    } else if (more) {
                        forget();
                    }
                });
    }

    private static List<String> due(SortedMap<String, String> page, long tooMany, String oldest) {
        List<String> due = new ArrayList<>();
        String last = age(oldest, "~");
        for (String age : page.keySet()) {
            if (due.size() >= tooMany && age.compareTo(last) > 0) {
                break;
            }
            due.add(age);
        }
        return due;
    }

    private CompletionStage<Boolean> take(AccountState open, List<String> due) {
        if (due.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return open.find(name, due.stream().map(AgedBook::key).toList())
                .thenCompose(found -> open.write(without(due, found)))
                .thenApply(done -> true);
    }

    private StateBatch without(List<String> due, Map<String, String> found) {
        StateBatch batch = new StateBatch();
        for (String age : due) {
            batch.remove(ages, age);
            // A text may have been put anew, and then has another age.
            Kept kept = Kept.read(found.get(key(age)));
            if (kept != null && age.startsWith(kept.stamp())) {
                batch.remove(name, key(age));
            }
        }
        return batch;
    }

    private String oldest() {
        return stamp(loop.now().minus(maxAge).getEpochSecond());
    }

    private static String stamp(long seconds) {
        return String.format("%0" + STAMP + "x", Math.max(0, seconds));
    }

    private static String age(String stamp, String key) {
        return stamp + "-" + key;
    }

    private static String key(String age) {
        return age.substring(Math.min(age.length(), STAMP + 1));
    }

    private interface Work<T> {
        CompletionStage<T> on(AccountState open);
    }

    private <T extends @Nullable Object> CompletableFuture<T> withState(Work<T> work) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        if (state == null) {
            promise.completeExceptionally(Session.ended());
        } else {
            work.on(state)
                    .whenComplete((result, failure) -> loop.execute(() -> {
                        if (failure != null) {
                            promise.completeExceptionally(StateHold.cause(failure));
                        } else {
                            promise.complete(result);
                        }
                    }));
        }
        return promise;
    }
}
