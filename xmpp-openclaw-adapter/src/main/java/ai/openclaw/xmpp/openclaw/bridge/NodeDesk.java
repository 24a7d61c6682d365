package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.config.WatchedNode;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import ai.openclaw.xmpp.pubsub.NodeOptions;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes for the agent: it publishes and reads when asked, and hears of those that the configuration names. What is published there is
 * nobody's message: it never begins a turn. Runs on the account's executor.
 */
final class NodeDesk {

    private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);

    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Events a minute; each may wait in the agent's memory for its next turn. */
    private static final int EVENTS_A_MINUTE = 20;

    private static final int ITEMS_AN_EVENT = 10;
    private static final int EVENT_TEXT = 1000;
    private static final int ITEM_TEXT = 4000;
    private static final int USUAL_PAGE = 20;
    private static final int MOST_ITEMS = 50;
    private static final int MAX_NAME = 1000;

    private final String accountId;
    private final XmppSession session;
    private final Host host;
    private final Clock clock;
    private final Deque<Instant> told = new ArrayDeque<>();
    private final AskedNodes asked;
    private final Executor executor;
    private List<WatchedNode> settings = List.of();
    private List<WatchedNode> watched = List.of();
    private final Set<WatchedNode> subscribed = new HashSet<>();
    private boolean silenced;

    NodeDesk(String accountId, XmppSession session, Host host, AskedNodes asked, Clock clock, Executor executor) {
        this.asked = asked;
        this.executor = executor;
        this.accountId = accountId;
        this.session = session;
        this.host = host;
        this.clock = clock;
    }

    /** Hears of these nodes from now on, of those that the agent was asked to subscribe to, and of no others. */
    void watch(List<WatchedNode> named) {
        settings = named;
        follow();
    }

    private void follow() {
        List<WatchedNode> nodes = Stream.concat(
                        settings.stream(), asked.list().stream().filter(node -> !isInSettings(node)))
                .toList();
        for (WatchedNode old : watched) {
            if (nodes.stream().noneMatch(old::isSameNode)) {
                subscribed.remove(old);
                session.pubsub().unsubscribe(old.service(), old.node()).exceptionally(failure -> {
                    LOG.debug("{}: {} was not left: {}", accountId, old, String.valueOf(failure.getMessage()));
                    return null;
                });
            }
        }
        watched = nodes;
        subscribe();
    }

    private boolean isInSettings(WatchedNode node) {
        return settings.stream().anyMatch(node::isSameNode);
    }

    /** There is a stream: what could not be subscribed to before is tried again. */
    void subscribe() {
        if (session.info().isEmpty()) {
            return;
        }
        for (WatchedNode node : watched) {
            boolean own = node.service().equals(session.account());
            if (!own && subscribed.add(node)) {
                session.pubsub()
                        .subscribe(node.service(), node.node())
                        .whenCompleteAsync(
                                (counts, failure) -> {
                                    if (failure != null) {
                                        subscribed.remove(node);
                                        LOG.warn(
                                                "{}: the node {} of {} cannot be subscribed to: {}",
                                                accountId,
                                                Shown.name(node.node()),
                                                node.service(),
                                                String.valueOf(failure.getMessage()));
                                    } else if (!counts) {
                                        LOG.warn(
                                                "{}: the node {} of {} waits for its owner's approval",
                                                accountId,
                                                Shown.name(node.node()),
                                                node.service());
                                    }
                                },
                                executor);
            }
        }
    }

    /** Something was published. */
    void happened(PubSubEvent event) {
        Optional<WatchedNode> node = watched.stream()
                .filter(each ->
                        each.service().equals(event.service()) && each.node().equals(event.node()))
                .findFirst();
        if (node.isEmpty() || !mayTell()) {
            return;
        }
        Instant now = clock.instant();
        ServiceCalls.NodeEvent told = new ServiceCalls.NodeEvent(
                accountId,
                EventIds.hash("node", event.service().toString(), event.node(), ids(event), now.toString()),
                event.service().toString(),
                event.node(),
                node.get().conversation(),
                event.what().name().toLowerCase(Locale.ROOT),
                event.published().stream()
                        .limit(ITEMS_AN_EVENT)
                        .map(item -> item(item, EVENT_TEXT))
                        .toList(),
                event.retracted().stream().limit(ITEMS_AN_EVENT).toList(),
                now.toString(),
                !isInSettings(node.get()));
        host.nodeEvent(told).exceptionally(failure -> {
            LOG.warn("{}: event {}: the host took no news: {}", accountId, told.eventId(), failure.toString());
            return null;
        });
    }

    private static String ids(PubSubEvent event) {
        return event.published().stream().map(PubSubItem::id).toList() + " " + event.retracted();
    }

    private boolean mayTell() {
        Instant since = clock.instant().minus(MINUTE);
        while (!told.isEmpty() && told.peek().isBefore(since)) {
            told.remove();
        }
        if (told.size() >= EVENTS_A_MINUTE) {
            if (!silenced) {
                LOG.warn("{}: more than {} events of nodes a minute; some are not told", accountId, EVENTS_A_MINUTE);
            }
            silenced = true;
            return false;
        }
        silenced = false;
        told.add(clock.instant());
        return true;
    }

    // What the agent asks for.

    CompletionStage<ServiceCalls.Subscribed> subscribe(ServiceCalls.Subscribe request) {
        String conversation = Needed.field(request.conversation(), "conversation");
        Target told = Target.parse(conversation);
        if (told.kind() != null && told.kind() != ChatKind.DIRECT || !told.jid().isBare()) {
            throw new IllegalArgumentException("news are told in a chat with a person, not in " + conversation);
        }
        WatchedNode node = new WatchedNode(
                service(request.service(), request.node()),
                nodeName(request.node()),
                told.jid().toString());
        if (isInSettings(node)) {
            throw new XmppException(XmppException.Kind.STATE, "the settings name this node already");
        }
        asked.requireRoom(node);
        CompletionStage<Boolean> subscribing = node.service().equals(session.account())
                ? CompletableFuture.completedFuture(true)
                : session.pubsub().subscribe(node.service(), node.node());
        return subscribing.thenApplyAsync(
                counts -> {
                    asked.put(node);
                    subscribed.add(node);
                    follow();
                    return new ServiceCalls.Subscribed(counts);
                },
                executor);
    }

    CompletionStage<Answers.Ok> unsubscribe(ServiceCalls.Node request) {
        WatchedNode node = new WatchedNode(service(request.service()), nodeName(request.node()), "");
        if (isInSettings(node)) {
            throw new XmppException(
                    XmppException.Kind.STATE, "the settings name this node: the operator can take it out of pubsub");
        }
        if (!asked.remove(node)) {
            throw new XmppException(XmppException.Kind.STATE, "the agent has not subscribed to that node");
        }
        follow();
        return CompletableFuture.completedFuture(new Answers.Ok(true));
    }

    ServiceCalls.Subscriptions subscriptions() {
        return new ServiceCalls.Subscriptions(watched.stream()
                .map(node -> new ServiceCalls.Subscription(
                        node.service().toString(), node.node(), node.conversation(), !isInSettings(node)))
                .toList());
    }

    private static String nodeName(@Nullable String name) {
        String node = Needed.field(name, "node");
        if (node.isBlank() || node.length() > MAX_NAME) {
            throw new IllegalArgumentException("a node's name has 1 to " + MAX_NAME + " characters");
        }
        return node;
    }

    CompletionStage<Answers.Id> publish(ServiceCalls.Publish request) {
        String text = Needed.field(request.text(), "text");
        XmlElement entry = XmlElement.of(ATOM, "entry");
        if (request.title() != null) {
            entry = entry.with(XmlElement.of(ATOM, "title", TextChunker.clean(request.title())));
        }
        entry = entry.with(XmlElement.of(ATOM, "summary", TextChunker.clean(text)))
                .with(XmlElement.of(ATOM, "updated", clock.instant().toString()));
        return session.pubsub()
                .publish(
                        service(request.service(), request.node()),
                        Needed.field(request.node(), "node"),
                        PubSubItem.of(request.id(), entry),
                        options(request.access()))
                .thenApply(Answers.Id::new);
    }

    private static @Nullable NodeOptions options(@Nullable String access) {
        if (access == null) {
            return null;
        }
        return switch (access) {
            case "open" -> NodeOptions.OPEN;
            case "presence" -> new NodeOptions(NodeOptions.Access.PRESENCE, true, null);
            case "whitelist" -> NodeOptions.PRIVATE;
            default -> throw new IllegalArgumentException("access is open, presence or whitelist, not " + access);
        };
    }

    /** The service, if the agent may do something with that node of it. */
    private Jid service(@Nullable String service, @Nullable String node) {
        Jid jid = service(service);
        OwnNodes.require(session.account(), jid, Needed.field(node, "node"));
        return jid;
    }

    private Jid service(@Nullable String service) {
        if (service == null || service.isBlank()) {
            return session.account();
        }
        Jid jid = Jid.of(service.strip());
        if (!jid.isBare()) {
            throw new IllegalArgumentException("a service is written without a resource, not " + jid);
        }
        return jid;
    }

    CompletionStage<Answers.Ok> retract(ServiceCalls.Retract request) {
        return session.pubsub()
                .retract(
                        service(request.service(), request.node()),
                        Needed.field(request.node(), "node"),
                        Needed.field(request.id(), "id"))
                .thenApply(done -> new Answers.Ok(true));
    }

    CompletionStage<ServiceCalls.Items> items(ServiceCalls.ReadNode request) {
        int limit = request.limit() == null ? USUAL_PAGE : Math.max(1, Math.min(MOST_ITEMS, request.limit()));
        return session.pubsub()
                .items(
                        service(request.service(), request.node()),
                        Needed.field(request.node(), "node"),
                        limit,
                        request.after())
                .thenApply(page -> new ServiceCalls.Items(
                        page.items().stream().map(item -> item(item, ITEM_TEXT)).toList(), page.next()));
    }

    private static ServiceCalls.Item item(PubSubItem item, int most) {
        StringBuilder text = new StringBuilder();
        if (item.payload() != null) {
            readable(item.payload()).forEach(element -> collect(element, text, most));
        }
        Jid publisher = item.publisher();
        return new ServiceCalls.Item(
                item.id(), publisher == null ? null : publisher.toString(), AccountArchive.cut(text.toString(), most));
    }

    /** Of an entry what somebody wrote to be read (RFC 4287 §4.2), and not when, by whom and where; anything else as it is. */
    private static Stream<XmlElement> readable(XmlElement payload) {
        return payload.is(ATOM, "entry")
                ? payload.children().stream()
                        .filter(part -> part.is(ATOM, "title") || part.is(ATOM, "summary") || part.is(ATOM, "content"))
                : Stream.of(payload);
    }

    /** All that is text in it, each element's on lines of its own. */
    private static void collect(XmlElement element, StringBuilder text, int most) {
        String own = element.text().strip();
        if (!own.isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append(own);
        }
        for (XmlElement child : element.children()) {
            if (text.length() <= most) {
                collect(child, text, most);
            }
        }
    }
}
