package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes questions: what was asked becomes a word on how it ended. By itself when the time of one is over, but not while the host is still to
 * hear its answer. Belongs to the account's executor.
 */
final class CardClosing {

    private static final Logger LOG = LoggerFactory.getLogger(CardClosing.class);

    private final String accountId;
    private final CardBook book;
    private final CardTellings tellings;
    private final Outbound outbound;
    private final Clock clock;
    private final Executor executor;
    private final AccountMemory.Later later;

    /** When it is looked next what is over. */
    private @Nullable Instant due;

    CardClosing(
            String accountId,
            CardBook book,
            CardTellings tellings,
            Outbound outbound,
            Clock clock,
            Executor executor,
            AccountMemory.Later later) {
        this.accountId = accountId;
        this.book = book;
        this.tellings = tellings;
        this.outbound = outbound;
        this.clock = clock;
        this.executor = executor;
        this.later = later;
    }

    /**
     * Closes one, if it is open.
     *
     * @param text what is shown instead of it, or {@code null} to leave that as it is
     */
    CompletionStage<Void> close(String id, @Nullable String text) {
        Optional<Card> card = book.find(id);
        if (card.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (text != null && !text.isBlank()) {
            show(card.get(), text);
        }
        tellings.forget(id);
        return book.remove(id);
    }

    /** Closes one by itself: what fails is only logged. */
    void closeQuietly(Card card, String word) {
        quietly(close(card.id(), word + "\n" + card.title()));
    }

    /** Shows how it ended instead of what was asked; of one that was sent. */
    void show(Card card, String end) {
        if (card.messageId() == null) {
            return;
        }
        outbound.amendments()
                .edit(new Requests.Edit(accountId, card.kind(), card.to(), card.messageId(), end))
                .exceptionally(failure -> {
                    LOG.debug("{}: the end of a question was not shown", accountId, failure);
                    return null;
                });
    }

    /** Its answer does not count any more: it may be answered again. */
    void reopen(String id) {
        tellings.forget(id);
        book.find(id).ifPresent(card -> quietly(book.put(card.answered(null))));
    }

    /** Closes what is over. */
    void sweep() {
        Instant now = clock.instant();
        for (Card card : book.all()) {
            if (card.isOver(now) && tellings.underway(card.id()) == null) {
                ending(card).ifPresent(word -> closeQuietly(card, word));
            }
        }
    }

    /** How a question has ended whose time is over; nothing as long as the host is still to be told. */
    private Optional<String> ending(Card card) {
        if (card.answer() == null) {
            return Optional.of("⌛ No longer open: nobody answered in time.");
        }
        return tellings.taken(card.id())
                .map(taken -> (taken ? "✔ It was answered: " : "⌛ The answer did not get through in time: ")
                        + card.answerLabel());
    }

    /** Sees to it that somebody looks when the next question is over. */
    void wake() {
        Instant now = clock.instant();
        book.all().stream()
                .map(card -> Instant.parse(card.expiresAt()))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .filter(next -> due == null || next.isBefore(due))
                .ifPresent(next -> {
                    due = next;
                    later.after(
                            Duration.between(now, next),
                            () -> executor.execute(() -> {
                                due = next.equals(due) ? null : due;
                                if (outbound.isOnline()) {
                                    sweep();
                                    wake();
                                }
                            }));
                });
    }

    private void quietly(CompletionStage<Void> write) {
        write.exceptionally(failure -> {
            LOG.warn("{}: the book of open questions cannot be written: {}", accountId, failure.toString());
            return null;
        });
    }
}
