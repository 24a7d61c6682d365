package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions that some people may answer, once: by reaction, by reply, by the command that they name, or through the menu. There is one way for
 * all of these: the first answer of somebody who may give it is written down, then told to the host; whatever comes later is too late. Belongs
 * to the account's executor.
 */
final class Cards {

    private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

    /** How long after a failure the host is told again what was answered when somebody stopped. */
    static final Duration RETRY = Duration.ofSeconds(30);

    /** What became of an answer, for whoever gave it. */
    record Outcome(boolean accepted, String word) {}

    private final String accountId;
    private final Host host;
    private final CardBook book;
    private final Outbound outbound;
    private final RoomPeople people;
    private final Clock clock;
    private final Executor executor;
    private final AccountMemory.Later later;

    /** Answers that the host is being told. */
    private final Map<String, CompletionStage<Outcome>> telling = new HashMap<>();

    /** Whether the host took the answer; of the answers that it was told. */
    private final Map<String, Boolean> told = new HashMap<>();

    /** Which answers the host will be told again after a while. */
    private final Set<String> retrying = new HashSet<>();

    /** When it is looked next what is over. */
    private @Nullable Instant due;

    Cards(
            String accountId,
            Host host,
            CardBook book,
            Outbound outbound,
            RoomPeople people,
            Clock clock,
            Executor executor,
            AccountMemory.Later later) {
        this.accountId = accountId;
        this.host = host;
        this.book = book;
        this.outbound = outbound;
        this.people = people;
        this.clock = clock;
        this.executor = executor;
        this.later = later;
    }

    // What the host wants.

    /** Asks a question; one that stands already is not asked again. */
    CompletionStage<Answers.Sent> open(MenuCalls.OpenCard request) {
        Card asked = Card.of(request);
        String id = asked.id();
        Requests.Send message = new Requests.Send(
                accountId,
                request.kind(),
                Outbound.need(request.to(), "to"),
                asked.text(),
                null,
                request.thread(),
                null,
                "card " + id,
                null);
        return ready().thenComposeAsync(
                        opened -> {
                            sweep();
                            Optional<Card> known = book.find(id);
                            if (known.isPresent() && known.get().messageId() != null) {
                                return CompletableFuture.completedFuture(sent(known.get()));
                            }
                            return outbound.where(request.kind(), request.to())
                                    .thenComposeAsync(place -> ask(asked, place, message), executor);
                        },
                        executor);
    }

    private CompletionStage<Answers.Sent> ask(Card asked, Outbound.Place place, Requests.Send message) {
        Card card = asked.in(place);
        List<QuickResponses.Response> buttons = card.choices().stream()
                .filter(choice -> choice.command() != null)
                .map(choice -> new QuickResponses.Response(Objects.requireNonNull(choice.command()), choice.label()))
                .toList();
        return book.put(card)
                .thenComposeAsync(
                        safe -> {
                            wake();
                            return outbound.sendWhole(message, QuickResponses.elements(buttons));
                        },
                        executor)
                .thenComposeAsync(sent -> asked(card, sent).thenApply(safe -> sent), executor);
    }

    /** It is out; meanwhile it may have been answered, or be over. */
    private CompletionStage<Void> asked(Card card, Answers.Sent sent) {
        Optional<Card> now = book.find(card.id());
        if (now.isEmpty()) {
            show(card.sent(sent.id(), sent.referenceId()), "No longer open.\n" + card.title());
            return CompletableFuture.completedFuture(null);
        }
        return book.put(now.get().sent(sent.id(), sent.referenceId()));
    }

    private static Answers.Sent sent(Card card) {
        String id = Objects.requireNonNull(card.messageId());
        return new Answers.Sent(id, Objects.requireNonNullElse(card.referenceId(), id), List.of(id), card.expiresAt());
    }

    /** The question is over, however it ended. */
    CompletionStage<Answers.Ok> close(MenuCalls.CloseCard request) {
        String id = Outbound.need(request.cardId(), "cardId");
        return ready().thenComposeAsync(
                        opened -> end(id, request.text()).thenApply(done -> new Answers.Ok(true)), executor);
    }

