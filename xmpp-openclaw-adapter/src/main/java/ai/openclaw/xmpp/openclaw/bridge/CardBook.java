package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import com.google.gson.Gson;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open questions, in the account's state: they are answered once, whoever restarts in between. Belongs to the account's executor. */
final class CardBook {

    private static final Logger LOG = LoggerFactory.getLogger(CardBook.class);

    private static final String BOOK = "cards";
    private static final int MAX = 200;

    private final Supplier<CompletionStage<AccountState>> states;
    private final Executor executor;
    private final Gson gson = new Gson();
    private final Map<String, Card> cards = new LinkedHashMap<>();
    private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private @Nullable CompletionStage<AccountState> opened;
    private boolean read;

    /**
     * Not yet read.
     *
     * @param states takes hold of the state
     */
    CardBook(Supplier<CompletionStage<AccountState>> states, Executor executor) {
        this.states = states;
        this.executor = executor;
    }

    /** Reads what is there; completes when it is known. Tries anew after a failure. */
    CompletionStage<AccountState> open() {
        CompletionStage<AccountState> known = opened;
        if (known != null && !known.toCompletableFuture().isCompletedExceptionally()) {
            return known;
        }
        CompletionStage<AccountState> opening = states.get()
                .thenCompose(state -> state.page(BOOK, null, MAX)
                        .thenApplyAsync(
                                kept -> {
                                    kept.forEach(
                                            (key, text) -> read(text).ifPresent(card -> cards.put(card.id(), card)));
                                    read = true;
                                    return state;
                                },
                                executor));
        opened = opening;
        return opening;
    }

    /** Completes when it is known what is there, or that it cannot be known now: for those who asked first, first. */
    CompletionStage<Void> tried() {
        if (read) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> turn = new CompletableFuture<>();
        waiting.add(turn);
        if (waiting.size() == 1) {
            open().handleAsync(
                            (state, failure) -> {
                                if (failure != null) {
                                    LOG.warn("the open questions cannot be read: {}", failure.toString());
                                }
                                List<CompletableFuture<Void>> turns = List.copyOf(waiting);
                                waiting.clear();
                                turns.forEach(next -> next.complete(null));
                                return null;
                            },
                            executor);
        }
        return turn;
    }

    private Optional<Card> read(String text) {
        try {
            return Optional.ofNullable(gson.fromJson(text, Card.class));
        } catch (RuntimeException unreadable) {
            LOG.warn("an open question cannot be read and is forgotten");
            return Optional.empty();
        }
    }

    List<Card> all() {
        return List.copyOf(cards.values());
    }

    Optional<Card> find(String id) {
        return Optional.ofNullable(cards.get(id));
    }

    /** Completes when it is safe; it counts at once. */
    CompletionStage<Void> put(Card card) {
        if (!cards.containsKey(card.id()) && cards.size() >= MAX) {
            return CompletableFuture.failedFuture(new XmppException(
                    XmppException.Kind.STATE, MAX + " questions are open already; answer some of them first"));
        }
        cards.put(card.id(), card);
        return open().thenCompose(state -> state.write(new StateBatch().put(BOOK, key(card.id()), gson.toJson(card))));
    }

    CompletionStage<Void> remove(String id) {
        cards.remove(id);
        return open().thenCompose(state -> state.write(new StateBatch().remove(BOOK, key(id))));
    }

    private static String key(String id) {
        return EventIds.hash("card", id);
    }
}
