package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which message is meant by an id that the host or its agent names: by the event id of what was handed over, by an id of a message of ours, or by
 * what the archive calls one. Known over restarts, because the host's transcripts are. And which thread a thread branched off: the host knows
 * threads by their ids alone. Belongs to the account's executor.
 */
final class References {

    private static final int RECENT = 5_000;

    /** Nobody's ids are longer. */
    private static final int LONGEST = 256;

    /**
     * A message that can be named.
     *
     * @param id what reactions and replies name it by; {@code null} if nothing stands in the chat that could be named
     * @param author the address of who wrote it, if that is known
     * @param own the id that a correction of ours names; {@code null} of a message that is not ours
     * @param thread the thread that ours was said in
     * @param markable whether its author wants to hear how far it was read (XEP-0333)
     */
    record Meant(
            @Nullable String id,
            @Nullable String author,
            @Nullable String own,
            @Nullable String thread,
            boolean markable) {
        /** One of somebody else's. */
        static Meant of(Message message, @Nullable String id) {
            return new Meant(id, message.from().toString(), null, null, isMarkable(message));
        }

        private static boolean isMarkable(Message message) {
            return message.payload().stream().anyMatch(element -> element.is("urn:xmpp:chat-markers:0", "markable"));
        }

        boolean isOurs() {
            return own != null;
        }

        /** The message as we sent it; only of ours. */
        SentMessage sent() {
            String origin = Objects.requireNonNull(own, "own");
            return new SentMessage(origin, Objects.requireNonNullElse(id, origin), java.time.Instant.EPOCH);
        }
    }

    private final ReferenceBook book;
    private final Executor executor;
    private final Map<String, Meant> recent = bounded();
    private final Map<String, String> parents = bounded();