    private CompletionStage<Void> end(String id, @Nullable String text) {
        Optional<Card> card = book.find(id);
        if (card.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (text != null && !text.isBlank()) {
            show(card.get(), text);
        }
        told.remove(id);
        return book.remove(id);
    }

    private void show(Card card, String end) {
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

    /** Changes a message of ours that is no open question: what is asked must stay what was shown. */
    <R> CompletionStage<R> unlessCard(@Nullable String messageId, Supplier<CompletionStage<R>> change) {
        return ready().thenComposeAsync(
                        opened -> {
                            if (messageId != null && book.all().stream().anyMatch(card -> card.isMessage(messageId))) {
                                throw new XmppException(
                                        XmppException.Kind.STATE, "an open question cannot be changed, only answered");
                            }
                            return change.get();
                        },
                        executor);
    }

    /** We are online again: what was answered when somebody stopped is told once more, and then what is over is closed. */
    void online() {
        ready().thenComposeAsync(
                        opened -> CompletableFuture.allOf(book.all().stream()
                                .filter(card -> card.answer() != null)
                                .map(this::tellAgain)
                                .toArray(CompletableFuture[]::new)),
                        executor)
                .thenRunAsync(
                        () -> {
                            sweep();
                            wake();
                        },
                        executor)
                .exceptionally(failure -> {
                    LOG.warn("{}: the open questions cannot be read: {}", accountId, failure.toString());
                    return null;
                });
    }

    private void sweep() {
        Instant now = clock.instant();
        for (Card card : book.all()) {
            if (card.isOver(now) && !telling.containsKey(card.id())) {
                ending(card).ifPresent(text -> quietly(end(card.id(), text + "\n" + card.title())));
            }
        }
    }

    /** How a question has ended whose time is over; nothing as long as the host is still to be told. */
    private Optional<String> ending(Card card) {
        if (card.answer() == null) {
            return Optional.of("⌛ No longer open: nobody answered in time.");
        }
        return Optional.ofNullable(told.get(card.id()))
                .map(taken -> (taken ? "✔ It was answered: " : "⌛ The answer did not get through in time: ")
                        + card.answerLabel());
    }

    /** Sees to it that somebody looks when the next question is over. */
    private void wake() {
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

    private CompletionStage<?> ready() {
        return book.open();
    }

    // What people say.

    /** Completes when it is known which questions are open; if that cannot be known, there are none. */
    CompletionStage<Void> known() {
        return book.tried();
    }

    /** Whether reactions to that message are answers, or would be of somebody else. */
    boolean isMeant(Jid conversation, String messageId) {
        return book.all().stream().anyMatch(card -> card.isMeantBy(conversation, messageId));
    }

    /** Somebody who may talk to us reacted. */
    void reacted(Reaction reaction, Jid conversation, @Nullable Jid who) {
        @Nullable Jid approver = approver(reaction.kind(), conversation, who);
        for (Card card : book.all()) {
            if (card.isMeantBy(conversation, reaction.messageId())) {
                card.ofReactions(reaction.emojis()).ifPresent(choice -> answerAloud(card, choice, approver));
            }
        }
    }

    /** Who that is as far as it counts here: a room's service may say whose word it is to talk, but not to approve, unless it is our own. */
    private @Nullable Jid approver(ChatKind kind, Jid conversation, @Nullable Jid who) {
        return kind == ChatKind.DIRECT || people.isOwn(conversation) ? who : null;
    }

    /**
     * Whether a message can be an approval at all, here or in the host. A correction is none: what was approved stays approved, and what was said
     * in passing does not become an approval afterwards (H-28). Nor is what comes through a service that is not believed for that.
     */
    boolean mayApprove(Message message) {
        boolean foreign = message.kind() != ChatKind.DIRECT && !people.isOwn(message.from());
        return !foreign && !Hints.isCorrection(message);
    }

    /**
     * Takes a message of somebody who may talk to us, if it answers a question.
     *
     * @return whether the message is dealt with
     */
    boolean take(Message message, @Nullable Jid who) {
        if (!mayApprove(message) || message.kind() == ChatKind.ROOM_PRIVATE) {
            return false;
        }
        String replied = message.reply() == null ? null : message.reply().id();
        for (Card card : book.all()) {
            boolean here = card.isIn(message.conversation());
            Optional<Card.Choice> choice = !here
                    ? Optional.empty()
                    : replied != null && card.isMeantBy(message.conversation(), replied)
                            ? card.ofReply(message.body())
                            : card.ofCommand(message.body());
            if (choice.isPresent() && card.mayAnswer(who)) {
                answerAloud(card, choice.get(), who);
                return true;
            }
        }
        return false;
    }

    /** Somebody answers in the conversation, and hears there if it was in vain; unless the question itself says so. */
    private void answerAloud(Card card, Card.Choice choice, @Nullable Jid who) {
        answer(card, choice, who)
                .thenComposeAsync(
                        outcome -> {
                            if (outcome.accepted()
                                    || !card.mayAnswer(who)
                                    || book.find(card.id()).isEmpty()) {
                                return CompletableFuture.completedFuture(null);
                            }
                            return outbound.send(new Requests.Send(
                                    accountId,
                                    card.kind(),
                                    card.to(),
                                    "⚠️ " + outcome.word() + "\n" + card.title(),
                                    null,
                                    card.thread(),
                                    null,
                                    null,
                                    null));
                        },
                        executor)
                .exceptionally(failure -> {
                    LOG.warn("{}: what became of an answer was not told: {}", accountId, failure.toString());
                    return null;
                });
    }

    /** The questions that somebody may answer now. */
    List<Card> openTo(Jid who) {
        Instant now = clock.instant();
        return book.all().stream()
                .filter(card -> card.messageId() != null && card.mayAnswer(who))
                .filter(card -> card.answer() == null && !card.isOver(now))
                .toList();
    }

    /** Somebody answers through the menu. */
    CompletionStage<Outcome> answer(String id, String choice, Jid who) {
        Optional<Card> card = book.find(id);
        Optional<Card.Choice> chosen = card.flatMap(found -> found.choice(choice));
        if (card.isEmpty() || chosen.isEmpty() || !card.get().mayAnswer(who)) {
            return CompletableFuture.completedFuture(tooLate());
        }
        return answer(card.get(), chosen.get(), who);
    }

    private static Outcome tooLate() {
        return new Outcome(false, "This question is no longer open.");
    }

    private CompletionStage<Outcome> answer(Card seen, Card.Choice choice, @Nullable Jid who) {
        Optional<Card> card = book.find(seen.id());
        if (who == null || !seen.mayAnswer(who)) {
            LOG.info("{}: {} is nobody who may answer {}", accountId, who == null ? "an occupant" : who, seen.id());
            return CompletableFuture.completedFuture(new Outcome(false, "You may not answer this question."));
        }
        if (card.isEmpty() || card.get().answer() != null || card.get().isOver(clock.instant())) {
            sweep();
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
                                reopen(answered.id());
                                return CompletableFuture.completedFuture(
                                        new Outcome(false, "The answer could not be kept; try again."));
                            }
                            return tell(answered, given);
                        },
                        executor);
    }

    /** Tells the host. Several times is as good as once: it, too, takes only one. */
    private CompletionStage<Outcome> tell(Card card, Card.Answer given) {
        return tell(card, given, failure -> {
            LOG.warn("{}: the host did not hear the answer to {}: {}", accountId, card.id(), failure.toString());
            reopen(card.id());
        });
    }

    /** Whoever gave the answer has been told that it counts, so it stays: until the host hears it, or its time is over. */
    private CompletableFuture<Outcome> tellAgain(Card card) {
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
                sweep();
            } else {
                tellAgain(now);
            }
        });
    }

    /** Whether the host took it; of a question that was closed meanwhile nobody asks any more. */
    private void heard(String id, boolean taken) {
        if (book.find(id).isPresent()) {
            told.put(id, taken);
        }
    }

    private CompletionStage<Outcome> tell(Card card, Card.Answer given, Consumer<Throwable> unheard) {
        CompletionStage<Outcome> under = telling.get(card.id());
        if (under != null) {
            return under;
        }
        CompletionStage<Outcome> telling = host.cardAnswered(
                        new MenuCalls.CardAnswer(accountId, card.id(), given.choice(), given.by()))
                .handleAsync(
                        (answer, failure) -> {
                            this.telling.remove(card.id());
                            if (failure == null) {
                                return said(card, given, answer);
                            }
                            unheard.accept(failure);
                            return new Outcome(false, "The answer did not get through; try again.");
                        },
                        executor);
        this.telling.put(card.id(), telling);
        return telling;
    }

    private Outcome said(Card card, Card.Answer given, MenuCalls.CardAnswered answer) {
        if (answer.accepted()) {
            heard(card.id(), true);
            return new Outcome(true, card.answered(given).answerLabel());
        }
        String reason = Objects.requireNonNullElse(answer.reason(), tooLate().word());
        if (answer.open()) {
            reopen(card.id());
        } else {
            quietly(end(card.id(), "✖ " + reason + "\n" + card.title()));
        }
        return new Outcome(false, reason);
    }

    private void reopen(String id) {
        told.remove(id);
        book.find(id).ifPresent(card -> quietly(book.put(card.answered(null))));
    }

    private void quietly(CompletionStage<Void> write) {
        write.exceptionally(failure -> {
            LOG.warn("{}: the book of open questions cannot be written: {}", accountId, failure.toString());
            return null;
        });
    }
}
