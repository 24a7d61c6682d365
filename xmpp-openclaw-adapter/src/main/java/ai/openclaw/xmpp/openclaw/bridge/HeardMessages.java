package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What others said of late, by conversation and any of its ids, for what is said about it later. Bounded. Not thread-safe. */
final class HeardMessages {

    private static final int MAX = 2_000;

    /** The longest part of a text that is kept to be quoted, in UTF-16 units. */
    static final int EXCERPT = 200;

    private record Key(Jid conversation, String id) {}

    /** One message. */
    static final class Heard {
        final String eventId;
        final @Nullable String referenceId;
        final String excerpt;

        /** Whether the host was told. */
        boolean handedOver;

        /** Whether it was taken back. */
        boolean withdrawn;

        private Heard(String eventId, @Nullable String referenceId, String excerpt) {
            this.eventId = eventId;
            this.referenceId = referenceId;
            this.excerpt = excerpt;
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
        Set<Key> keys = new LinkedHashSet<>();
        for (@Nullable String id : new String[] {message.referenceId(), message.id(), message.originId()}) {
            if (id != null) {
                keys.add(new Key(message.conversation(), id));
            }
        }
        Heard heard = keys.stream()
                .flatMap(key -> Optional.ofNullable(messages.get(key)).stream())
                .filter(known -> known.eventId.equals(eventId))
                .findFirst()
                .orElseGet(() -> new Heard(
                        eventId, message.referenceId(), Hints.mayBeKept(message) ? excerpt(message.body()) : ""));
        keys.forEach(key -> messages.put(key, heard));
        return heard;
    }

    Optional<Heard> find(Jid conversation, @Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(messages.get(new Key(conversation, id)));
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