    References(ReferenceBook book, Executor executor) {
        this.book = book;
        this.executor = executor;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > RECENT;
            }
        };
    }

    // What can be named.

    /** A message is handed to the host. Completes when that is safe, or cannot be made so now. */
    CompletionStage<Void> handedOver(Message message, String eventId) {
        String place = place(message.kind(), message.conversation());
        Meant meant = Meant.of(message, named(message.referenceId()));
        CompletionStage<Void> safe = keep(Map.of(key(place, eventId), meant));
        if (meant.id() != null) {
            // Anybody can use the id of a message of ours: it stays ours.
            CompletionStage<Void> before = safe;
            safe = keepNew(Map.of(key(place, meant.id()), meant)).thenCompose(kept -> before);
        }
        if (message.reply() != null) {
            quoted(place, message.reply().id(), message.reply().to());
        }
        @Nullable MessageThread thread = message.thread();
        if (thread == null || named(thread.id()) == null || named(thread.parent()) == null) {
            return safe;
        }
        String key = threadKey(place, thread.id());
        String parent = Objects.requireNonNull(thread.parent());
        if (parent.equals(parents.put(key, parent))) {
            return safe;
        }
        return safe.thenCompose(kept -> book.put(Map.of(key, parent)));
    }

    /** What the agent is told of as context only. */
    void overheard(Message message) {
        @Nullable String id = named(message.referenceId());
        if (id != null) {
            recent.putIfAbsent(key(place(message.kind(), message.conversation()), id), Meant.of(message, id));
        }
    }

    private void quoted(String place, String id, @Nullable Jid author) {
        if (named(id) != null) {
            recent.putIfAbsent(
                    key(place, id), new Meant(id, author == null ? null : author.toString(), null, null, false));
        }
    }

    /** A command of the menu is handed over: an event without a message. */
    void command(Jid person, String eventId) {
        keep(Map.of(key(place(ChatKind.DIRECT, person.bare()), eventId), new Meant(null, null, null, null, false)));
    }

    /** We said something; whoever names one of these ids means it. */
    void said(ChatKind kind, Jid conversation, SentMessage sent, List<String> names, @Nullable MessageThread thread) {
        String place = place(kind, conversation);
        Meant meant = new Meant(sent.referenceId(), null, sent.id(), thread == null ? null : thread.id(), false);
        Map<String, Meant> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(key(place, name), meant));
        keep(known);
    }

    /** The agent reads of these in the archive of a conversation. From any thread. */
    void read(ChatKind kind, Jid conversation, List<ArchivedMessage> page) {
        String place = place(kind, conversation);
        Map<String, Meant> known = new LinkedHashMap<>();
        for (ArchivedMessage archived : page) {
            Message message = archived.message();
            @Nullable String id = named(message.referenceId());
            if (id != null) {
                @Nullable String origin = message.originId() != null ? message.originId() : message.id();
                Meant meant = archived.outgoing()
                        ? new Meant(id, message.from().toString(), origin, null, false)
                        : Meant.of(message, id);
                known.put(key(place, id), meant);
                known.put(key(place, archived.id()), meant);
            }
        }
        executor.execute(() -> keepNew(known));
    }

    /** Keeps of those what nothing is known of yet: what we know of our own we know better. */
    private CompletionStage<Void> keepNew(Map<String, Meant> known) {
        Map<String, Meant> fresh = new LinkedHashMap<>(known);
        fresh.keySet().removeAll(recent.keySet());
        if (fresh.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        recent.putAll(fresh);
        // A failure comes on the store's thread.
        return book.find(fresh.keySet())
                .exceptionally(unreadable -> Map.of())
                .thenComposeAsync(
                        found -> {
                            found.forEach((key, text) -> book.meant(text).ifPresent(meant -> recent.put(key, meant)));
                            fresh.keySet().removeAll(found.keySet());
                            return keep(fresh);
                        },
                        executor);
    }

    private CompletionStage<Void> keep(Map<String, Meant> known) {
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        recent.putAll(known);
        Map<String, String> texts = new LinkedHashMap<>();
        known.forEach((key, meant) -> texts.put(key, book.text(meant)));
        return book.put(texts);
    }

    // What is named.

    /** What is meant by an id there; empty if nothing is known of it. Fails if that cannot be looked up. */
    CompletionStage<Optional<Meant>> find(Place place, String id) {
        if (named(id) == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String key = key(place(place.kind(), place.to()), id);
        @Nullable Meant known = recent.get(key);
        return known != null
                ? CompletableFuture.completedFuture(Optional.of(known))
                : book.find(Set.of(key))
                        .thenApply(texts -> Optional.ofNullable(texts.get(key)).flatMap(book::meant));
    }

    /** The same, of what has to be there. */
    CompletionStage<Meant> need(Place place, String id) {
        return find(place, id).thenApply(found -> found.orElseThrow(() -> unknown(place, id)));
    }

    static IllegalArgumentException unknown(Place place, String id) {
        String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
        return new IllegalArgumentException("no message \"" + TextChunker.clean(shown) + "\" is known in "
                + place.conversation() + ": name the id of a message of that conversation");
    }

    /** A thread with the one that it branched off, if it is known to have. */
    CompletionStage<@Nullable MessageThread> thread(Place place, @Nullable String id) {
        if (id == null || id.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        String key = threadKey(place(place.kind(), place.to()), id);
        @Nullable String parent = parents.get(key);
        if (parent != null || id.length() > LONGEST) {
            return CompletableFuture.completedFuture(new MessageThread(id, parent));
        }
        // What is said matters more than where it belongs.
        return book.find(Set.of(key))
                .exceptionally(unreadable -> Map.of())
                .thenApply(found -> new MessageThread(id, found.get(key)));
    }

    private static @Nullable String named(@Nullable String id) {
        return id == null || id.isEmpty() || id.length() > LONGEST ? null : id;
    }

    /** Where ids have a meaning: somebody who talks privately in a room stays the same under other nicks. */
    private static String place(ChatKind kind, Jid conversation) {
        return kind + " " + conversation.bare();
    }

    private static String key(String place, String id) {
        return EventIds.hash("reference", place, id);
    }

    private static String threadKey(String place, String id) {
        return EventIds.hash("thread", place, id);
    }
}
