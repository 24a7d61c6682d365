package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bot's latest messages by conversation and either of their ids, and its reactions to others'. Bounded. Not thread-safe. */
final class SentMessages {

    private static final int MAX = 10_000;

    private record Key(Jid conversation, String id) {}

    private final Map<Key, SentMessage> messages = bounded();
    private final Map<Key, Set<String>> reactions = bounded();

    void add(Jid conversation, SentMessage sent) {
        messages.put(new Key(conversation, sent.id()), sent);
        messages.put(new Key(conversation, sent.referenceId()), sent);
    }

    boolean isOurs(Jid conversation, String id) {
        return messages.containsKey(new Key(conversation, id));
    }

    /** The id that corrections name, whichever of its ids is given; the given one if the message is not known. */
    String idOf(Jid conversation, String id) {
        SentMessage known = messages.get(new Key(conversation, id));
        return known == null ? id : known.id();
    }

    /** The id that reactions name. */
    String referenceIdOf(Jid conversation, String id) {
        SentMessage known = messages.get(new Key(conversation, id));
        return known == null ? id : known.referenceId();
    }

    /** Our reactions to a message after one more. */
    Set<String> withReaction(Jid conversation, String id, String emoji) {
        Set<String> changed = new LinkedHashSet<>(reactions(conversation, id));
        changed.add(emoji);
        return changed;
    }

    /** Our reactions to a message after one less; after none if {@code emoji} is {@code null}. */
    Set<String> withoutReaction(Jid conversation, String id, @Nullable String emoji) {
        Set<String> changed = new LinkedHashSet<>(reactions(conversation, id));
        if (emoji == null) {
            changed.clear();
        } else {
            changed.remove(emoji);
        }
        return changed;
    }

    void setReactions(Jid conversation, String id, Set<String> emojis) {
        if (emojis.isEmpty()) {
            reactions.remove(new Key(conversation, id));
        } else {
            reactions.put(
                    new Key(conversation, id), java.util.Collections.unmodifiableSet(new LinkedHashSet<>(emojis)));
        }
    }

    private Set<String> reactions(Jid conversation, String id) {
        return reactions.getOrDefault(new Key(conversation, id), Set.of());
    }

    private static <V> Map<Key, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
                return size() > MAX;
            }
        };
    }
}
