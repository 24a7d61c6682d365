package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes answers to questions, one for each: the first of somebody who may give it is written down, then told to the host; again if somebody
 * stopped in between. Belongs to the account's executor.
 */
final class CardAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(CardAnswers.class);

    /** How long after a failure the host is told again what was answered when somebody stopped. */
    static final Duration RETRY = Duration.ofSeconds(30);

    private final String accountId;
    private final Host host;
    private final CardBook book;
    private final CardTellings tellings;
    private final CardClosing closing;
    private final Outbound outbound;
    private final Clock clock;
    private final Executor executor;
    private final AccountMemory.Later later;

    /** Which answers the host will be told again after a while. */
    private final Set<String> retrying = new HashSet<>();

    CardAnswers(
            String accountId,
            Host host,
            CardBook book,
            CardTellings tellings,
            CardClosing closing,
            Outbound outbound,
            Clock clock,
            Executor executor,
            AccountMemory.Later later) {
        this.accountId = accountId;
        this.host = host;
        this.book = book;
        this.tellings = tellings;
        this.closing = closing;
        this.outbound = outbound;
        this.clock = clock;
        this.executor = executor;
        this.later = later;
    }

    static Cards.Outcome tooLate() {
        return new Cards.Outcome(false, "This question is no longer open.");
    }

    /**
     * Somebody answers.
     *
     * @param seen the question as it was when he did
     * @param who who that is, or {@code null} if nobody vouches for it
     */
    CompletionStage<Cards.Outcome> answer(Card seen, Card.Choice choice, @Nullable Jid who) {
        Optional<Card> card = book.find(seen.id());
        if (who == null || !seen.mayAnswer(who)) {
            LOG.info("{}: {} is nobody who may answer {}", accountId, who == null ? "an occupant" : who, seen.id());
            return CompletableFuture.completedFuture(new Cards.Outcome(false, "You may not answer this question."));
        }
        if (card.isEmpty() || card.get().answer() != null || card.get().isOver(clock.instant())) {
            closing.sweep();
            return CompletableFuture.completedFuture(tooLate());
        }
        Card.Answer given = new Card.Answer(choice.value(), who.bare().toString());
        Card answered = card.get().answered(given);
        LOG.info("{}: {} answers {} with {}", accountId, given.by(), answered.id(), given.choice());
        // From here on nobody else's counts, even before it is written down.
        CompletionStage<Void> safe = book.put(answered);
        return safe.handleAsync((done, failure) -> failure, executor)
                .thenComposeAsync(
                        failure -> {
                            if (failure != null) {
                                LOG.warn("{}: an answer cannot be written down and does not count", accountId);
                                closing.reopen(answered.id());
                                return CompletableFuture.completedFuture(
                                        new Cards.Outcome(false, "The answer could not be kept; try again."));
                            }
                            return tell(answered, given);
                        },
                        executor);
    }

    /** Tells the host. Several times is as good as once: it, too, takes only one. */
    private CompletionStage<Cards.Outcome> tell(Card card, Card.Answer given) {
        return tell(card, given, failure -> {
            LOG.warn("{}: the host did not hear the answer to {}: {}", accountId, card.id(), failure.toString());
            closing.reopen(card.id());
        });
    }

    /** Whoever gave the answer has been told that it counts, so it stays: until the host hears it, or its time is over. */
    CompletableFuture<Cards.Outcome> tellAgain(Card card) {
        return tell(card, Objects.requireNonNull(card.answer()), failure -> {
                    LOG.warn(
                            "{}: the host has not heard the answer to {} yet: {}",
                            accountId,
                            card.id(),
                            failure.toString());
                    heard(card.id(), false);
                    if (retrying.add(card.id())) {
                        later.after(RETRY, () -> executor.execute(() -> retry(card.id())));
                    }
                })
                .toCompletableFuture();
    }

    private void retry(String id) {
        retrying.remove(id);
        book.find(id).filter(now -> now.answer() != null && outbound.isOnline()).ifPresent(now -> {
            if (now.isOver(clock.instant())) {
                closing.sweep();
            } else {
                tellAgain(now);
            }
        });
    }

    /** Whether the host took it; of a question that was closed meanwhile nobody asks any more. */
    private void heard(String id, boolean taken) {
        if (book.find(id).isPresent()) {
            tellings.told(id, taken);
        }
    }

    private CompletionStage<Cards.Outcome> tell(Card card, Card.Answer given, Consumer<Throwable> unheard) {
        CompletionStage<Cards.Outcome> under = tellings.underway(card.id());
        if (under != null) {
            return under;
        }
        CompletionStage<Cards.Outcome> telling = host.cardAnswered(
                        new MenuCalls.CardAnswer(accountId, card.id(), given.choice(), given.by()))
                .handleAsync(
                        (answer, failure) -> {
                            tellings.end(card.id());
                            if (failure == null) {
                                return said(card, given, answer);
                            }
                            unheard.accept(failure);
                            return new Cards.Outcome(false, "The answer did not get through; try again.");
                        },
                        executor);
        tellings.begin(card.id(), telling);
        return telling;
    }

    private Cards.Outcome said(Card card, Card.Answer given, MenuCalls.CardAnswered answer) {
        if (answer.accepted()) {
            heard(card.id(), true);
            return new Cards.Outcome(true, card.answered(given).answerLabel());
        }
        String reason = Objects.requireNonNullElse(answer.reason(), tooLate().word());
        if (answer.open()) {
            closing.reopen(card.id());
        } else {
            closing.closeQuietly(card, "✖ " + reason);
        }
        return new Cards.Outcome(false, reason);
    }
}
