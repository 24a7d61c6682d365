package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bot's latest messages by conversation and either of their ids. Bounded. Not thread-safe. */
final class SentMessages {

    private static final int MAX = 10_000;

    private record Key(Jid conversation, String id) {}

    private final Map<Key, SentMessage> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SentMessage> eldest) {
            return size() > MAX;
        }
    };

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
}
