package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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

    private static final int MAX_CHOICES = 20;
    private static final int MAX_APPROVERS = 200;
    private static final int MAX_TITLE = 200;

    /** What became of an answer, for whoever gave it. */
    record Outcome(boolean accepted, String word) {}

    private final String accountId;
    private final Host host;
    private final CardBook book;
    private final Outbound outbound;
    private final Clock clock;
    private final Executor executor;

    /** Answers that the host is being told. */
    private final Map<String, CompletionStage<Outcome>> telling = new HashMap<>();

    Cards(String accountId, Host host, CardBook book, Outbound outbound, Clock clock, Executor executor) {
        this.accountId = accountId;
        this.host = host;
        this.book = book;
        this.outbound = outbound;
        this.clock = clock;
        this.executor = executor;
    }

    // What the host wants.

    /** Asks a question; one that stands already is not asked again. */
    CompletionStage<Answers.Sent> open(MenuCalls.OpenCard request) {
        String id = Outbound.need(request.cardId(), "cardId");
        Requests.Send message = new Requests.Send(
                accountId,
                request.kind(),
                Outbound.need(request.to(), "to"),
                Outbound.need(request.text(), "text"),
                null,
                request.thread(),
                null,
                "card " + id,
                null);
        Card asked = card(id, request);
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
        Card card = new Card(
                asked.id(),
                Kinds.word(place.kind()),
                place.to().toString(),
                place.conversation().toString(),
                asked.title(),
                asked.choices(),
                asked.approvers(),
                asked.expiresAt(),
                null,
                null,
                null);
        List<QuickResponses.Response> buttons = card.choices().stream()
                .filter(choice -> choice.command() != null)
                .map(choice -> new QuickResponses.Response(Objects.requireNonNull(choice.command()), choice.label()))
                .toList();
        return book.put(card)
                .thenComposeAsync(safe -> outbound.send(message, QuickResponses.elements(buttons)), executor)
                .thenComposeAsync(
                        sent -> book.put(card.sent(sent.id(), sent.referenceId()))
                                .thenApply(safe -> sent),
                        executor);
    }

    private static Answers.Sent sent(Card card) {
        String id = Objects.requireNonNull(card.messageId());
        return new Answers.Sent(id, Objects.requireNonNullElse(card.referenceId(), id), List.of(id), card.expiresAt());
    }

    private static Card card(String id, MenuCalls.OpenCard request) {
        List<MenuCalls.CardChoice> choices = Outbound.need(request.choices(), "choices");
        List<String> approvers = Outbound.need(request.approvers(), "approvers");
        if (choices.isEmpty() || choices.size() > MAX_CHOICES || approvers.size() > MAX_APPROVERS) {
            throw new IllegalArgumentException(
                    "a card has 1 to " + MAX_CHOICES + " choices and at most " + MAX_APPROVERS + " approvers");
        }
        String expiresAt = Outbound.need(request.expiresAt(), "expiresAt");
        try {
            Instant.parse(expiresAt);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("expiresAt is no time: " + expiresAt, malformed);
        }
        String title = Objects.requireNonNullElse(request.title(), "")
                .replaceAll("\\s+", " ")
                .strip();
        return new Card(
                id,
                "",
                "",
                "",
                title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE) + "…" : title,
                choices.stream().map(Card.Choice::of).toList(),
                // What is no account's address approves nothing.
                approvers.stream()
                        .flatMap(entry -> Jid.parse(entry).stream())
                        .filter(jid -> jid.local() != null)
                        .map(jid -> jid.bare().toString())
                        .distinct()
                        .toList(),
                expiresAt,
                null,
                null,
                null);
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
        if (text != null && !text.isBlank() && card.get().messageId() != null) {
            outbound.amendments()
                    .edit(new Requests.Edit(
                            accountId,
                            card.get().kind(),
                            card.get().to(),
                            card.get().messageId(),
                            text))
                    .exceptionally(failure -> {
                        LOG.debug("{}: the end of a question was not shown", accountId, failure);
                        return null;
                    });
        }
        return book.remove(id);
    }

    /** We are online again: what was answered when somebody stopped is told once more, and what is over is closed. */
    void online() {
        ready().thenAcceptAsync(
                        opened -> {
                            sweep();
                            book.all().stream()
                                    .filter(card -> card.answer() != null)
                                    .forEach(card -> tell(card, Objects.requireNonNull(card.answer())));
                        },
                        executor)
                .exceptionally(failure -> {
                    LOG.warn("{}: the open questions cannot be read: {}", accountId, failure.toString());
                    return null;
                });
    }

    private void sweep() {
        Instant now = clock.instant();
        book.all().stream()
                .filter(card -> card.isOver(now) && !telling.containsKey(card.id()))
                .forEach(card -> end(card.id(), "⌛ No longer open: nobody answered in time.\n" + card.title())
                        .exceptionally(failure -> {
                            LOG.debug("{}: a question that is over stays in the book for now", accountId, failure);
                            return null;
                        }));
    }

    private CompletionStage<?> ready() {
        return book.open();
    }

    // What people say.

    /** Whether reactions to that message are answers, or would be of somebody else. */
    boolean isCard(Jid conversation, String messageId) {
        return book.all().stream().anyMatch(card -> card.isMessage(conversation, messageId));
    }

    /** Somebody who may talk to us reacted. */
    void reacted(Reaction reaction, Jid conversation, @Nullable Jid who) {
        for (Card card : book.all()) {
            if (card.isMessage(conversation, reaction.messageId())) {
                card.ofReactions(reaction.emojis()).ifPresent(choice -> answer(card, choice, who));
            }
        }
    }

    /**
     * Takes a message of somebody who may talk to us, if it answers a question. A correction answers nothing: what was approved stays approved,
     * and what was said in passing does not become an approval afterwards (H-28).
     *
     * @return whether the message is dealt with
     */
    boolean take(Message message, @Nullable Jid who) {
        if (message.kind() == ChatKind.ROOM_PRIVATE) {
            return false;
        }
        if (Hints.isCorrection(message)) {
            return message.body().strip().toLowerCase(Locale.ROOT).startsWith("/approve");
        }
        String replied = message.reply() == null ? null : message.reply().id();
        for (Card card : book.all()) {
            boolean here = card.isIn(message.conversation());
            Optional<Card.Choice> choice = !here
                    ? Optional.empty()
                    : replied != null && card.isMessage(message.conversation(), replied)
                            ? card.ofReply(message.body())
                            : card.ofCommand(message.body());
            if (choice.isPresent() && card.mayAnswer(who)) {
                answer(card, choice.get(), who);
                return true;
            }
        }
        return false;
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
                                reopen(answered);
                                return CompletableFuture.completedFuture(
                                        new Outcome(false, "The answer could not be kept; try again."));
                            }
                            return tell(answered, given);
                        },
                        executor);
    }

    /** Tells the host. Several times is as good as once: it, too, takes only one. */
    private CompletionStage<Outcome> tell(Card card, Card.Answer given) {
        CompletionStage<Outcome> under = telling.get(card.id());
        if (under != null) {
            return under;
        }
        CompletionStage<Outcome> told = host.cardAnswered(
                        new MenuCalls.CardAnswer(accountId, card.id(), given.choice(), given.by()))
                .handleAsync(
                        (answer, failure) -> {
                            telling.remove(card.id());
                            return failure == null ? said(card, given, answer) : untold(card, failure);
                        },
                        executor);
        telling.put(card.id(), told);
        return told;
    }

    private Outcome said(Card card, Card.Answer given, MenuCalls.CardAnswered answer) {
        if (answer.accepted()) {
            return new Outcome(
                    true, card.choice(given.choice()).map(Card.Choice::label).orElse(given.choice()));
        }
        String reason = Objects.requireNonNullElse(answer.reason(), tooLate().word());
        if (answer.open()) {
            reopen(card);
        } else {
            quietly(end(card.id(), "✖ " + reason + "\n" + card.title()));
        }
        return new Outcome(false, reason);
    }

    private Outcome untold(Card card, Throwable failure) {
        LOG.warn("{}: the host did not hear the answer to {}: {}", accountId, card.id(), failure.toString());
        reopen(card);
        return new Outcome(false, "The answer did not get through; try again.");
    }

    private void reopen(Card card) {
        if (book.find(card.id()).isPresent()) {
            quietly(book.put(card.answered(null)));
        }
    }

    private void quietly(CompletionStage<Void> write) {
        write.exceptionally(failure -> {
            LOG.warn("{}: the book of open questions cannot be written: {}", accountId, failure.toString());
            return null;
        });
    }
}
