package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Retraction;
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
import java.util.function.Function;
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

    /** Ids of messages that are remembered; a message has up to three. */
    static final int REMEMBERED = 3000;

    private static final int LONGEST_CHAIN = 10;

    /** A message that somebody said, under all its ids. */
    private static final class Word {
        final Instant at;
        final Names names;
        final @Nullable String referenceId;
        boolean told;
        boolean taken;
        boolean withdrawn;

        @Nullable
        Message correction;

        Word(Instant at, Names names, Message message) {
            this.at = at;
            this.names = names;
            this.referenceId = message.referenceId();
        }

        /** Whether the inbox takes one for a copy of the other. */
        boolean isCopy(Names other) {
            return names.names().stream().anyMatch(other.names()::contains)
                    && !Event.of(at, names).isDistinctFrom(other);
        }
    }

    private final Function<Message, CompletionStage<Void>> application;
    private final Loop loop;
    private final Recent<String, Word> words = new Recent<>(REMEMBERED);

    Revisions(Function<Message, CompletionStage<Void>> application, Loop loop) {
        this.application = application;
        this.loop = loop;
    }

    /** The id that a correction names, if that is a message of the same author. */
    Optional<String> corrected(ChatKind kind, Jid from, @Nullable Occupant occupant, String claimed) {
        return find(key(kind, from, occupant, claimed)).map(word -> claimed);
    }

    /** Somebody has said that. */
    void said(Message message) {
        word(message);
    }

    /** What was said is written down. If it corrects what waits, it is handed over in its place. */
    void kept(Message message) {
        String replaces = message.replaces();
        if (replaces != null) {
            find(key(message.kind(), message.from(), message.occupant(), replaces))
                    .ifPresent(original -> correct(original, message));
        }
    }

    /** Of several corrections the last counts, whichever of them comes up first. */
    private void correct(Word original, Message message) {
        Word latest = word(message);
        Word before = original.correction == null ? null : word(original.correction);
        if (latest != original) {
            original.correction = message;
        }
        if (before != null && before != latest) {
            before.correction = message;
        }
    }

    /** Hands a message over as it is by now, or not at all. */
    CompletionStage<Void> handOver(Message message) {
        Word word = word(message);
        if (word == null) {
            return application.apply(message);
        }
        if (word.withdrawn || word.taken) {
            return CompletableFuture.completedFuture(null);
        }
        List<Word> handed = new ArrayList<>(List.of(word));
        Message now = message;
        Word last = word;
        while (last.correction != null && handed.size() < LONGEST_CHAIN) {
            now = last.correction;
            last = word(now);
            if (last == null || handed.contains(last)) {
                break;
            }
            handed.add(last);
        }
        if (last != null && (last.taken || last.withdrawn)) {
            return CompletableFuture.completedFuture(null);
        }
        handed.forEach(each -> each.told = true);
        return application
                .apply(now)
                .whenComplete(
                        (done, failure) -> loop.execute(() -> handed.forEach(each -> each.taken |= failure == null)));
    }

    /** Somebody takes back what they said; empty if it is not theirs, or if nobody has heard of it yet. */
    Optional<Retraction> retracted(ChatKind kind, Jid from, @Nullable Occupant occupant, String messageId) {
        return find(key(kind, from, occupant, messageId))
                .flatMap(word -> withdraw(word)
                        .map(referenceId -> new Retraction(kind, from, occupant, referenceId, false, null)));
    }

    /** A room says that a moderator takes back what somebody said there; empty as above. */
    Optional<Retraction> moderated(RoomEntry room, String stanzaId, Retractions.Moderation moderation) {
        Jid by = moderation.by();
        Optional<Occupant> moderator = by == null || !by.bare().equals(room.jid())
                ? Optional.empty()
                : room.occupant(by.resource()).filter(occupant -> occupant.role() == Role.MODERATOR);
        if (by == null || moderator.isEmpty()) {
            LOG.debug("{} takes a message back in the name of nobody who may", room.jid());
            return Optional.empty();
        }
        return find(roomKey(room.jid(), stanzaId))
                .flatMap(word -> withdraw(word)
                        .map(id -> new Retraction(ChatKind.ROOM, by, moderator.get(), id, true, moderation.reason())));
    }

    /** What others call the message, if somebody has heard of it. */
    private Optional<String> withdraw(Word word) {
        boolean known = false;
        String referenceId = word.referenceId;
        Word each = word;
        for (int steps = 0; each != null && steps < LONGEST_CHAIN; steps++) {
            known |= each.told && !each.withdrawn;
            each.withdrawn = true;
            each = each.correction == null ? null : word(each.correction);
        }
        return known ? Optional.ofNullable(referenceId) : Optional.empty();
    }

    private Optional<Word> find(@Nullable String key) {
        return key == null
                ? Optional.empty()
                : words.find(key).filter(word -> !loop.now().isAfter(word.at.plus(WINDOW)));
    }

    /** The message as it is remembered, from now on at the latest; {@code null} if nobody can tell whose it is. */
    private @Nullable Word word(Message message) {
        List<String> keys = keys(message);
        if (keys.isEmpty()) {
            return null;
        }
        Names names = Names.of(message);
        Word word = keys.stream()
                .flatMap(key -> find(key).stream())
                .filter(known -> known.isCopy(names))
                .findFirst()
                .orElseGet(() -> new Word(loop.now(), names, message));
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
