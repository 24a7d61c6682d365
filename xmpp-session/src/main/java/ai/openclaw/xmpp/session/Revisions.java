package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.codec.Retractions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people change of what they said: corrections (XEP-0308) and retractions (XEP-0424, XEP-0425). It is known for a while who said
 * what, because only they may change it; what has not been handed over yet is handed over as it became. Loop thread only.
 */
final class Revisions {

    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);

    /** Nobody honest changes what is older. */
    static final Duration WINDOW = Duration.ofDays(1);

    /** Ids of messages that are remembered; a message has up to four. */
    static final int REMEMBERED = 3000;

    /** Retractions that wait to be written down: past that the server keeps the next ones. */
    private static final int MAX_PENDING = 1000;

    private static final int LONGEST_CHAIN = 10;

    /** A message that somebody said, under all its ids. */
    private static final class Word {
        final Instant at;
        final Names names;
        final @Nullable String referenceId;

        /** Whether it came on a stream of this process, and all that was said about it came later. */
        final boolean live;

        /** Its number in the inbox; 0 before it is there. */
        long number;

        boolean told;
        boolean taken;
        boolean withdrawn;

        /** The latest that corrects it; it came later, so nothing corrects itself. */
        @Nullable
        Word correction;

        Word(Instant at, Names names, Message message, boolean live) {
            this.at = at;
            this.names = names;
            this.live = live;
            this.referenceId = message.referenceId() == null ? message.originId() : message.referenceId();
        }

        /** Whether the inbox takes one for a copy of the other. */
        boolean isCopy(Names other) {
            return names.names().stream().anyMatch(other.names()::contains)
                    && !Event.of(at, names).isDistinctFrom(other);
        }
    }

    private final Function<Message, CompletionStage<Void>> application;
    private final AgedBook book;
    private final BooleanSupplier waiting;
    private final Consumer<XmppException> full;
    private final Loop loop;
    private final Recent<String, Word> words = new Recent<>(REMEMBERED);
    private final HeldTexts held = new HeldTexts();
    private int pending;

    /**
     * Nothing is known yet.
     *
     * @param book keeps what was taken back before it was handed over, also for the next process
     * @param waiting whether anything waits in the inbox
     * @param full hears that a retraction was not taken for want of room: the server should keep the next ones
     */
    Revisions(
            Function<Message, CompletionStage<Void>> application,
            AgedBook book,
            BooleanSupplier waiting,
            Consumer<XmppException> full,
            Loop loop) {
        this.application = application;
        this.book = book;
        this.waiting = waiting;
        this.full = full;
        this.loop = loop;
    }

    /** The id that a correction names, if that is a message of the same author. */
    Optional<String> corrected(ChatKind kind, Jid from, @Nullable Occupant occupant, String claimed) {
        return find(key(kind, from, occupant, claimed)).map(word -> claimed);
    }

    /** Somebody has said that. */
    void said(Message message) {
        word(message, true);
    }

    /**
     * What was said is written down, now or by an earlier process; the same may be told again when it is read. If it corrects what waits, it is
     * handed over in its place.
     */
    void kept(Inbox.Entry entry) {
        Message message = entry.message();
        Word word = word(message, false);
        if (word == null) {
            return;
        }
        word.number = entry.number();
        String replaces = message.replaces();
        if (replaces != null) {
            find(key(message.kind(), message.from(), message.occupant(), replaces))
                    .filter(original -> original.number < word.number)
                    .ifPresent(original -> correct(original, word, entry));
        }
    }

    /** Of several corrections the last counts, whichever of them comes up first. */
    private void correct(Word original, Word correction, Inbox.Entry entry) {
        Word before = original.correction;
        if (before != null && before.number > correction.number) {
            correction.correction = before;
            return;
        }
        original.correction = correction;
        if (before != null && before != correction) {
            before.correction = correction;
            held.remove(before.number);
        }
        if (!original.taken && !original.withdrawn) {
            held.put(entry);
        }
    }

    /** Hands a message over as it is by now, or not at all. */
    CompletionStage<Void> handOver(Message message) {
        Word word = word(message, false);
        if (word == null) {
            return application.apply(message);
        }
        List<Word> handed = new ArrayList<>(List.of(word));
        Message now = message;
        boolean certain = word.live && message.replaces() == null;
        List<String> names = new ArrayList<>(names(message));
        Word last = word;
        while (last.correction != null && handed.size() < LONGEST_CHAIN) {
            Message text = held.find(last.correction.number);
            if (text == null) {
                // There were too many: it is handed over when its turn comes.
                break;
            }
            last = last.correction;
            now = text;
            names.addAll(names(text));
            handed.add(last);
        }
        if (isOver(word)) {
            return CompletableFuture.completedFuture(null);
        }
        Message become = now;
        return certain && handed.size() == 1
                ? tell(handed, become)
                : takenBack(names, 0).thenCompose(back -> {
                    word.withdrawn |= back;
                    return isOver(word) ? CompletableFuture.completedFuture(null) : tell(handed, become);
                });
    }

    /** Whether a message, or what it has become, was taken or taken back. */
    private static boolean isOver(Word word) {
        Word each = word;
        for (int steps = 0; each != null && steps < LONGEST_CHAIN; steps++) {
            if (each.taken || each.withdrawn) {
                return true;
            }
            each = each.correction;
        }
        return false;
    }

    private CompletionStage<Void> tell(List<Word> handed, Message become) {
        handed.forEach(each -> each.told = true);
        return application
                .apply(become)
                .whenComplete((done, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        handed.forEach(each -> {
                            each.taken = true;
                            held.remove(each.number);
                        });
                    }
                }));
    }

    /** All that a retraction may call the message, or the one that it corrects. */
    private static List<String> names(Message message) {
        List<String> names = keys(message);
        String replaces = message.replaces();
        String original = replaces == null ? null : key(message.kind(), message.from(), message.occupant(), replaces);
        if (original != null) {
            names.add(original);
        }
        return names;
    }

    /** Whether the book says so; asked until it can be read. */
    private CompletionStage<Boolean> takenBack(List<String> names, int attempt) {
        return again(() -> book.findAny(names), attempt);
    }

    private <T> CompletionStage<T> again(Supplier<CompletableFuture<T>> work, int attempt) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        work.get().whenComplete((result, failure) -> {
            if (failure == null) {
                promise.complete(result);
            } else if (book.isOpen()) {
                Duration pause = Duration.ofSeconds(Math.min(60, 1L << Math.min(attempt, 6)));
                loop.after(
                        pause, () -> again(work, attempt + 1).whenComplete((later, never) -> promise.complete(later)));
            }
        });
        return promise;
    }

    /** What becomes of a retraction: what the application is told, once it is safe that what waits is not handed over. */
    record Outcome(CompletionStage<?> safe, List<Retraction> told) {
        static final Outcome NOTHING = new Outcome(CompletableFuture.completedFuture(null), List.of());
    }

    /** Somebody takes back what they said; nothing if it is not theirs. */
    Outcome retracted(ChatKind kind, Jid from, @Nullable Occupant occupant, String messageId) {
        return withdraw(
                key(kind, from, occupant, messageId),
                referenceId -> new Retraction(kind, from, occupant, referenceId, false, null));
    }

    /** A room says that a moderator takes back what somebody said there; nothing if that is not so. */
    Outcome moderated(RoomEntry room, String stanzaId, Retractions.Moderation moderation) {
        Jid by = moderation.by();
        Optional<Occupant> moderator = by == null || !by.bare().equals(room.jid())
                ? Optional.empty()
                : room.occupant(by.resource()).filter(occupant -> occupant.role() == Role.MODERATOR);
        if (by == null || moderator.isEmpty()) {
            LOG.debug("{} takes a message back in the name of nobody who may", room.jid());
            return Outcome.NOTHING;
        }
        return withdraw(
                roomKey(room.jid(), stanzaId),
                id -> new Retraction(ChatKind.ROOM, by, moderator.get(), id, true, moderation.reason()));
    }

    /**
     * Takes back what stands under a key, with its corrections. What is not known may wait in the inbox all the same: who said it is in the
     * key.
     */
    private Outcome withdraw(@Nullable String key, Function<String, Retraction> telling) {
        if (key == null) {
            return Outcome.NOTHING;
        }
        List<Retraction> told = new ArrayList<>();
        Word each = find(key).orElse(null);
        boolean handedOver = each != null;
        for (int steps = 0; each != null && steps < LONGEST_CHAIN; steps++) {
            if (each.told && !each.withdrawn && each.referenceId != null) {
                told.add(telling.apply(each.referenceId));
            }
            handedOver &= each.taken;
            each.withdrawn = true;
            held.remove(each.number);
            each = each.correction;
        }
        return new Outcome(
                handedOver || !waiting.getAsBoolean() ? CompletableFuture.completedFuture(null) : write(key), told);
    }

    private CompletionStage<?> write(String key) {
        if (pending >= MAX_PENDING) {
            XmppException refusal = new XmppException(
                    XmppException.Kind.DISCONNECTED,
                    "too many retractions wait for the store to be writable; the server keeps the next ones");
            full.accept(refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        pending++;
        return again(() -> book.put(key, ""), 0).whenComplete((done, failure) -> pending--);
    }

    private Optional<Word> find(@Nullable String key) {
        return key == null
                ? Optional.empty()
                : words.find(key).filter(word -> !word.told || !loop.now().isAfter(word.at.plus(WINDOW)));
    }

    /** The message as it is remembered, from now on at the latest; {@code null} if nobody can tell whose it is. */
    private @Nullable Word word(Message message, boolean live) {
        List<String> keys = keys(message);
        if (keys.isEmpty()) {
            return null;
        }
        Names names = Names.of(message);
        Word word = keys.stream()
                .flatMap(key -> find(key).stream())
                .filter(known -> known.isCopy(names))
                .findFirst()
                .orElseGet(() -> new Word(loop.now(), names, message, live));
        keys.forEach(key -> words.put(key, word));
        return word;
    }

    private static List<String> keys(Message message) {
        List<String> keys = new ArrayList<>();
        List<String> ids = new ArrayList<>(message.stanzaIds().values());
        if (message.id() != null) {
            ids.add(message.id());
        }
        if (message.originId() != null && !message.originId().equals(message.id())) {
            ids.add(message.originId());
        }
        for (String id : ids) {
            String key = key(message.kind(), message.from(), message.occupant(), id);
            if (key != null) {
                keys.add(key);
            }
        }
        String given = message.stanzaIds().get(message.from().bare());
        if (message.kind() == ChatKind.ROOM && given != null) {
            keys.add(roomKey(message.from().bare(), given));
        }
        return keys;
    }

    private static String roomKey(Jid room, String stanzaId) {
        return hash("room\n" + room + "\n" + stanzaId);
    }

    /** {@code null} if nobody can tell who that is: a nick is anybody's. */
    private static @Nullable String key(ChatKind kind, Jid from, @Nullable Occupant occupant, String id) {
        if (kind == ChatKind.DIRECT) {
            return hash("direct\n" + from.bare() + "\n" + id);
        }
        Jid real = occupant == null ? null : occupant.realJid();
        String who = occupant == null
                ? null
                : occupant.occupantId() != null
                        ? "id " + occupant.occupantId()
                        : real == null ? null : "jid " + real.bare();
        return who == null ? null : hash(kind + "\n" + from.bare() + "\n" + who + "\n" + id);
    }

    private static String hash(String text) {
        return Ids.hash(text).substring(0, 32);
    }
}
