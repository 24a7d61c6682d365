package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.archive.ArchivePage;
import ai.openclaw.xmpp.archive.ArchiveQuery;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.pubsub.NodeOptions;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** What servers keep for an account: archives, bookmarks, nodes, whom to block. */
abstract class SessionServiceRules extends SessionIdentityRules {

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String BOOKMARKS = "urn:xmpp:bookmarks:1";
    private static final String NODE = "urn:example:news";

    // Archives.

    private static List<String> bodies(ArchivePage page) {
        return page.messages().stream().map(each -> each.message().body()).toList();
    }

    @Tag("C-27")
    @Rule(
            id = "SE-601",
            spec = "XEP-0313 §4",
            text =
                    "A page of the account's archive MUST have what was said, both ways, oldest first, each with the archive's id; pages go on behind and before such an id; none of it is handed over as a message.",
            intent = "Who reads history out of order, or as new, answers what was said long ago.",
            needs = Ability.ARCHIVE)
    final void readsTheAccountsArchive() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer peer = peer("peer");
        Peer other = peer("other");
        peer.say(address(session).bare(), "one");
        assertEquals("one", recorder.next().body());
        get(session.send(text(ChatKind.DIRECT, peer.address(), "two")));
        peer.awaitBody("two");
        other.say(address(session).bare(), "of somebody else");
        assertEquals("of somebody else", recorder.next().body());
        peer.say(address(session).bare(), "three");
        assertEquals("three", recorder.next().body());
        ArchiveQuery query = ArchiveQuery.own().with(peer.address().bare());
        ArchivePage all = get(session.archive().page(query));
        assertEquals(List.of("one", "two", "three"), bodies(all));
        assertEquals(
                List.of(false, true, false),
                all.messages().stream().map(ArchivedMessage::outgoing).toList());
        assertTrue(all.complete(), "there is nothing more");
        ArchivePage first = get(session.archive().page(query.max(1)));
        assertEquals(List.of("one"), bodies(first));
        assertFalse(first.complete(), "there is more");
        assertEquals(
                List.of("two", "three"),
                bodies(get(session.archive().page(query.after(Objects.requireNonNull(first.last()))))));
        assertEquals(
                List.of("three"),
                bodies(get(session.archive().page(query.latest().max(1)))));
        assertEquals(
                List.of("two"),
                bodies(get(session.archive()
                        .page(query.before(all.messages().get(2).id()).max(1)))));
        sync(session, peer);
        assertEquals(List.of(), recorder.untaken(), "history was handed over as new");
    }

    @Tag("C-24")
    @Rule(
            id = "SE-602",
            spec = "XEP-0313 §5",
            text =
                    "A page of a room's archive MUST have what was said in the room, under the ids that the room gave it when it was said, and say which of it is ours where the room gives occupant ids.",
            intent = "Else nobody can tell what of it was seen already.",
            needs = {Ability.ROOMS, Ability.ROOM_ARCHIVE})
    final void readsARoomsArchive() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        boolean known = join(session, room).occupants().stream().anyMatch(occupant -> occupant.occupantId() != null);
        owner.sayInRoom(room, "hello");
        String id = recorder.next().stanzaIds().get(room);
        get(session.send(text(ChatKind.ROOM, room, "hello back")));
        ArchivePage page = get(session.archive().page(ArchiveQuery.of(room)));
        assertEquals(List.of("hello", "hello back"), bodies(page));
        assertEquals(id, page.messages().get(0).id());
        assertEquals(id, page.messages().get(0).message().referenceId());
        assertEquals(
                List.of(false, known),
                page.messages().stream().map(ArchivedMessage::outgoing).toList());
        assertEquals(List.of(), recorder.untaken());
    }

    // Bookmarks.

    private Peer phone(Account account) {
        Peer phone = keep(server().logIn(account.config().withResource("phone")));
        phone.available();
        return phone;
    }

    private static XmlElement publish(String node, String id, XmlElement payload) {
        return XmlElement.of(PUBSUB, "pubsub")
                .with(XmlElement.of(PUBSUB, "publish")
                        .with("node", node)
                        .with(XmlElement.of(PUBSUB, "item").with("id", id).with(payload)));
    }

    private static XmlElement conference(String name) {
        return XmlElement.of(BOOKMARKS, "conference").with("name", name);
    }

    @Rule(
            id = "SE-611",
            spec = "XEP-0402 §3",
            text =
                    "Bookmarks MUST be kept where the account's other clients find them, with all that was given, and be read from there; no room is entered for them.",
            intent = "Rooms that one client remembers are to be known to the others.",
            needs = Ability.PERSONAL_NODES)
    final void keepsBookmarks() {
        Account account = account();
        XmppSession session = online(account, new SessionRecorder());
        Jid tea = Jid.of("tea@rooms.example");
        Jid cake = Jid.of("cake@rooms.example");
        assertEquals(List.of(), get(session.bookmarks().list()));
        get(session.bookmarks().put(new Bookmark(tea, "Tea", "bot", true, null)));
        Peer phone = phone(account);
        Stanza seen = phone.ask(
                account.jid(),
                "get",
                XmlElement.of(PUBSUB, "pubsub")
                        .with(XmlElement.of(PUBSUB, "items").with("node", BOOKMARKS)));
        XmlElement item = seen.child(PUBSUB, "pubsub")
                .orElseThrow()
                .children()
                .get(0)
                .children()
                .get(0);
        assertEquals("tea@rooms.example", item.attribute("id"));
        assertEquals("Tea", item.children().get(0).attribute("name"));
        assertEquals(
                "result",
                phone.ask(account.jid(), "set", publish(BOOKMARKS, cake.toString(), conference("Cake")))
                        .type());
        session.close();
        XmppSession another = online(account, new SessionRecorder());
        Set<Bookmark> expected = Set.of(new Bookmark(tea, "Tea", "bot", true, null), Bookmark.of(cake, "Cake"));
        assertEquals(expected, Set.copyOf(get(another.bookmarks().list())));
        get(another.bookmarks().remove(tea));
        assertEquals(List.of(Bookmark.of(cake, "Cake")), get(another.bookmarks().list()));
        assertEquals(List.of(), another.rooms().list(), "it went in by itself");
    }

    @Tag("H-26")
    @Rule(
            id = "SE-612",
            spec = "XEP-0402 §7",
            text =
                    "Bookmarks MUST follow what the account's other clients change, and nothing that anybody else says of them; they are not told as a node's events.",
            intent =
                    "Else a stranger decides what rooms are called, and where the bot is sent; and a listener sees rooms' passwords.",
            needs = Ability.PERSONAL_NODES)
    final void believesOnlyItsOwnAccountOfBookmarks() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        Peer phone = phone(account);
        Peer mallory = peer("mallory");
        Jid tea = Jid.of("tea@rooms.example");
        get(session.bookmarks().put(Bookmark.of(tea, "Tea")));
        mallory.send(new Stanza(
                Stanza.Kind.MESSAGE,
                "headline",
                null,
                address(session),
                Peer.newId(),
                null,
                List.of(XmlElement.of(PUBSUB + "#event", "event")
                        .with(XmlElement.of(PUBSUB + "#event", "items")
                                .with("node", BOOKMARKS)
                                .with(XmlElement.of(PUBSUB + "#event", "item")
                                        .with("id", tea.toString())
                                        .with(conference("Trap")))))));
        sync(session, mallory);
        assertEquals("Tea", get(session.bookmarks().list()).get(0).name());
        phone.ask(account.jid(), "set", publish(BOOKMARKS, tea.toString(), conference("Green tea")));
        long begin = System.nanoTime();
        while ("Tea".equals(get(session.bookmarks().list()).get(0).name())
                && System.nanoTime() - begin < Peer.PATIENCE.toNanos()) {
            // Servers tell of it when they come to it.
            sync(session, phone);
        }
        assertEquals("Green tea", get(session.bookmarks().list()).get(0).name());
        assertEquals(List.of(), recorder.untakenEvents(BOOKMARKS));
    }

    @Rule(
            id = "SE-613",
            spec = "XEP-0402 §7",
            text =
                    "Bookmarks MUST also be kept where another client has made their node with other settings, beside what is in it, and be nobody else's to read from then on.",
            intent =
                    "Who cannot set the node up never keeps a bookmark there; who leaves it as it is shows rooms' passwords.",
            needs = Ability.PERSONAL_NODES)
    final void keepsBookmarksInANodeOfAnotherClient() {
        Account account = account();
        XmppSession session = online(account, new SessionRecorder());
        Jid tea = Jid.of("tea@rooms.example");
        Jid cake = Jid.of("cake@rooms.example");
        Peer phone = phone(account);
        assertEquals(
                "result",
                phone.ask(
                                account.jid(),
                                "set",
                                publish(BOOKMARKS, cake.toString(), conference("Cake"))
                                        .with(options("pubsub#access_model", "open")))
                        .type());
        get(session.bookmarks().put(Bookmark.of(tea, "Tea")));
        assertEquals(
                Set.of(Bookmark.of(tea, "Tea"), Bookmark.of(cake, "Cake")),
                Set.copyOf(get(session.bookmarks().list())));
        XmlElement question = XmlElement.of(PUBSUB, "pubsub")
                .with(XmlElement.of(PUBSUB, "items").with("node", BOOKMARKS));
        assertEquals(
                2,
                phone.ask(account.jid(), "get", question)
                        .child(PUBSUB, "pubsub")
                        .orElseThrow()
                        .children()
                        .get(0)
                        .children()
                        .size());
        assertEquals(
                "error",
                peer("mallory").ask(account.jid(), "get", question).type(),
                "a stranger reads the account's bookmarks");
    }

    private static XmlElement options(String name, String value) {
        return XmlElement.of(PUBSUB, "publish-options")
                .with(XmlElement.of("jabber:x:data", "x")
                        .with("type", "submit")
                        .with(field("FORM_TYPE", PUBSUB + "#publish-options").with("type", "hidden"))
                        .with(field(name, value)));
    }

    // Nodes.

    private static XmlElement news(String text) {
        return XmlElement.of("urn:example:news", "entry", text);
    }

    private static Stanza event(Jid to, String node, String text) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "headline",
                null,
                to,
                Peer.newId(),
                null,
                List.of(XmlElement.of(PUBSUB + "#event", "event")
                        .with(XmlElement.of(PUBSUB + "#event", "items")
                                .with("node", node)
                                .with(XmlElement.of(PUBSUB + "#event", "item")
                                        .with("id", "1")
                                        .with(news(text))))));
    }

    @Tag("H-26")
    @Rule(
            id = "SE-621",
            spec = "XEP-0060 §7.1.2",
            text =
                    "What is published to a node that the session subscribed to MUST be told, with service and node; nothing is told of other nodes, in others' names, or after the subscription was ended.",
            intent = "Anybody can write an event; only what was asked for counts.",
            needs = Ability.PERSONAL_NODES)
    final void tellsOfNodesThatItSubscribedTo() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        XmppSession publisher = online(server().newAccount("publisher"), new SessionRecorder());
        Peer mallory = peer("mallory");
        Jid service = publisher.account();
        get(publisher.pubsub().create(service, NODE, NodeOptions.OPEN));
        mallory.send(event(address(session), NODE, "forged"));
        sync(session, mallory);
        assertTrue(get(session.pubsub().subscribe(service, NODE)));
        mallory.send(event(address(session), NODE, "forged"));
        sync(session, mallory);
        get(publisher.pubsub().publish(service, NODE, PubSubItem.of("1", news("real")), null));
        PubSubEvent event = recorder.nextEvent(NODE);
        assertEquals(service, event.service());
        assertEquals("real", text(event));
        get(session.pubsub().unsubscribe(service, NODE));
        get(publisher.pubsub().publish(service, NODE, PubSubItem.of("2", news("unwanted")), null));
        mallory.send(event(address(session), NODE, "forged"));
        sync(session, mallory);
        assertEquals(List.of(), recorder.untakenEvents(NODE));
        assertEquals(List.of(), recorder.untaken(), "an event is no message");
    }

    private static String text(PubSubEvent event) {
        XmlElement payload = event.published().get(0).payload();
        return payload == null ? "" : payload.text();
    }

    @Rule(
            id = "SE-622",
            spec = "XEP-0060 §7",
            text =
                    "Items MUST be published under their ids, replaced by the same id, found again with what is in them, and retracted.",
            intent = "What is published is to be what others read.",
            needs = Ability.PERSONAL_NODES)
    final void publishesAndRetracts() {
        XmppSession session = online(account(), new SessionRecorder());
        Jid own = session.account();
        NodeOptions options = new NodeOptions(NodeOptions.Access.OPEN, true, 10);
        for (String id : List.of("a", "b", "a")) {
            assertEquals(id, get(session.pubsub().publish(own, NODE, PubSubItem.of(id, news(id + " <&>")), options)));
        }
        Set<String> ids = Set.of("a", "b");
        List<PubSubItem> items =
                get(session.pubsub().items(own, NODE, 10, null)).items();
        assertEquals(2, items.size());
        items.forEach(
                item -> assertTrue(ids.contains(item.id()) && (item.id() + " <&>").equals(payload(item)), "" + item));
        get(session.pubsub().retract(own, NODE, "a"));
        assertEquals(
                List.of("b"),
                get(session.pubsub().items(own, NODE, 10, null)).items().stream()
                        .map(PubSubItem::id)
                        .toList());
        get(session.pubsub().delete(own, NODE));
    }

    private static String payload(PubSubItem item) {
        XmlElement payload = item.payload();
        return payload == null ? "" : payload.text();
    }

    // Whom to block.

    @Tag("H-26")
    @Rule(
            id = "SE-631",
            spec = "XEP-0191 §3",
            text =
                    "Whom the session blocks MUST be kept away by the server until it unblocks them; the list follows what our other clients change, and no push that is not from the own account.",
            intent = "Else the blocked unblock themselves.",
            needs = Ability.BLOCKING)
    final void blocks() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer peer = peer("peer");
        Peer mallory = peer("mallory");
        Jid blocked = mallory.address().bare();
        assertEquals(Set.of(), get(session.blocking().list()));
        get(session.blocking().block(blocked));
        assertEquals(Set.of(blocked), get(session.blocking().list()));
        mallory.say(account.jid(), "spam");
        mallory.sync();
        peer.say(account.jid(), "hello");
        assertEquals("hello", recorder.next().body());
        assertEquals(
                "error",
                peer.ask(address(session), "set", XmlElement.of("urn:xmpp:blocking", "unblock"))
                        .type());
        assertEquals(Set.of(blocked), get(session.blocking().list()));
        Peer phone = phone(account);
        phone.ask(
                account.jid(),
                "set",
                XmlElement.of("urn:xmpp:blocking", "block")
                        .with(XmlElement.of("urn:xmpp:blocking", "item").with("jid", "spam.example")));
        sync(session, peer);
        assertEquals(
                Set.of(blocked, Jid.of("spam.example")), get(session.blocking().list()));
        get(session.blocking().unblock(blocked));
        mallory.say(account.jid(), "sorry");
        assertEquals("sorry", recorder.next().body());
    }
}
