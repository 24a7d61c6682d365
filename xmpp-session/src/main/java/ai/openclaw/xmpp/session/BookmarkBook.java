package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.muc.Bookmarks;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.session.codec.BookmarkCodec;
import ai.openclaw.xmpp.session.codec.BookmarkCodec.Written;
import ai.openclaw.xmpp.session.codec.Nodes;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The account's bookmarks: items of a node (XEP-0402) where the server has such, and the list of older clients (XEP-0048), in a node or in
 * private storage, where the server does not keep both the same. Loop thread only, but for the API's methods.
 */
final class BookmarkBook implements Bookmarks {

    private static final int MAX = 1000;
    private static final String OLD_ITEM = "current";

    /** How a server says that it has no such thing. */
    private static final Set<String> MISSING =
            Set.of("item-not-found", "service-unavailable", "feature-not-implemented");

    /** Only the account itself may read them: there may be passwords in them (XEP-0402 §7). */
    private static final Map<String, String> OPTIONS = options();

    /** Where a bookmark lies. */
    private enum Place {
        ITEM,
        OLD_NODE,
        PRIVATE
    }

    private record Entry(Written written, Place place) {}

    /**
     * All that is known.
     *
     * @param old the lists of XEP-0048, by where they lie
     * @param items whether the server has nodes for accounts
     */
    private record Known(Map<Jid, Entry> rooms, Map<Place, XmlElement> old, boolean items) {
        /** Without the lists: there may be passwords in them. */
        @Override
        public String toString() {
            return "Known[" + rooms.keySet() + "]";
        }
    }

    private final Origin origin;
    private final Queries queries;
    private final Directory directory;
    private final Calls calls;
    private final NodeWriter writer;
    private @Nullable CompletableFuture<Known> known;

    BookmarkBook(Origin origin, Queries queries, Directory directory, Calls calls) {
        this.origin = origin;
        this.queries = queries;
        this.directory = directory;
        this.calls = calls;
        this.writer = new NodeWriter(queries);
    }

