package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.Reactions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Our own reactions. Each stanza carries the whole set (XEP-0444 §4.1), so who adds one must know the others: they are written down before
 * they are sent. One change at a time. Loop thread only.
 */
final class OwnReactions {

    private static final int MAX_WAITING = 1000;
    private static final int MAX_DOUBTFUL = 1000;

    /** A change that is asked for. */
    record Change(
            ChatKind kind,
            Jid to,
            String messageId,
            UnaryOperator<Set<String>> change,
            CompletableFuture<Set<String>> promise) {

        /** A conversation is the same with each client of a contact; in a room's private ones the nick is the person. */
        String key() {
            Jid conversation = kind == ChatKind.ROOM_PRIVATE ? to : to.bare();
            return Ids.hash(conversation + "\n" + messageId).substring(0, 32);
        }
    }

    private final AgedBook book;
    private final Outgoing outgoing;
    private final Deque<Change> waiting = new ArrayDeque<>();

    /** Sets of which the book may say something else than was sent, because it could not be written. */
    private final Recent<String, Set<String>> doubtful = new Recent<>(MAX_DOUBTFUL);

    private boolean busy;
    private boolean ended;

    OwnReactions(AgedBook book, Outgoing outgoing) {
        this.book = book;
        this.outgoing = outgoing;
    }

    /**
     * Refuses what is no reaction.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String checked(String emoji) {
        String stripped = emoji.strip();
        if (stripped.isEmpty()
                || stripped.length() > Reactions.MAX_LENGTH
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reaction has 1 to " + Reactions.MAX_LENGTH
                    + " characters and no control characters; this one has " + stripped.length());
        }
        return stripped;
    }

    static UnaryOperator<Set<String>> adding(String emoji) {
        String added = checked(emoji);
        return before -> {
            Set<String> after = new LinkedHashSet<>(before);
            after.add(added);
            return after;
        };
    }

    static UnaryOperator<Set<String>> removing(String emoji) {
        String removed = checked(emoji);
        return before -> {
            Set<String> after = new LinkedHashSet<>(before);
            after.remove(removed);
            return after;
        };
    }

    static UnaryOperator<Set<String>> becoming(Set<String> emojis) {
        Set<String> all = new LinkedHashSet<>();
        emojis.forEach(emoji -> all.add(checked(emoji)));
        return before -> all;
    }

    void change(Change change) {
        if (ended) {
            change.promise().completeExceptionally(Session.ended());
        } else if (waiting.size() >= MAX_WAITING) {
            change.promise()
                    .completeExceptionally(new XmppException(
                            XmppException.Kind.STATE, "too many reactions wait for the store; try again later"));
        } else {
            waiting.add(change);
            next();
        }
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Change change = waiting.element();
        Optional<XmppException> obstacle = outgoing.obstacle(change.kind(), change.to());
        if (obstacle.isPresent()) {
            fail(obstacle.get());
            return;
        }
        book.find(change.key()).whenComplete((text, failure) -> {
            if (ended) {
                return;
            }
            if (failure != null) {
                fail(failure);
                return;
            }
            Set<String> before = doubtful.find(change.key())
                    .orElseGet(() -> text.map(OwnReactions::read).orElse(Set.of()));
            Set<String> after = Collections.unmodifiableSet(change.change().apply(before));
            if (after.size() > Reactions.MAX_EMOJIS) {
                fail(new XmppException(
                        XmppException.Kind.STATE,
                        "a message can have " + Reactions.MAX_EMOJIS + " reactions of ours; take one away first"));
            } else {
                write(change.key(), after).whenComplete((done, problem) -> written(change, before, after, problem));
            }
        });
    }

    private CompletableFuture<Void> write(String key, Set<String> emojis) {
        return emojis.isEmpty() ? book.remove(key) : book.put(key, String.join("\n", emojis));
    }

    private static Set<String> read(String text) {
        return new LinkedHashSet<>(Arrays.asList(text.split("\n")));
    }

    private void written(Change change, Set<String> before, Set<String> after, @Nullable Throwable problem) {
        if (ended) {
            return;
        }
        if (problem != null) {
            doubtful.put(change.key(), before);
            fail(problem);
            return;
        }
        Optional<RuntimeException> unsent = send(change, after);
        if (unsent.isPresent()) {
            // Others will not see it, so it is not to be sent along with the next one.
            doubtful.put(change.key(), before);
            write(change.key(), before);
            fail(unsent.get());
        } else {
            doubtful.remove(change.key());
            waiting.remove();
            busy = false;
            change.promise().complete(after);
            next();
        }
    }

    /** Why it was not sent; empty if it was. */
    private Optional<RuntimeException> send(Change change, Set<String> emojis) {
        Optional<XmppException> obstacle = outgoing.obstacle(change.kind(), change.to());
        if (obstacle.isPresent()) {
            return Optional.of(obstacle.get());
        }
        try {
            outgoing.reactions(change.kind(), change.to(), change.messageId(), emojis);
            return Optional.empty();
        } catch (RuntimeException refused) {
            return Optional.of(refused);
        }
    }

    private void fail(Throwable why) {
        Change failed = waiting.remove();
        busy = false;
        failed.promise().completeExceptionally(why);
        next();
    }

    /** It is over. */
    void end() {
        ended = true;
        waiting.forEach(change -> change.promise().completeExceptionally(Session.ended()));
        waiting.clear();
    }
}
