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
import java.util.EnumMap;
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

    /** The list of XEP-0048 is a node's only item. */
    private static final String OLD_ITEM = "current";

    /** How a server says that it has no such thing. */
    private static final Set<String> MISSING =
            Set.of("item-not-found", "service-unavailable", "feature-not-implemented");

    /** Only the account itself may read them: there may be passwords in them (XEP-0402 §7). */
    private static final Map<String, String> OLD_OPTIONS =
            Map.of("pubsub#persist_items", "true", "pubsub#access_model", "whitelist");

    private static final Map<String, String> OPTIONS = options();

    /** Where a list of XEP-0048 lies. */
    private enum Place {
        NODE,
        PRIVATE
    }

    /**
     * All that is known.
     *
     * @param items the bookmarks of XEP-0402
     * @param lists those of XEP-0048; a room that is in several places counts as the first of them says
     * @param node whether the server has nodes for accounts
     */
    private record Known(Map<Jid, Written> items, Map<Place, XmlElement> lists, boolean node) {

        Map<Jid, Written> rooms() {
            Map<Jid, Written> rooms = new LinkedHashMap<>(items);
            lists.values().stream()
                    .flatMap(list -> BookmarkCodec.readAll(list).stream())
                    .filter(written -> rooms.size() < MAX)
                    .forEach(written -> rooms.putIfAbsent(written.bookmark().room(), written));
            return rooms;
        }

        Optional<Place> listed(Jid room) {
            return lists.entrySet().stream()
                    .filter(list -> BookmarkCodec.has(list.getValue(), room))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        void take(PubSubItem item) {
            BookmarkCodec.read(item.id(), item.payload()).ifPresent(written -> {
                Jid room = written.bookmark().room();
                if (items.size() < MAX || items.containsKey(room)) {
                    items.put(room, written);
                }
            });
        }

        /** Without the lists: there may be passwords in them. */
        @Override
        public String toString() {
            return "Known[" + rooms().keySet() + "]";
        }
    }

    private final Origin origin;
    private final Queries queries;
    private final Directory directory;
    private final Calls calls;
    private final NodeWriter writer;

    /** What is to be read and changed, one after the other. */
    private final Turns turns = new Turns();

    private @Nullable CompletableFuture<Known> known;

    BookmarkBook(Origin origin, Queries queries, Directory directory, Calls calls) {
        this.origin = origin;
        this.queries = queries;
        this.directory = directory;
        this.calls = calls;
        this.writer = new NodeWriter(queries);
    }

    private static Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>(OLD_OPTIONS);
        options.put("pubsub#max_items", "max");
        options.put("pubsub#send_last_published_item", "never");
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
            // Before the list has come: behind it, and behind what was told before.
            known = list.thenApply(all -> {
                event.published().forEach(all::take);
                event.retracted().forEach(id -> Jid.parse(id).ifPresent(all.items()::remove));
                return all;
            });
        } else if (event.node().equals(Ns.BOOKMARKS) || event.node().equals(Ns.OLD_BOOKMARKS)) {
            known = null;
        }
    }

    @Override
    public CompletionStage<List<Bookmark>> list() {
        return calls.on(() -> turns.next(this::known)
                .thenApply(all ->
                        all.rooms().values().stream().map(Written::bookmark).toList()));
    }

    private CompletableFuture<Known> known() {
        @Nullable CompletableFuture<Known> before = known;
        if (before != null && !before.isCompletedExceptionally()) {
            return before;
        }
        CompletableFuture<Known> asked =
                orNothing(directory.info(origin.account())).thenCompose(info -> read(Optional.ofNullable(info)));
        known = asked;
        return asked;
    }

    private CompletableFuture<Known> read(Optional<EntityInfo> account) {
        boolean node = account.filter(info -> info.is("pubsub", "pep")).isPresent();
        boolean same = account.filter(
                        info -> info.features().stream().anyMatch(each -> each.startsWith(Ns.BOOKMARKS + "#compat")))
                .isPresent();
        Known all = new Known(new LinkedHashMap<>(), new EnumMap<>(Place.class), node);
        CompletableFuture<?> done = CompletableFuture.completedFuture(null);
        if (node) {
            done = ask(Nodes.allItems(Ns.BOOKMARKS))
                    .thenAccept(answer -> Nodes.read(answer, MAX).forEach(all::take));
        }
        if (node && !same) {
            done = done.thenCompose(step -> readList(all, Place.NODE));
        }
        if (!same) {
            done = done.thenCompose(step -> readList(all, Place.PRIVATE));
        }
        return done.thenApply(step -> all);
    }

    /** Reads a list of XEP-0048 as it is now. */
    private CompletableFuture<XmlElement> readList(Known all, Place place) {
        CompletableFuture<XmlElement> list = place == Place.PRIVATE
                ? ask(BookmarkCodec.privateQuery()).thenApply(BookmarkCodec::ofPrivate)
                : ask(Nodes.allItems(Ns.OLD_BOOKMARKS)).thenApply(BookmarkCodec::ofNode);
        return list.thenApply(read -> {
            all.lists().put(place, read);
            return read;
        });
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

    @Override
    public CompletionStage<Void> put(Bookmark bookmark) {
        Objects.requireNonNull(bookmark, "bookmark");
        return calls.on(() -> turns.next(() -> known().thenCompose(all -> put(all, bookmark))));
    }

    private CompletableFuture<Void> put(Known all, Bookmark bookmark) {
        Jid room = bookmark.room();
        @Nullable Written before = all.items().get(room);
        Optional<Place> listed = before == null ? all.listed(room) : Optional.empty();
        if (listed.isPresent() || !all.node()) {
            return change(all, listed.orElse(Place.PRIVATE), room, bookmark);
        }
        XmlElement element = BookmarkCodec.element(bookmark, before == null ? null : before.element());
        return writer.publishOwn(Ns.BOOKMARKS, new NodeWriter.Item(room.toString(), element), OPTIONS)
                .thenAccept(done -> all.items().put(room, new Written(bookmark, element)));
    }

    @Override
    public CompletionStage<Void> remove(Jid room) {
        Jid bare = Objects.requireNonNull(room, "room").bare();
        return calls.on(() -> turns.next(() -> known().thenCompose(all -> remove(all, bare))));
    }

    private CompletableFuture<Void> remove(Known all, Jid room) {
        CompletableFuture<Void> done = !all.items().containsKey(room)
                ? CompletableFuture.completedFuture(null)
                : queries.set(null, Nodes.retract(Ns.BOOKMARKS, room.toString()))
                        .thenAccept(gone -> all.items().remove(room));
        // It may lie in more than one place, and would come back from the others.
        for (Place list : List.copyOf(all.lists().keySet())) {
            done = done.thenCompose(gone -> change(all, list, room, null));
        }
        return done;
    }

    /**
     * Changes a list of XEP-0048, which is always written as a whole. It is read again for that: no server tells of what our other clients have
     * changed in it, and that would be lost.
     */
    private CompletableFuture<Void> change(Known all, Place place, Jid room, @Nullable Bookmark bookmark) {
        return readList(all, place).thenCompose(before -> {
            if (bookmark == null && !BookmarkCodec.has(before, room)) {
                return CompletableFuture.completedFuture(null);
            }
            XmlElement changed = BookmarkCodec.changed(before, room, bookmark);
            CompletableFuture<@Nullable XmlElement> written = place == Place.PRIVATE
                    ? queries.set(null, BookmarkCodec.privateStorage(changed))
                    : writer.publishOwn(Ns.OLD_BOOKMARKS, new NodeWriter.Item(OLD_ITEM, changed), OLD_OPTIONS);
            return written.thenAccept(done -> all.lists().put(place, changed));
        });
    }
}
