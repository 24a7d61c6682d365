package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bot's latest messages by conversation and either of their ids. Bounded. Not thread-safe. */
final class SentMessages {

    private static final int MAX = 10_000;

    private record Key(Jid conversation, String id) {}

    /** What was said at once: a text in as many messages as it took, and a file. */
    static final class Saying {
        final @Nullable String thread;
        final List<SentMessage> texts = new ArrayList<>();
        final List<SentMessage> files = new ArrayList<>();

        Saying(@Nullable String thread) {
            this.thread = thread;
        }
    }

    private record Known(SentMessage message, @Nullable Saying saying, String excerpt) {}

    private final Map<Key, Known> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MAX;
        }
    };

    /** A message was sent, as a part of what is said. */
    void add(Jid conversation, SentMessage sent, @Nullable Saying saying, String body) {
        Known known = new Known(sent, saying, HeardMessages.excerpt(body));
        messages.put(new Key(conversation, sent.id()), known);
        messages.put(new Key(conversation, sent.referenceId()), known);
    }

    /** A message was corrected: who names the correction means it. */
    void corrected(
            Jid conversation, SentMessage original, SentMessage correction, @Nullable Saying saying, String body) {
        add(conversation, original, saying, body);
        Known known = new Known(original, saying, HeardMessages.excerpt(body));
        messages.put(new Key(conversation, correction.id()), known);
        messages.put(new Key(conversation, correction.referenceId()), known);
    }

    boolean isOurs(Jid conversation, String id) {
        return messages.containsKey(new Key(conversation, id));
    }

    private Optional<Known> find(Jid conversation, String id) {
        return Optional.ofNullable(messages.get(new Key(conversation, id)));
    }

    Optional<SentMessage> message(Jid conversation, String id) {
        return find(conversation, id).map(Known::message);
    }

    /** What a message was said with. */
    Optional<Saying> saying(Jid conversation, String id) {
        return find(conversation, id).flatMap(known -> Optional.ofNullable(known.saying()));
    }

    /** How a message of ours began. */
    Optional<String> excerpt(Jid conversation, String id) {
        return find(conversation, id).map(Known::excerpt).filter(text -> !text.isEmpty());
    }

    /** The id that reactions name; the given one if the message is not known. */
    String referenceIdOf(Jid conversation, String id) {
        return find(conversation, id)
                .map(known -> known.message().referenceId())
                .orElse(id);
    }
}