    private static Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("pubsub#persist_items", "true");
        options.put("pubsub#max_items", "max");
        options.put("pubsub#send_last_published_item", "never");
        options.put("pubsub#access_model", "whitelist");
        return Collections.unmodifiableMap(options);
    }

    /** A new stream: what changed meanwhile was not told. */
    void forget() {
        known = null;
    }

    /** Another client of ours has changed something; who may say so has been checked. */
    void changed(PubSubEvent event) {
        @Nullable CompletableFuture<Known> list = known;
        if (list == null || !event.service().equals(origin.account())) {
            return;
        }
        if (event.node().equals(Ns.BOOKMARKS) && event.what() == PubSubEvent.What.ITEMS) {
            list.thenAccept(all -> {
                event.published().forEach(item -> take(all.rooms(), item));
                event.retracted().forEach(id -> Jid.parse(id).ifPresent(all.rooms()::remove));
            });
        } else if (event.node().equals(Ns.BOOKMARKS) || event.node().equals(Ns.OLD_BOOKMARKS)) {
            known = null;
        }
    }

    private static void take(Map<Jid, Entry> rooms, PubSubItem item) {
        BookmarkCodec.read(item.id(), item.payload()).ifPresent(written -> {
            Jid room = written.bookmark().room();
            if (rooms.size() < MAX || rooms.containsKey(room)) {
                rooms.put(room, new Entry(written, Place.ITEM));
            }
        });
    }

    @Override
    public CompletionStage<List<Bookmark>> list() {
        return calls.on(() -> known().thenApply(all -> all.rooms().values().stream()
                .map(entry -> entry.written().bookmark())
                .toList()));
    }

    private CompletableFuture<Known> known() {
        @Nullable CompletableFuture<Known> before = known;
        if (before != null) {
            return before;
        }
        CompletableFuture<Known> asked =
                orNothing(directory.info(origin.account())).thenCompose(info -> read(Optional.ofNullable(info)));
        known = asked;
        asked.whenComplete((all, failure) -> {
            if (known != null && known.isCompletedExceptionally()) {
                known = null;
            }
        });
        return asked;
    }

    private CompletableFuture<Known> read(Optional<EntityInfo> account) {
        boolean items = account.filter(info -> info.is("pubsub", "pep")).isPresent();
        boolean same = account.filter(
                        info -> info.features().stream().anyMatch(each -> each.startsWith(Ns.BOOKMARKS + "#compat")))
                .isPresent();
        Known all = new Known(new LinkedHashMap<>(), new LinkedHashMap<>(), items);
        CompletableFuture<?> done = CompletableFuture.completedFuture(null);
        if (items) {
            done = ask(Nodes.allItems(Ns.BOOKMARKS))
                    .thenAccept(answer -> Nodes.read(answer, MAX).forEach(item -> take(all.rooms(), item)));
        }
        if (items && !same) {
            done = done.thenCompose(step -> ask(Nodes.allItems(Ns.OLD_BOOKMARKS)))
                    .thenAccept(answer -> Nodes.read(answer, 1).stream()
                            .map(PubSubItem::payload)
                            .filter(payload -> payload != null && payload.is(Ns.OLD_BOOKMARKS, "storage"))
                            .forEach(storage -> takeAll(all, Place.OLD_NODE, Objects.requireNonNull(storage))));
        }
        if (!same) {
            done = done.thenCompose(step -> ask(BookmarkCodec.privateQuery()))
                    .thenAccept(answer -> takeAll(all, Place.PRIVATE, BookmarkCodec.ofPrivate(answer)));
        }
        return done.thenApply(step -> all);
    }

    private CompletableFuture<@Nullable XmlElement> ask(XmlElement question) {
        return orNothing(queries.get(null, question));
    }

    /** What the server does not have is empty. What it fails to tell is not: it would be written over. */
    private static <T> CompletableFuture<@Nullable T> orNothing(CompletableFuture<? extends @Nullable T> answer) {
        return answer.<CompletableFuture<@Nullable T>>handle((given, failure) -> failure == null || isMissing(failure)
                        ? CompletableFuture.completedFuture(given)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(stage -> stage);
    }

    private static boolean isMissing(Throwable failure) {
        return Calls.cause(failure) instanceof XmppException told
                && told.stanzaError()
                        .filter(error -> MISSING.contains(error.condition()))
                        .isPresent();
    }

    private static void takeAll(Known all, Place place, XmlElement storage) {
        all.old().put(place, storage);
        for (Written written : BookmarkCodec.readAll(storage)) {
            if (all.rooms().size() < MAX) {
                all.rooms().putIfAbsent(written.bookmark().room(), new Entry(written, place));
            }
        }
    }

    @Override
    public CompletionStage<Void> put(Bookmark bookmark) {
        Objects.requireNonNull(bookmark, "bookmark");
        return calls.on(() -> known().thenCompose(all -> put(all, bookmark)));
    }

    private CompletableFuture<Void> put(Known all, Bookmark bookmark) {
        @Nullable Entry before = all.rooms().get(bookmark.room());
        Place place = before != null ? before.place() : all.items() ? Place.ITEM : Place.PRIVATE;
        if (place != Place.ITEM) {
            return write(all, place, bookmark.room(), bookmark);
        }
        XmlElement element = BookmarkCodec.element(
                bookmark, before == null ? null : before.written().element());
        return writer.publish(
                        null, Ns.BOOKMARKS, new NodeWriter.Item(bookmark.room().toString(), element), OPTIONS)
                .thenAccept(done ->
                        all.rooms().put(bookmark.room(), new Entry(new Written(bookmark, element), Place.ITEM)));
    }

    @Override
    public CompletionStage<Void> remove(Jid room) {
        Jid bare = Objects.requireNonNull(room, "room").bare();
        return calls.on(() -> known().thenCompose(all -> remove(all, bare)));
    }

    private CompletableFuture<Void> remove(Known all, Jid room) {
        @Nullable Entry entry = all.rooms().get(room);
        CompletableFuture<Void> done = entry == null || entry.place() != Place.ITEM
                ? CompletableFuture.completedFuture(null)
                : queries.set(null, Nodes.retract(Ns.BOOKMARKS, room.toString()))
                        .thenAccept(gone -> all.rooms().remove(room));
        // It may lie in more than one place, and would come back from the others.
        for (Map.Entry<Place, XmlElement> list : List.copyOf(all.old().entrySet())) {
            if (BookmarkCodec.has(list.getValue(), room)) {
                done = done.thenCompose(gone -> write(all, list.getKey(), room, null));
            }
        }
        return done;
    }

    /** Changes a list of XEP-0048, which is always written as a whole. */
    private CompletableFuture<Void> write(Known all, Place place, Jid room, @Nullable Bookmark bookmark) {
        XmlElement changed =
                BookmarkCodec.changed(all.old().getOrDefault(place, BookmarkCodec.storage()), room, bookmark);
        CompletableFuture<@Nullable XmlElement> request = place == Place.PRIVATE
                ? queries.set(null, BookmarkCodec.privateStorage(changed))
                : writer.publish(null, Ns.OLD_BOOKMARKS, new NodeWriter.Item(OLD_ITEM, changed), OPTIONS);
        // At once: the next change is made to this list.
        all.old().put(place, changed);
        return request.thenAccept(done -> {
                    if (bookmark == null) {
                        all.rooms().remove(room);
                    } else {
                        all.rooms().put(room, new Entry(new Written(bookmark, changed), place));
                    }
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        known = null;
                    }
                });
    }
}
