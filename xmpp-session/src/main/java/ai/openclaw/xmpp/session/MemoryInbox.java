package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.media.MediaLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** An inbox that outlives streams, not the process. */
final class MemoryInbox implements Inbox {

    private static final int MAX_ALIASES = 100_000;

    /** What is remembered of an event, under each of its ids. */
    private record Seen(String content, Map<Jid, String> stanzaIds) {}

    private final Recent<String, Seen> seen = new Recent<>(MAX_ALIASES);
    private long number;

    @Override
    public CompletionStage<Optional<Entry>> commit(Message message) {
        Seen event = new Seen(content(message), message.stanzaIds());
        List<String> aliases = aliases(message);
        if (aliases.stream().flatMap(alias -> seen.find(alias).stream()).anyMatch(known -> same(known, event))) {
            // A later copy may know ids that the first one did not.
            aliases.forEach(alias -> seen.put(alias, event));
            return CompletableFuture.completedFuture(Optional.empty());
        }
        aliases.forEach(alias -> seen.put(alias, event));
        return CompletableFuture.completedFuture(Optional.of(new Entry(++number, message)));
    }

    @Override
    public void done(Entry entry) {
        // Nothing is kept of it but the aliases.
    }

    /** All ids of one event: of the archives that are entitled to give them, and the sender's own within what that sender sent. */
    static List<String> aliases(Message message) {
        List<String> aliases = new ArrayList<>();
        message.stanzaIds().forEach((by, id) -> aliases.add("archive\n" + by + "\n" + id));
        if (message.originId() != null) {
            aliases.add("origin\n" + message.from() + "\n" + message.originId());
        }
        if (message.id() != null) {
            aliases.add("id\n" + message.from() + "\n" + message.id());
        }
        return aliases;
    }

    /** Some clients use an id twice; an archive never does. */
    private static boolean same(Seen known, Seen event) {
        boolean distinct = event.stanzaIds().entrySet().stream().anyMatch(entry -> {
            String before = known.stanzaIds().get(entry.getKey());
            return before != null && !before.equals(entry.getValue());
        });
        return !distinct && known.content().equals(event.content());
    }

    private static String content(Message message) {
        return Ids.hash(String.join(
                "\n\u0000",
                message.kind().name(),
                message.body(),
                String.valueOf(message.replaces()),
                String.valueOf(message.thread()),
                String.valueOf(message.unreadable()),
                message.media().stream().map(MediaLink::url).collect(Collectors.joining("\n"))));
    }
}
