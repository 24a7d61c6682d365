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
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions that some people may answer, once: by reaction, by reply, by the command that they name, or through the menu. Asks them, and finds
 * out which of them somebody answers; {@link CardAnswers} is the one way from there for all of these. Belongs to the account's executor.
 */
final class Cards {

    private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

    /** What became of an answer, for whoever gave it. */
    record Outcome(boolean accepted, String word) {}

    private final String accountId;
    private final CardBook book;
    private final Destinations destinations;
    private final Outbound outbound;
    private final RoomPeople people;
    private final Clock clock;
    private final Executor executor;
    private final CardClosing closing;
    private final CardAnswers answers;

    Cards(
            String accountId,
            Host host,
            CardBook book,
            Destinations destinations,
            Outbound outbound,
            RoomPeople people,
            Clock clock,
            Executor executor,
            AccountMemory.Later later) {
        this.accountId = accountId;
        this.book = book;
        this.destinations = destinations;
        this.outbound = outbound;
        this.people = people;
        this.clock = clock;
        this.executor = executor;
        CardTellings tellings = new CardTellings();
        this.closing = new CardClosing(accountId, book, tellings, outbound, clock, executor, later);
        this.answers = new CardAnswers(accountId, host, book, tellings, closing, outbound, clock, executor, later);
    }

    // What the host wants.

    /** Asks a question; one that stands already is not asked again. */
    CompletionStage<Answers.Sent> open(MenuCalls.OpenCard request) {
        Card asked = Card.of(request);
        String id = asked.id();
        Requests.Send message = new Requests.Send(
                accountId,
                request.kind(),
                Needed.field(request.to(), "to"),
                asked.text(),
                null,
                request.thread(),
                null,
                "card " + id,
                null);
        return ready().thenComposeAsync(
                        opened -> {
                            closing.sweep();
                            Optional<Card> known = book.find(id);
                            if (known.isPresent() && known.get().messageId() != null) {
                                return CompletableFuture.completedFuture(sent(known.get()));
                            }
                            return destinations
                                    .find(request.kind(), request.to())
                                    .thenComposeAsync(place -> ask(asked, place, message), executor);
                        },
                        executor);
    }

    private CompletionStage<Answers.Sent> ask(Card asked, Place place, Requests.Send message) {
        Card card = asked.in(place);
        List<QuickResponses.Response> buttons = card.choices().stream()
                .filter(choice -> choice.command() != null)
                .map(choice -> new QuickResponses.Response(Objects.requireNonNull(choice.command()), choice.label()))
                .toList();
        return book.put(card)
                .thenComposeAsync(
                        safe -> {
                            closing.wake();
                            return outbound.sendWhole(message, QuickResponses.elements(buttons));
                        },
                        executor)
                .thenComposeAsync(sent -> asked(card, sent).thenApply(safe -> sent), executor);
    }

    /** It is out; meanwhile it may have been answered, or be over. */
    private CompletionStage<Void> asked(Card card, Answers.Sent sent) {
        Optional<Card> now = book.find(card.id());
        if (now.isEmpty()) {
            closing.show(card.sent(sent.id(), sent.referenceId()), "No longer open.\n" + card.title());
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
        String id = Needed.field(request.cardId(), "cardId");
        return ready().thenComposeAsync(
                        opened -> closing.close(id, request.text()).thenApply(done -> new Answers.Ok(true)), executor);
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
                                .map(answers::tellAgain)
                                .toArray(CompletableFuture[]::new)),
                        executor)
                .thenRunAsync(
                        () -> {
                            closing.sweep();
                            closing.wake();
                        },
                        executor)
                .exceptionally(failure -> {
                    LOG.warn("{}: the open questions cannot be read: {}", accountId, failure.toString());
                    return null;
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
        answers.answer(card, choice, who)
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
            return CompletableFuture.completedFuture(CardAnswers.tooLate());
        }
        return answers.answer(card.get(), chosen.get(), who);
    }
}
