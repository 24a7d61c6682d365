package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question in a conversation that some people may answer, once. As it is kept in the store.
 *
 * @param id the host's name of it
 * @param kind the wire's word for where it is
 * @param to where it was sent
 * @param conversation where answers to it are said
 * @param thread the conversation's thread that it belongs to, or {@code null}
 * @param title what it is about, in a line
 * @param text all that was asked
 * @param approvers who may answer: bare JIDs
 * @param expiresAt when nobody may any more, as ISO 8601
 * @param messageId the id that a correction names, or {@code null} as long as it was not sent
 * @param referenceId the id that reactions and replies name
 * @param answer the answer that was given, or {@code null}
 */
record Card(
        String id,
        String kind,
        String to,
        String conversation,
        @Nullable String thread,
        String title,
        String text,
        List<Choice> choices,
        List<String> approvers,
        String expiresAt,
        @Nullable String messageId,
        @Nullable String referenceId,
        @Nullable Answer answer) {

    private static final int MAX_CHOICES = 20;
    private static final int MAX_APPROVERS = 200;
    private static final int MAX_TITLE = 200;
    private static final int MAX_TEXT = 64_000;

    Card {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(conversation, "conversation");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(text, "text");
        choices = List.copyOf(choices);
        approvers = List.copyOf(approvers);
        try {
            Instant.parse(expiresAt);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("expiresAt is no time: " + expiresAt, malformed);
        }
    }

    /** Who answered what. */
    record Answer(String choice, String by) {
        Answer {
            Objects.requireNonNull(choice, "choice");
            Objects.requireNonNull(by, "by");
        }
    }

    /**
     * One answer that can be given.
     *
     * @param command the text that means the same, or {@code null}
     */
    record Choice(String value, String label, @Nullable String command, List<String> emojis) {

        Choice {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(label, "label");
            emojis = List.copyOf(emojis);
        }

        static Choice of(MenuCalls.CardChoice wire) {
            String value = Needed.field(wire.value(), "value");
            return new Choice(
                    value,
                    Objects.requireNonNullElse(wire.label(), value),
                    wire.command(),
                    wire.emojis() == null
                            ? List.of()
                            : wire.emojis().stream().map(Card::plain).toList());
        }
    }

    /** What the host wants to be asked; not yet anywhere. */
    static Card of(MenuCalls.OpenCard request) {
        List<MenuCalls.CardChoice> choices = Needed.field(request.choices(), "choices");
        List<String> approvers = Needed.field(request.approvers(), "approvers");
        String text = TextChunker.clean(Needed.field(request.text(), "text"));
        if (choices.isEmpty() || choices.size() > MAX_CHOICES || approvers.size() > MAX_APPROVERS) {
            throw new IllegalArgumentException(
                    "a card has 1 to " + MAX_CHOICES + " choices and at most " + MAX_APPROVERS + " approvers");
        }
        if (text.isBlank() || text.length() > MAX_TEXT) {
            // Nobody approves what he has seen a part of.
            throw new IllegalArgumentException("a card has a text of at most " + MAX_TEXT + " characters");
        }
        String title = TextChunker.clean(Objects.requireNonNullElse(request.title(), ""))
                .replaceAll("\\s+", " ")
                .strip();
        return new Card(
                Needed.field(request.cardId(), "cardId"),
                "",
                "",
                "",
                request.thread(),
                title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE) + "…" : title,
                text,
                choices.stream().map(Choice::of).toList(),
                // What is no account's address approves nothing.
                approvers.stream()
                        .flatMap(entry -> Jid.parse(entry).stream())
                        .filter(jid -> jid.local() != null)
                        .map(jid -> jid.bare().toString())
                        .distinct()
                        .toList(),
                Needed.field(request.expiresAt(), "expiresAt"),
                null,
                null,
                null);
    }

    /** The same, to be asked there. */
    Card in(Place place) {
        return new Card(
                id,
                Kinds.word(place.kind()),
                place.to().toString(),
                place.conversation().toString(),
                thread,
                title,
                text,
                choices,
                approvers,
                expiresAt,
                null,
                null,
                null);
    }

    Card sent(String id, String reference) {
        return new Card(
                this.id,
                kind,
                to,
                conversation,
                thread,
                title,
                text,
                choices,
                approvers,
                expiresAt,
                id,
                reference,
                answer);
    }

    Card answered(@Nullable Answer given) {
        return new Card(
                id,
                kind,
                to,
                conversation,
                thread,
                title,
                text,
                choices,
                approvers,
                expiresAt,
                messageId,
                referenceId,
                given);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(Instant.parse(expiresAt));
    }

    boolean mayAnswer(@Nullable Jid who) {
        return who != null && approvers.contains(who.bare().toString());
    }

    boolean isIn(Jid place) {
        return conversation.equals(place.toString());
    }

    /** Whether either of the ids of its message is that one. */
    boolean isMessage(String otherId) {
        return otherId.equals(messageId) || otherId.equals(referenceId);
    }

    /**
     * Whether somebody who names that message there means the question. In a room only the id that the room gave names one message: the
     * sender's own id any occupant can use once more, for a message of another kind.
     */
    boolean isMeantBy(Jid place, String otherId) {
        return isIn(place)
                && (kind.equals(Kinds.word(ChatKind.ROOM))
                        ? otherId.equals(referenceId) && !otherId.equals(messageId)
                        : isMessage(otherId));
    }

    /** What was answered, in the words of the choice. */
    String answerLabel() {
        return answer == null ? "" : choice(answer.choice()).map(Choice::label).orElse(answer.choice());
    }

    Optional<Choice> choice(String value) {
        return choices.stream().filter(choice -> choice.value().equals(value)).findFirst();
    }

    /** What a set of reactions says; nothing if it says two things at once. */
    Optional<Choice> ofReactions(Iterable<String> emojis) {
        @Nullable Choice found = null;
        for (String emoji : emojis) {
            String plain = plain(emoji);
            for (Choice choice : choices) {
                if (choice.emojis().contains(plain)) {
                    if (found != null && !found.equals(choice)) {
                        return Optional.empty();
                    }
                    found = choice;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** What a text says that names the question by itself. */
    Optional<Choice> ofCommand(String text) {
        String said = text.strip();
        return choices.stream()
                .filter(choice -> choice.command() != null && choice.command().equalsIgnoreCase(said))
                .findFirst();
    }

    /** What a reply to the question says: a choice's number, name or sign. */
    Optional<Choice> ofReply(String text) {
        String said = text.strip();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            if (said.equals(Integer.toString(i + 1))
                    || said.equalsIgnoreCase(choice.value())
                    || said.toLowerCase(Locale.ROOT).equals(choice.label().toLowerCase(Locale.ROOT))
                    || choice.emojis().contains(plain(said))) {
                return Optional.of(choice);
            }
        }
        return ofCommand(text);
    }

    /** An emoji without the colour of its skin, and without the word on how to draw it. */
    static String plain(String emoji) {
        StringBuilder plain = new StringBuilder();
        emoji.codePoints()
                .filter(c -> c != 0xFE0E && c != 0xFE0F && (c < 0x1F3FB || c > 0x1F3FF))
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** Without what is asked. */
    @Override
    public String toString() {
        return "Card[" + id + " in " + conversation + (answer == null ? "" : ", answered") + "]";
    }
}
