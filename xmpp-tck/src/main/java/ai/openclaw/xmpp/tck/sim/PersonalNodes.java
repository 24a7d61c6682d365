package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of an account (XEP-0163): publish, retract, items, subscriptions. The owner's own clients are told of every change, where a real
 * server would look at what each of them wants to hear of. Server's loop only.
 */
final class PersonalNodes {

    private static final int MAX_ITEMS = 1000;
    private static final String ACCESS = "pubsub#access_model";
    private static final String MOST = "pubsub#max_items";

    private static final class Node {
        private String access;
        private int most;
        private final Map<String, XmlElement> items = new LinkedHashMap<>();
        private final Set<Jid> subscribers = new LinkedHashSet<>();

        Node(String access, int most) {
            this.access = access;
            this.most = most;
        }

        /** Whether it is like that already (§7.1.5). */
        private boolean is(Map<String, String> options) {
            return options.getOrDefault(ACCESS, access).equals(access)
                    && (!options.containsKey(MOST) || most(options) == most);
        }
    }

    private final Realm realm;
    private final Account owner;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    PersonalNodes(Realm realm, Account owner) {
        this.realm = realm;
        this.owner = owner;
    }

    /** What a service says that has these nodes (XEP-0163 §6.1). */
    static List<XmlElement> features() {
        return Disclosures.features(
                Ns.PUBSUB,
                Ns.PUBSUB + "#publish",
                Ns.PUBSUB + "#publish-options",
                Ns.PUBSUB + "#persistent-items",
                Ns.PUBSUB + "#retract-items",
                Ns.PUBSUB + "#retrieve-items",
                Ns.PUBSUB + "#subscribe",
                Ns.PUBSUB + "#create-nodes",
                Ns.PUBSUB + "#config-node",
                Ns.PUBSUB + "#delete-nodes");
    }

    /** Answers a question; whoever asks is in its {@code from}. */
    Stanza answer(Stanza question) {
        XmlElement pubsub = question.payload().get(0);
        Optional<XmlElement> first = pubsub.children().stream().findFirst();
        String node = first.map(child -> child.attribute("node")).orElse("");
        if (first.isEmpty() || node.isEmpty()) {
            return Copies.error(question, "modify", "bad-request");
        }
        Jid asker = Objects.requireNonNull(question.from()).bare();
        boolean own = asker.equals(owner.jid());
        return switch (first.get().name()) {
            case "items" -> reading(question, node, asker, found -> items(question, node, found, pubsub));
            case "subscribe" -> subscribe(question, node, asker, first.get());
            case "unsubscribe" -> unsubscribe(question, node, asker);
            case "publish" -> own ? publish(question, node, pubsub, first.get()) : forbidden(question);
            case "retract" -> own ? retract(question, node, first.get()) : forbidden(question);
            case "create" -> own ? create(question, node, pubsub) : forbidden(question);
            case "configure" -> own ? configure(question, node, first.get()) : forbidden(question);
            case "delete" -> own ? delete(question, node) : forbidden(question);
            default -> Copies.error(question, "cancel", "feature-not-implemented");
        };
    }

    private static Stanza forbidden(Stanza question) {
        return Copies.error(question, "auth", "forbidden");
    }

    private static Stanza unknown(Stanza question) {
        return Copies.error(question, "cancel", "item-not-found");
    }

    private Stanza reading(Stanza question, String name, Jid asker, java.util.function.Function<Node, Stanza> then) {
        Node node = nodes.get(name);
        if (node == null) {
            return unknown(question);
        }
        boolean allowed = asker.equals(owner.jid())
                || node.access.equals("open")
                || node.access.equals("presence") && owner.contacts().isSubscriber(asker);
        return allowed ? then.apply(node) : forbidden(question);
    }

    private static Stanza items(Stanza question, String name, Node node, XmlElement pubsub) {
        Optional<XmlElement> set = pubsub.child(Ns.RSM, "set");
        List<String> ids = new ArrayList<>(node.items.keySet());
        int first = set.flatMap(rsm -> rsm.child(Ns.RSM, "after"))
                .map(after -> ids.indexOf(after.text()) + 1)
                .orElse(0);
        int most = set.flatMap(rsm -> rsm.child(Ns.RSM, "max"))
                .map(max -> Integer.parseInt(max.text()))
                .orElse(MAX_ITEMS);
        List<String> page = ids.subList(Math.min(first, ids.size()), Math.min(ids.size(), first + most));
        XmlElement items = XmlElement.of(Ns.PUBSUB, "items")
                .with("node", name)
                .with(page.stream().map(node.items::get).toList());
        XmlElement answer = XmlElement.of(Ns.PUBSUB, "pubsub").with(items);
        if (!page.isEmpty()) {
            answer = answer.with(XmlElement.of(Ns.RSM, "set")
                    .with(XmlElement.of(Ns.RSM, "first", page.get(0)).with("index", String.valueOf(first)))
                    .with(XmlElement.of(Ns.RSM, "last", page.get(page.size() - 1)))
                    .with(XmlElement.of(Ns.RSM, "count", String.valueOf(ids.size()))));
        }
        return Copies.result(question, answer);
    }

