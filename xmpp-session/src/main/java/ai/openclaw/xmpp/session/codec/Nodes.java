package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.pubsub.NodeOptions;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubEvent.What;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.pubsub.PubSubPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nodes and what is in them (XEP-0060). */
public final class Nodes {

    private static final int MAX_IN_EVENT = 100;

    private Nodes() {}

    private static XmlElement pubsub(XmlElement child) {
        return XmlElement.of(Ns.PUBSUB, "pubsub").with(child);
    }

    private static XmlElement named(String name, String node) {
        return XmlElement.of(Ns.PUBSUB, name).with("node", Elements.clean(node));
    }

    private static XmlElement of(String name, String node, Jid subscriber) {
        return pubsub(named(name, node).with("jid", subscriber.toString()));
    }

    /** A wish to hear of a node (§6.1). */
    public static XmlElement subscribe(String node, Jid subscriber) {
        return of("subscribe", node, subscriber);
    }

    /** A wish to hear no more of it (§6.2). */
    public static XmlElement unsubscribe(String node, Jid subscriber) {
        return of("unsubscribe", node, subscriber);
    }

    /** Whether an answer to {@link #subscribe} says that the subscription counts; without a word of it, it does (§6.1.2). */
    public static boolean isSubscribed(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .flatMap(pubsub -> pubsub.child(Ns.PUBSUB, "subscription"))
                .map(subscription -> subscription.attribute("subscription"))
                .map("subscribed"::equals)
                .orElse(true);
    }

    /** A new item (§7.1). */
    public static XmlElement publish(
            String node, @Nullable String id, @Nullable XmlElement payload, @Nullable Map<String, String> options) {
        XmlElement item = XmlElement.of(Ns.PUBSUB, "item").with("id", id == null ? null : Elements.clean(id));
        XmlElement publish = pubsub(named("publish", node).with(payload == null ? item : item.with(payload)));
        return options == null
                ? publish
                : publish.with(XmlElement.of(Ns.PUBSUB, "publish-options")
                        .with(Forms.submit(Ns.PUBSUB + "#publish-options", options)));
    }

    /** The id that a service gave an item; empty if it does not say. */
    public static Optional<String> published(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .flatMap(pubsub -> pubsub.child(Ns.PUBSUB, "publish"))
                .flatMap(publish -> publish.child(Ns.PUBSUB, "item"))
                .flatMap(item -> Elements.id(item, "id"));
    }

    /** An item taken back, told to the subscribers (§7.2). */
    public static XmlElement retract(String node, String id) {
        return pubsub(named("retract", node)
                .with("notify", "true")
                .with(XmlElement.of(Ns.PUBSUB, "item").with("id", Elements.clean(id))));
    }

    /** A question for items (§6.5), for a page of them (XEP-0059); a service without pages is asked for its latest (§6.5.7). */
    public static XmlElement items(String node, int max, @Nullable String after) {
        String most = String.valueOf(max);
        XmlElement set = XmlElement.of(Ns.RSM, "set").with(XmlElement.of(Ns.RSM, "max", most));
        return after == null
                ? pubsub(named("items", node).with("max_items", most)).with(set)
                : pubsub(named("items", node)).with(set.with(XmlElement.of(Ns.RSM, "after", Elements.clean(after))));
    }

    /** A question for all items that there are. */
    public static XmlElement allItems(String node) {
        return pubsub(named("items", node));
    }

    /**
     * The items in an answer, so many at most; of a service that has no pages the last.
     *
     * @param after what was asked for: a service may give the same page again
     */
    public static PubSubPage page(@Nullable XmlElement answer, int max, @Nullable String after) {
        Optional<XmlElement> set = Optional.ofNullable(answer).flatMap(pubsub -> pubsub.child(Ns.RSM, "set"));
        if (set.isEmpty()) {
            List<PubSubItem> all = all(answer).toList();
            return new PubSubPage(all.subList(Math.max(0, all.size() - max), all.size()), null);
        }
        List<PubSubItem> items = read(answer, max);
        String last = set.flatMap(found -> found.child(Ns.RSM, "last"))
                .map(XmlElement::text)
                .filter(text -> !text.isEmpty() && text.length() <= 1024)
                .orElse(null);
        boolean more =
                last != null && !last.equals(after) && !items.isEmpty() && !isEnd(set.get(), items.size(), after);
        return new PubSubPage(items, more ? last : null);
    }

