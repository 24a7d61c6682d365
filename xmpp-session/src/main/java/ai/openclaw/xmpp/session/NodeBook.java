package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.pubsub.NodeOptions;
import ai.openclaw.xmpp.pubsub.PubSub;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.pubsub.PubSubPage;
import ai.openclaw.xmpp.session.codec.Nodes;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nodes that we publish to and hear of (XEP-0060, XEP-0163). Loop thread only, but for the API's methods. */
final class NodeBook implements PubSub {

    private static final int MAX_SUBSCRIPTIONS = 1000;
    private static final int MAX_NODE = 1024;
    private static final int MAX_PAGE = 200;

    private record Node(Jid service, String name) {}

    /** A node that was subscribed to, or is being. */
    private static final class Subscription {
        /** How many wishes are not answered yet. */
        private int asked;

        private boolean confirmed;
    }

    private final Origin origin;
    private final Queries queries;
    private final Calls calls;
    private final Ids ids;
    private final NodeWriter writer;
    private final Map<Node, Subscription> subscribed = new LinkedHashMap<>();

    NodeBook(Origin origin, Queries queries, Calls calls, Ids ids) {
        this.origin = origin;
        this.queries = queries;
        this.calls = calls;
        this.ids = ids;
        this.writer = new NodeWriter(queries);
    }

    /**
     * What a message tells of a node that concerns us. Anybody can send events: those of others' services count only for nodes that we
     * subscribed to there, and for our own nodes only what our account says.
     */
    Optional<PubSubEvent> event(Stanza message) {
        if (message.hasType("error")) {
            return Optional.empty();
        }
        Jid from = origin.isAccount(message.from()) ? origin.account() : message.from();
        return from == null
                ? Optional.empty()
                : message.child(Ns.PUBSUB_EVENT, "event")
                        .flatMap(event -> Nodes.event(from, event))
                        .filter(event ->
                                from.equals(origin.account()) || subscribed.containsKey(new Node(from, event.node())));
    }

    /** A new stream: services of our own server may have forgotten us. */
    void renew() {
        List.copyOf(subscribed.keySet())
                .forEach(node -> queries.set(node.service(), Nodes.subscribe(node.name(), origin.account()))
                        .exceptionally(refused -> null));
    }

    private static Node node(Jid service, String name) {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(name, "node");
        if (name.isBlank() || name.length() > MAX_NODE) {
            throw new IllegalArgumentException("a node's name has 1 to " + MAX_NODE + " characters");
        }
        return new Node(service.local() == null ? service : service.bare(), name);
    }

    /** Whom to ask: our own account without an address, as servers like it best. */
    private @Nullable Jid service(Node node) {
        return node.service().equals(origin.account()) ? null : node.service();
    }

    private CompletableFuture<@Nullable XmlElement> set(Node node, XmlElement payload) {
        return queries.set(service(node), payload);
    }

    @Override
    public CompletionStage<Boolean> subscribe(Jid service, String node) {
        Node wanted = node(service, node);
        return calls.on(() -> {
            if (!subscribed.containsKey(wanted) && subscribed.size() >= MAX_SUBSCRIPTIONS) {
                return CompletableFuture.failedFuture(new XmppException(
                        XmppException.Kind.STATE,
                        "the session is subscribed to " + MAX_SUBSCRIPTIONS + " nodes; unsubscribe from some"));
            }
            // At once: the first event comes before the answer, or with it.
            Subscription subscription = subscribed.computeIfAbsent(wanted, unknown -> new Subscription());
            subscription.asked++;
            return set(wanted, Nodes.subscribe(wanted.name(), origin.account()))
                    .whenComplete((answer, failure) -> {
                        subscription.asked--;
                        subscription.confirmed |= failure == null;
                        if (!subscription.confirmed && subscription.asked == 0) {
                            subscribed.remove(wanted, subscription);
                        }
                    })
                    .thenApply(Nodes::isSubscribed);
        });
    }

    @Override
    public CompletionStage<Void> unsubscribe(Jid service, String node) {
        Node unwanted = node(service, node);
        return calls.on(() -> {
            subscribed.remove(unwanted);
            return set(unwanted, Nodes.unsubscribe(unwanted.name(), origin.account()))
                    .thenAccept(done -> {});
        });
    }

    @Override
    public CompletionStage<String> publish(Jid service, String node, PubSubItem item, @Nullable NodeOptions options) {
        Node target = node(service, node);
        Objects.requireNonNull(item, "item");
        return calls.on(() -> {
            String id = item.id() == null ? ids.fresh() : item.id();
            return writer.publish(
                            service(target),
                            target.name(),
                            new NodeWriter.Item(id, item.payload()),
                            options == null ? null : Nodes.values(options))
                    .thenApply(answer -> Nodes.published(answer).orElse(id));
        });
    }

    @Override
    public CompletionStage<Void> retract(Jid service, String node, String itemId) {
        Node target = node(service, node);
        Objects.requireNonNull(itemId, "itemId");
        return calls.on(() -> set(target, Nodes.retract(target.name(), itemId)).thenAccept(done -> {}));
    }

    @Override
    public CompletionStage<PubSubPage> items(Jid service, String node, int max, @Nullable String after) {
        Node target = node(service, node);
        if (max < 1 || max > MAX_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " items, not " + max);
        }
        return calls.on(() -> queries.get(service(target), Nodes.items(target.name(), max, after))
                .thenApply(answer -> Nodes.page(answer, max, after)));
    }

    @Override
    public CompletionStage<Void> create(Jid service, String node, NodeOptions options) {
        Node target = node(service, node);
        Objects.requireNonNull(options, "options");
        return calls.on(() ->
                set(target, Nodes.create(target.name(), Nodes.values(options))).thenAccept(done -> {}));
    }

    @Override
    public CompletionStage<Void> delete(Jid service, String node) {
        Node target = node(service, node);
        return calls.on(() -> set(target, Nodes.delete(target.name())).thenAccept(done -> {}));
    }
}