    private Stanza subscribe(Stanza question, String name, Jid asker, XmlElement wish) {
        if (Elements.jid(wish, "jid").filter(jid -> jid.bare().equals(asker)).isEmpty()) {
            return Copies.error(question, "modify", "bad-request");
        }
        return reading(question, name, asker, node -> {
            node.subscribers.add(asker);
            return Copies.result(
                    question,
                    XmlElement.of(Ns.PUBSUB, "pubsub")
                            .with(XmlElement.of(Ns.PUBSUB, "subscription")
                                    .with("node", name)
                                    .with("jid", asker.toString())
                                    .with("subscription", "subscribed")));
        });
    }

    private Stanza unsubscribe(Stanza question, String name, Jid asker) {
        Node node = nodes.get(name);
        if (node == null || !node.subscribers.remove(asker)) {
            return unknown(question);
        }
        return Copies.result(question);
    }

    private static Map<String, String> form(XmlElement pubsub, String name) {
        return pubsub.child(Ns.PUBSUB, name).map(PersonalNodes::form).orElse(Map.of());
    }

    private static Map<String, String> form(XmlElement options) {
        return options.child(Ns.DATA_FORM, "x").map(Disclosures::values).orElse(Map.of());
    }

    private static int most(Map<String, String> options) {
        String most = options.getOrDefault(MOST, "max");
        return most.matches("\\d{1,4}") ? Math.min(MAX_ITEMS, Integer.parseInt(most)) : MAX_ITEMS;
    }

    private static Node made(Map<String, String> options) {
        return new Node(options.getOrDefault(ACCESS, "presence"), most(options));
    }

    private Stanza publish(Stanza question, String name, XmlElement pubsub, XmlElement publish) {
        Map<String, String> options = form(pubsub, "publish-options");
        Node node = nodes.computeIfAbsent(name, unknown -> made(options));
        if (!node.is(options)) {
            return Copies.error(question, "cancel", "conflict");
        }
        XmlElement item = publish.child(Ns.PUBSUB, "item").orElse(XmlElement.of(Ns.PUBSUB, "item"));
        String id = Elements.id(item, "id").orElseGet(realm::freshId);
        node.items.remove(id);
        node.items.put(id, item.with("id", id));
        while (node.items.size() > node.most) {
            node.items.remove(node.items.keySet().iterator().next());
        }
        tell(
                node,
                name,
                new XmlElement(Ns.PUBSUB_EVENT, "item", item.with("id", id).attributes(), item.content()));
        return Copies.result(
                question,
                XmlElement.of(Ns.PUBSUB, "pubsub")
                        .with(XmlElement.of(Ns.PUBSUB, "publish")
                                .with("node", name)
                                .with(XmlElement.of(Ns.PUBSUB, "item").with("id", id))));
    }

    private Stanza retract(Stanza question, String name, XmlElement retract) {
        Node node = nodes.get(name);
        String id = retract.child(Ns.PUBSUB, "item")
                .flatMap(item -> Elements.id(item, "id"))
                .orElse("");
        if (node == null || node.items.remove(id) == null) {
            return unknown(question);
        }
        tell(node, name, XmlElement.of(Ns.PUBSUB_EVENT, "retract").with("id", id));
        return Copies.result(question);
    }

    private Stanza create(Stanza question, String name, XmlElement pubsub) {
        return nodes.putIfAbsent(name, made(form(pubsub, "configure"))) == null
                ? Copies.result(question)
                : Copies.error(question, "cancel", "conflict");
    }

    private Stanza configure(Stanza question, String name, XmlElement configure) {
        Node node = nodes.get(name);
        if (node == null) {
            return unknown(question);
        }
        Map<String, String> options = form(configure);
        node.access = options.getOrDefault(ACCESS, node.access);
        node.most = options.containsKey(MOST) ? most(options) : node.most;
        return Copies.result(question);
    }

    private Stanza delete(Stanza question, String name) {
        Node node = nodes.remove(name);
        if (node == null) {
            return unknown(question);
        }
        send(node, XmlElement.of(Ns.PUBSUB_EVENT, "delete").with("node", name));
        return Copies.result(question);
    }

    private void tell(Node node, String name, XmlElement change) {
        send(node, XmlElement.of(Ns.PUBSUB_EVENT, "items").with("node", name).with(change));
    }

    private void send(Node node, XmlElement what) {
        List<XmlElement> event = List.of(XmlElement.of(Ns.PUBSUB_EVENT, "event").with(what));
        for (ServerSession session : owner.available()) {
            session.deliver(Copies.message("headline", owner.jid(), session.address(), realm.freshId(), event));
        }
        for (Jid subscriber : List.copyOf(node.subscribers)) {
            if (!subscriber.equals(owner.jid())) {
                realm.router().route(Copies.message("headline", owner.jid(), subscriber, realm.freshId(), event));
            }
        }
    }
}
