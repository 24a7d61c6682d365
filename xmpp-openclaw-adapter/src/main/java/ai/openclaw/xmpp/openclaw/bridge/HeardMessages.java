package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.muc.Occupant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What others said of late, for what is said about it later. An id that the sender chose names a message only together with its author:
 * anybody can use an id again. Bounded. Not thread-safe.
 */
final class HeardMessages {

    private static final int MAX = 4_000;

    /** Nobody's ids are longer. */
    private static final int LONGEST_ID = 256;

    /** The longest part of a text that is kept to be quoted, in UTF-16 units. */
    static final int EXCERPT = 200;

    /** @param author who chose the id; {@code null} for an id that the conversation itself gives or that anybody there can name */
    private record Key(Jid conversation, @Nullable String author, String id) {}

    /** One message. */
    static final class Heard {
        final String eventId;
        final String excerpt;
        private final Set<Key> keys;

        /** Whether the host has it, or is being told. */
        boolean handedOver;

        /** Whether it was taken back. */
        boolean withdrawn;

        private Heard(String eventId, String excerpt, Set<Key> keys) {
            this.eventId = eventId;
            this.excerpt = excerpt;
            this.keys = keys;
        }
    }

    private final Map<Key, Heard> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Heard> eldest) {
            return size() > MAX;
        }
    };

    /** Takes note of a message; of one that comes again it is known what became of it before. */
    Heard add(Message message, String eventId) {
        Set<Key> keys = keys(message);
        Heard heard = keys.stream()
                .flatMap(key -> Optional.ofNullable(messages.get(key)).stream())
                .filter(known -> known.eventId.equals(eventId))
                .findFirst()
                .orElseGet(() -> new Heard(
                        eventId, Hints.mayBeKept(message) ? excerpt(message.body()) : "", new LinkedHashSet<>()));
        for (Key key : keys) {
            // Who uses an id of their own again means the latest; of several people whoever came first has the name.
            if (key.author() != null || message.kind() == ChatKind.DIRECT) {
                messages.put(key, heard);
                heard.keys.add(key);
            } else if (messages.putIfAbsent(key, heard) == null) {
                heard.keys.add(key);
            }
        }
        return heard;
    }

    /** It was for nobody: what strangers say must not push out what others said. */
    void forget(Heard heard) {
        heard.keys.forEach(key -> messages.remove(key, heard));
    }

    private static Set<Key> keys(Message message) {
        Jid conversation = message.conversation();
        Set<Key> keys = new LinkedHashSet<>();
        @Nullable String author = author(message.kind(), message.from(), message.occupant());
        for (@Nullable String id : new String[] {message.referenceId(), message.id(), message.originId()}) {
            if (id != null && id.length() <= LONGEST_ID && author != null) {
                keys.add(new Key(conversation, author, id));
            }
        }
        String named = message.referenceId();
        if (named != null && named.length() <= LONGEST_ID) {
            keys.add(new Key(conversation, null, named));
        }
        return keys;
    }

    /** Who that is, whatever they are called; {@code null} if nobody can tell. */
    private static @Nullable String author(ChatKind kind, Jid from, @Nullable Occupant occupant) {
        if (kind == ChatKind.DIRECT) {
            return from.bare().toString();
        }
        if (occupant == null) {
            return null;
        }
        if (occupant.occupantId() != null) {
            return "id " + occupant.occupantId();
        }
        Jid real = occupant.realJid();
        return real == null ? null : "jid " + real.bare();
    }

    /** The message that another one corrects. */
    Optional<Heard> corrected(Message correction) {
        return find(
                correction.conversation(),
                author(correction.kind(), correction.from(), correction.occupant()),
                correction.replaces());
    }

    /** The message that was taken back. Moderators use the room's own id for it. */
    Optional<Heard> retracted(Jid conversation, Retraction retraction) {
        return retraction.moderated()
                ? find(conversation, retraction.messageId())
                : find(
                        conversation,
                        author(retraction.kind(), retraction.from(), retraction.occupant()),
                        retraction.messageId());
    }

    private Optional<Heard> find(Jid conversation, @Nullable String author, @Nullable String id) {
        return author == null || id == null
                ? Optional.empty()
                : Optional.ofNullable(messages.get(new Key(conversation, author, id)));
    }

    /** The message that people there call so. */
    Optional<Heard> find(Jid conversation, String id) {
        return Optional.ofNullable(messages.get(new Key(conversation, null, id)));
    }

    /** The beginning of a text, without what it quotes itself. */
    static String excerpt(String body) {
        String own = body.lines()
                .filter(line -> !line.startsWith(">"))
                .limit(4)
                .reduce((first, second) -> first + "\n" + second)
                .orElse("")
                .strip();
        if (own.length() <= EXCERPT) {
            return own;
        }
        return own.substring(0, Character.isHighSurrogate(own.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT) + "…";
    }
}