    /** Whether a page's set says that there is nothing behind it; it need not say so (XEP-0059 §2.6). */
    private static boolean isEnd(XmlElement set, int size, @Nullable String after) {
        Optional<Integer> index = set.child(Ns.RSM, "first")
                .flatMap(first -> number(first.attribute("index")))
                .or(() -> after == null ? Optional.of(0) : Optional.empty());
        Optional<Integer> count = set.child(Ns.RSM, "count").flatMap(found -> number(found.text()));
        return index.isPresent() && count.isPresent() && index.get() + size >= count.get();
    }

    private static Optional<Integer> number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** The items in an answer, so many at most. */
    public static List<PubSubItem> read(@Nullable XmlElement answer, int max) {
        return all(answer).limit(max).toList();
    }

    private static Stream<PubSubItem> all(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer).flatMap(pubsub -> pubsub.child(Ns.PUBSUB, "items")).stream()
                .flatMap(items -> items(items, Ns.PUBSUB));
    }

    private static Stream<PubSubItem> items(XmlElement items, String namespace) {
        return items.children().stream()
                .filter(child -> child.is(namespace, "item"))
                .map(child -> new PubSubItem(
                        Elements.id(child, "id").orElse(null),
                        child.children().stream().findFirst().orElse(null),
                        Elements.jid(child, "publisher").orElse(null)));
    }

    /** A wish for a new node (§8.1). */
    public static XmlElement create(String node, Map<String, String> options) {
        return pubsub(named("create", node))
                .with(XmlElement.of(Ns.PUBSUB, "configure").with(configuration(options)));
    }

    /** A wish for a node to be like that (§8.2). */
    public static XmlElement configure(String node, Map<String, String> options) {
        return XmlElement.of(Ns.PUBSUB_OWNER, "pubsub")
                .with(XmlElement.of(Ns.PUBSUB_OWNER, "configure")
                        .with("node", Elements.clean(node))
                        .with(configuration(options)));
    }

    private static XmlElement configuration(Map<String, String> options) {
        return Forms.submit(Ns.PUBSUB + "#node_config", options);
    }

    /** What a form says for options. */
    public static Map<String, String> values(NodeOptions options) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("pubsub#access_model", options.access().name().toLowerCase(Locale.ROOT));
        values.put("pubsub#persist_items", options.persist() ? "1" : "0");
        if (options.maxItems() != null) {
            values.put("pubsub#max_items", String.valueOf(options.maxItems()));
        }
        return values;
    }

    /** The end of a node (§8.4). */
    public static XmlElement delete(String node) {
        return XmlElement.of(Ns.PUBSUB_OWNER, "pubsub")
                .with(XmlElement.of(Ns.PUBSUB_OWNER, "delete").with("node", Elements.clean(node)));
    }

    /**
     * What an event tells (§7.1.2); empty if it tells of nothing that we have a word for.
     *
     * @param service who sent it
     */
    public static Optional<PubSubEvent> event(Jid service, XmlElement event) {
        for (XmlElement child : event.children()) {
            Optional<String> node = Elements.id(child, "node");
            if (node.isEmpty() || !child.namespace().equals(Ns.PUBSUB_EVENT)) {
                continue;
            }
            Optional<What> what = what(child.name());
            if (what.isPresent()) {
                return Optional.of(new PubSubEvent(
                        service,
                        node.get(),
                        what.get(),
                        items(child, Ns.PUBSUB_EVENT).limit(MAX_IN_EVENT).toList(),
                        child.children().stream()
                                .filter(item -> item.is(Ns.PUBSUB_EVENT, "retract"))
                                .flatMap(item -> Elements.id(item, "id").stream())
                                .limit(MAX_IN_EVENT)
                                .toList()));
            }
        }
        return Optional.empty();
    }

    private static Optional<What> what(String name) {
        return switch (name) {
            case "items" -> Optional.of(What.ITEMS);
            case "purge" -> Optional.of(What.PURGED);
            case "delete" -> Optional.of(What.DELETED);
            default -> Optional.empty();
        };
    }
}
