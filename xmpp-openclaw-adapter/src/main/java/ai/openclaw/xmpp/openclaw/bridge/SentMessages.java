package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
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
        final @Nullable MessageThread thread;
        final List<SentMessage> texts = new ArrayList<>();
        final List<SentMessage> files = new ArrayList<>();

        Saying(@Nullable MessageThread thread) {
            this.thread = thread;
        }
    }

    private record Known(@Nullable Saying saying, String excerpt) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "Known[" + (saying == null ? "message" : "growing text") + "]";
        }
    }

    private final References references;
    private final Map<Key, Known> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MAX;
        }
    };

    /** @param references hears of each */
    SentMessages(References references) {
        this.references = references;
    }

    /** A message was sent, as a part of what is said. */
    void add(ChatKind kind, Jid conversation, SentMessage sent, Saying saying, String body) {
        add(kind, conversation, sent, sent, saying, body);
    }

    /** A message was corrected: who names the correction means it. */
    void corrected(
            ChatKind kind, Jid conversation, SentMessage original, SentMessage correction, Saying saying, String body) {
        add(kind, conversation, original, original, saying, body);
        add(kind, conversation, original, correction, saying, body);
    }

    private void add(
            ChatKind kind, Jid conversation, SentMessage meant, SentMessage named, Saying saying, String body) {
        Known known = new Known(saying, HeardMessages.excerpt(body));
        messages.put(new Key(conversation, named.id()), known);
        messages.put(new Key(conversation, named.referenceId()), known);
        references.said(kind, conversation, meant, List.of(named.id(), named.referenceId()), saying.thread);
    }

    boolean isOurs(Jid conversation, String id) {
        return messages.containsKey(new Key(conversation, id));
    }

    private Optional<Known> find(Jid conversation, String id) {
        return Optional.ofNullable(messages.get(new Key(conversation, id)));
    }

    /** What a message was said with. */
    Optional<Saying> saying(Jid conversation, String id) {
        return find(conversation, id).flatMap(known -> Optional.ofNullable(known.saying()));
    }

    /** How a message of ours began. */
    Optional<String> excerpt(Jid conversation, String id) {
        return find(conversation, id).map(Known::excerpt).filter(text -> !text.isEmpty());
    }
}
