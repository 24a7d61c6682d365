package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import com.google.gson.Gson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of ids, in the account's state; what is written once too often pushes out what is oldest. Belongs to the account's
 * executor.
 */
final class ReferenceBook {

    private static final Logger LOG = LoggerFactory.getLogger(ReferenceBook.class);

    static final String BOOK = "references";
    private static final String AGES = "references-age";

    /** Of about 200 bytes. A message takes one or two, an answer as well. */
    static final int MAX = 40_000;

    private static final int EVERY = 500;
    private static final int PIECE = 500;
    private static final int STAMP = 16;

    private final Supplier<CompletionStage<AccountState>> states;
    private final Clock clock;
    private final Executor executor;
    private final int limit;
    private final Gson gson = new Gson();
    private @Nullable CompletionStage<AccountState> opened;
    private long last;
    private int added = EVERY;
    private boolean forgetting;

    ReferenceBook(Supplier<CompletionStage<AccountState>> states, Clock clock, Executor executor, int limit) {
        this.states = states;
        this.clock = clock;
        this.executor = executor;
        this.limit = limit;
    }

    private CompletionStage<AccountState> open() {
        CompletionStage<AccountState> known = opened;
        if (known == null || known.toCompletableFuture().isCompletedExceptionally()) {
            known = states.get();
            opened = known;
        }
        return known;
    }

    String text(References.Meant meant) {
        return gson.toJson(meant);
    }

    Optional<References.Meant> meant(String text) {
        try {
            return Optional.ofNullable(gson.fromJson(text, References.Meant.class));
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The texts under these keys, of those that are there. */
    CompletionStage<Map<String, String>> find(Collection<String> keys) {
        return open().thenCompose(state -> state.find(BOOK, List.copyOf(keys)))
                .thenApplyAsync(
                        found -> found.entrySet().stream()
                                .filter(entry -> entry.getValue().length() > STAMP)
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> entry.getValue().substring(STAMP))),
                        executor);
    }

    /** Writes that. Completes when it is safe, and also if it cannot be written: the messages themselves matter more. */
    CompletionStage<Void> put(Map<String, String> texts) {
        last = Math.max(last + 1, clock.millis() * 1000);
        String stamp = String.format("%016x", last);
        StateBatch batch = new StateBatch();
        texts.forEach((key, text) -> batch.put(BOOK, key, stamp + text).put(AGES, stamp + "-" + key, ""));
        added += texts.size();
        return open().thenCompose(state -> state.write(batch))
                .handleAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn("the ids of a message are not kept: {}", failure.toString());
                            } else if (added >= EVERY && !forgetting) {
                                added = 0;
                                forget();
                            }
                            return null;
                        },
                        executor);
    }

    private void forget() {
        forgetting = true;
        open().thenCompose(state -> state.size(AGES)
                        .thenCompose(size -> size <= limit
                                ? CompletableFuture.completedFuture(false)
                                : state.page(AGES, null, (int) Math.min(PIECE, size - limit))
                                        .thenCompose(oldest -> remove(state, oldest))))
                .whenCompleteAsync(
                        (more, failure) -> {
                            forgetting = false;
                            if (failure != null) {
                                LOG.debug("old ids stay for now: {}", failure.toString());
                            } else if (more) {
                                forget();
                            }
                        },
                        executor);
    }

    private static CompletionStage<Boolean> remove(AccountState state, SortedMap<String, String> oldest) {
        Map<String, String> keys = new LinkedHashMap<>();
        oldest.keySet().forEach(age -> keys.put(age, age.substring(Math.min(age.length(), STAMP + 1))));
        return state.find(BOOK, new ArrayList<>(keys.values())).thenCompose(found -> {
            StateBatch batch = new StateBatch();
            keys.forEach((age, key) -> {
                batch.remove(AGES, age);
                @Nullable String text = found.get(key);
                // What was written anew since then has another age.
                if (text != null && age.startsWith(text.substring(0, STAMP))) {
                    batch.remove(BOOK, key);
                }
            });
            return state.write(batch).thenApply(done -> true);
        });
    }
}
