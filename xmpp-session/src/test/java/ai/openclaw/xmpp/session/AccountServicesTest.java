package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.pubsub.NodeOptions;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.pubsub.PubSubItem;
import ai.openclaw.xmpp.pubsub.PubSubPage;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server keeps for an account, and who may say that it has changed. */
class AccountServicesTest {

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final Jid SERVICE = Jid.of("news.example.org");
    private static final Jid ROOM = Jid.of("tea@rooms.example.org");

    private final World world = new World();

    private <T> T get(CompletionStage<T> stage) {
        world.run();
        assertTrue(stage.toCompletableFuture().isDone(), "no answer");
        return stage.toCompletableFuture().join();
    }

    private static XmppException failure(CompletionStage<?> stage) {
        CompletionException thrown = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        return (XmppException) thrown.getCause();
    }

    /** Answers by what is asked for; the rest as usual. */
    private void server(UnaryOperator<String> answer) {
        world.answers = question -> {
            XmlElement asked = question.payload().get(0);
            String node = asked.children().isEmpty()
                    ? ""
                    : String.valueOf(asked.children().get(0).attribute("node"));
            String given = answer.apply(asked.namespace() + " " + asked.name() + " " + node);
            return given != null ? given : World.usual(question);
        };
    }

    // Bookmarks.

    private static String info(String... features) {
        return "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='pubsub' type='pep'/>"
                + String.join(
                        "",
                        List.of(features).stream()
                                .map(feature -> "<feature var='" + feature + "'/>")
                                .toList())
                + "</query>";
    }

    private static String conference(String rest) {
        return "<item id='" + ROOM + "'><conference xmlns='urn:xmpp:bookmarks:1' " + rest + "</conference></item>";
    }

    private static String bookmarkEvent(String from, String items) {
        return "<message type='headline' from='" + from + "'><event xmlns='" + PUBSUB
                + "#event'><items node='urn:xmpp:bookmarks:1'>" + items + "</items></event></message>";
    }

    private void withBookmarks() {
        server(asked -> asked.startsWith("http://jabber.org/protocol/disco#info")
                ? info("urn:xmpp:bookmarks:1#compat")
                : asked.startsWith(PUBSUB + " pubsub urn:xmpp:bookmarks:1")
                        ? "<pubsub xmlns='" + PUBSUB + "'><items node='urn:xmpp:bookmarks:1'>"
                                + conference("name='Tea' autojoin='true'><nick>bot</nick><password>milk</password>"
                                        + "<extensions><x xmlns='urn:other'/></extensions>")
                                + "<item id='no room'><conference xmlns='urn:xmpp:bookmarks:1'/></item></items></pubsub>"
                        : null);
    }

    @Test
    @Tag("XEP-0402")
    void readsBookmarks() {
        withBookmarks();
        world.start();
        List<Bookmark> bookmarks = get(world.session.bookmarks().list());
        assertEquals(List.of(new Bookmark(ROOM, "Tea", "bot", true, Secret.of("milk"))), bookmarks);
        assertFalse(bookmarks.toString().contains("milk"), "a password is shown");
        assertFalse(world.stream().text().contains("jabber:iq:private"), "the server keeps both the same");
        assertEquals(List.of(), world.session.rooms().list(), "nobody asked to go in");
    }

    @Test
    @Tag("XEP-0402")
    @Tag("XEP-0223")
    void replacesABookmarkAndKeepsWhatOthersKeepWithIt() {
        withBookmarks();
        world.start();
        get(world.session.bookmarks().put(Bookmark.of(ROOM, "Coffee")));
        String sent = world.stream().text();
        assertTrue(sent.contains("name='Coffee'") && sent.contains("urn:other"), sent);
        assertTrue(sent.contains("<value>whitelist</value>"), "others could read it: " + sent);
        assertEquals("Coffee", get(world.session.bookmarks().list()).get(0).name());
        get(world.session.bookmarks().remove(ROOM));
        assertTrue(
                world.stream().text().contains("<retract node='urn:xmpp:bookmarks:1'"),
                world.stream().text());
        assertEquals(List.of(), get(world.session.bookmarks().list()));
    }

    /** As ejabberd 23.01 does. */
    @Test
    @Tag("XEP-0402")
    void setsTheNodeUpWhereItemsCannotBePublishedWithAllOptions() {
        withBookmarks();
        world.start();
        get(world.session.bookmarks().list());
        world.answering = false;
        CompletionStage<Void> done = world.session.bookmarks().put(Bookmark.of(ROOM, "Coffee"));
        refuse("resource-constraint");
        refuse("conflict");
        Stanza configure = answer();
        assertTrue(XmlWriter.forStream(configure).contains("<configure node='urn:xmpp:bookmarks:1'"));
        world.stream().say("<iq type='result' id='" + configure.id() + "' from='bot@example.org'/>");
        String published = XmlWriter.forStream(answer());
        assertTrue(published.contains("Coffee") && published.contains("<value>whitelist</value>"), published);
        assertFalse(published.contains("max_items"), published);
        world.stream().say("<iq type='result' id='" + answer().id() + "' from='bot@example.org'/>");
        get(done);
    }

    /** As Prosody does where another client of the account has made the node. */
    @Test
    @Tag("XEP-0402")
    @Tag("XEP-0223")
    void setsTheNodeUpThatAnotherClientHasMadeOtherwise() {
        withBookmarks();
        world.start();
        get(world.session.bookmarks().list());
        world.answering = false;
        CompletionStage<Void> done = world.session.bookmarks().put(Bookmark.of(ROOM, "Coffee"));
        refuse("conflict");
        String configure = XmlWriter.forStream(answer());
        assertTrue(configure.contains("<configure node='urn:xmpp:bookmarks:1'"), configure);
        assertTrue(configure.contains("<value>whitelist</value>") && configure.contains("max_items"), configure);
        refuse("not-acceptable");
        configure = XmlWriter.forStream(answer());
        assertTrue(configure.contains("<configure node='urn:xmpp:bookmarks:1'"), configure);
        assertTrue(configure.contains("<value>whitelist</value>") && !configure.contains("max_items"), configure);
        world.stream().say("<iq type='result' id='" + answer().id() + "' from='bot@example.org'/>");
        String published = XmlWriter.forStream(answer());
        assertTrue(published.contains("Coffee") && published.contains("<value>whitelist</value>"), published);
        assertFalse(published.contains("max_items"), published);
        world.stream().say("<iq type='result' id='" + answer().id() + "' from='bot@example.org'/>");
        get(done);
    }

    /** Anything may be wrong with an item; the node that it was for may have others' items, and more than the new settings keep. */
    @ParameterizedTest
    @Tag("XEP-0060")
    @ValueSource(strings = {"bad-request", "not-acceptable", "resource-constraint", "conflict"})
    void aNodeThatIsThereIsNotChangedForAnItem(String condition) {
        world.start();
        world.answering = false;
        CompletionStage<String> done = world.session
                .pubsub()
                .publish(
                        world.session.account(),
                        "diary",
                        PubSubItem.of("1", XmlElement.of("urn:x", "entry")),
                        new NodeOptions(NodeOptions.Access.WHITELIST, true, 1));
        refuse(condition);
        if (!condition.equals("conflict")) {
            assertTrue(XmlWriter.forStream(answer()).contains("<create node='diary'"));
            refuse("conflict");
            String published = XmlWriter.forStream(answer());
            assertTrue(published.contains("<publish node='diary'") && published.contains("whitelist"), published);
            refuse(condition);
        }
        assertEquals(XmppException.Kind.STANZA_ERROR, failure(done).kind());
        assertFalse(
                world.stream().text().contains("pubsub#owner"), world.stream().text());
    }

    private void refuse(String condition) {
        world.run();
        world.stream()
                .say("<iq type='error' id='" + answer().id() + "' from='bot@example.org'><error type='cancel'><"
                        + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    }

    @ParameterizedTest
    @Tag("H-26")
    @Tag("XEP-0402")
    @ValueSource(strings = {"mallory@example.org", "example.org", "bot@example.org/phone", "tea@rooms.example.org"})
    void bookmarksAreChangedByTheAccountOnly(String stranger) {
        withBookmarks();
        world.start();
        get(world.session.bookmarks().list());
        world.stream().say(bookmarkEvent(stranger, conference("name='Trap'>")));
        world.stream().say(bookmarkEvent(stranger, "<retract id='" + ROOM + "'/>"));
        assertEquals("Tea", get(world.session.bookmarks().list()).get(0).name());
        assertEquals(List.of(), world.nodeEvents);
        world.stream().say(bookmarkEvent("bot@example.org", conference("name='Our other client'>")));
        assertEquals(
                "Our other client", get(world.session.bookmarks().list()).get(0).name());
        world.stream().say(bookmarkEvent("bot@example.org", "<retract id='" + ROOM + "'/>"));
        assertEquals(List.of(), get(world.session.bookmarks().list()));
    }

    @Test
    @Tag("XEP-0048")
    @Tag("XEP-0049")
    void readsAndWritesTheListOfOlderServers() {
        List<String> kept = new ArrayList<>(List.of(
                "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><url name='x' url='https://x/'/>"
                        + "<conference jid='" + ROOM + "' name='Tea' autojoin='1'/></storage></query>"));
        world.answers = question -> {
            XmlElement asked = question.payload().get(0);
            if (!asked.namespace().equals("jabber:iq:private")) {
                return World.usual(question);
            }
            if (question.hasType("set")) {
                kept.set(0, XmlWriter.write(asked, ""));
            }
            return question.hasType("set") ? "" : kept.get(0);
        };
        world.start();
        assertEquals(
                List.of(new Bookmark(ROOM, "Tea", null, true, null)),
                get(world.session.bookmarks().list()));
        Jid other = Jid.of("cake@rooms.example.org");
        get(world.session.bookmarks().put(Bookmark.of(other, "Cake")));
        Stanza written = world.stream().sent.get(world.stream().sent.size() - 1);
        String sent = XmlWriter.forStream(written);
        assertTrue(sent.contains("https://x/") && sent.contains("name='Tea'") && sent.contains("name='Cake'"), sent);
        get(world.session.bookmarks().remove(ROOM));
        written = world.stream().sent.get(world.stream().sent.size() - 1);
        sent = XmlWriter.forStream(written);
        assertTrue(sent.contains("https://x/") && !sent.contains("name='Tea'") && sent.contains("name='Cake'"), sent);
    }

    // Nodes.

    private static String event(String from, String node, String rest) {
        return "<message type='headline' from='" + from + "'><event xmlns='" + PUBSUB + "#event'><items node='" + node
                + "'>" + rest + "</items></event></message>";
    }

    @Test
    @Tag("XEP-0060")
    void hearsOfWhatItSubscribedToAndOfNothingElse() {
        world.start();
        assertTrue(get(world.session.pubsub().subscribe(SERVICE, "today")));
        String item = "<item id='1'><entry xmlns='urn:x'>news</entry></item><retract id='0'/>";
        world.stream().say(event("news.example.org", "today", item));
        world.stream().say(event("news.example.org", "yesterday", item));
        world.stream().say(event("mallory@example.org/x", "today", item));
        world.stream().say(event("bot@example.org/phone", "today", item));
        assertEquals(1, world.nodeEvents.size());
        PubSubEvent told = world.nodeEvents.get(0);
        assertEquals(SERVICE, told.service());
        assertEquals("news", told.published().get(0).payload().text());
        assertEquals(List.of("0"), told.retracted());
        assertFalse(told.toString().contains(">news"), told.toString());
        world.stream().say(event("bot@example.org", "our own", item));
        assertEquals("our own", world.nodeEvents.get(1).node());
        get(world.session.pubsub().unsubscribe(SERVICE, "today"));
        world.stream().say(event("news.example.org", "today", item));
        assertEquals(2, world.nodeEvents.size());
        assertEquals(List.of(), world.messages);
    }

    @Test
    @Tag("XEP-0060")
    void aRefusedSubscriptionCountsForNothing() {
        world.start();
        world.answering = false;
        CompletionStage<Boolean> subscribed = world.session.pubsub().subscribe(SERVICE, "today");
        world.run();
        Stanza question = world.stream().sent.get(world.stream().sent.size() - 1);
        world.stream()
                .say("<iq type='error' id='" + question.id() + "' from='news.example.org'><error type='auth'>"
                        + "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertEquals(XmppException.Kind.STANZA_ERROR, failure(subscribed).kind());
        world.stream().say(event("news.example.org", "today", "<item id='1'/>"));
        assertEquals(List.of(), world.nodeEvents);
    }

    @Test
    @Tag("XEP-0060")
    void oneOfTwoWishesIsEnough() {
        world.start();
        world.answering = false;
        CompletionStage<Boolean> first = world.session.pubsub().subscribe(SERVICE, "today");
        world.run();
        world.pass(Duration.ofSeconds(20));
        CompletionStage<Boolean> second = world.session.pubsub().subscribe(SERVICE, "today");
        world.run();
        String id = world.stream().sent.get(world.stream().sent.size() - 1).id();
        world.pass(Duration.ofSeconds(15));
        assertEquals(XmppException.Kind.TIMEOUT, failure(first).kind());
        world.stream().say("<iq type='result' id='" + id + "' from='news.example.org'/>");
        assertTrue(get(second));
        world.stream().say(event("news.example.org", "today", "<item id='1'/>"));
        assertEquals(1, world.nodeEvents.size());
    }

    @Test
    @Tag("XEP-0060")
    void tellsWhetherASubscriptionCountsYet() {
        server(asked -> asked.contains("pubsub")
                ? "<pubsub xmlns='" + PUBSUB + "'><subscription node='today' subscription='pending'/></pubsub>"
                : null);
        world.start();
        assertFalse(get(world.session.pubsub().subscribe(SERVICE, "today")));
    }

    @Test
    @Tag("XEP-0060")
    void subscribesAgainOnANewStream() {
        world.start();
        get(world.session.pubsub().subscribe(SERVICE, "today"));
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofSeconds(10));
        assertTrue(
                world.stream().text().contains("<subscribe node='today' jid='bot@example.org'"),
                world.stream().text());
    }

    @Test
    @Tag("XEP-0060")
    @Tag("XEP-0163")
    void publishesRetractsAndPages() {
        server(asked -> asked.endsWith(" today")
                ? "<pubsub xmlns='" + PUBSUB + "'><publish node='today'><item id='given'/></publish>"
                        + "<items node='today'><item id='a'/><item id='b'/></items>"
                        + "<set xmlns='http://jabber.org/protocol/rsm'><last>b</last></set></pubsub>"
                : null);
        world.start();
        PubSubItem item = PubSubItem.of(null, XmlElement.of("urn:x", "entry", "hidden words"));
        assertFalse(item.toString().contains("hidden"));
        assertEquals("given", get(world.session.pubsub().publish(SERVICE, "today", item, NodeOptions.OPEN)));
        assertTrue(
                world.stream().text().contains("publish-options"),
                world.stream().text());
        PubSubPage page = get(world.session.pubsub().items(SERVICE, "today", 2, null));
        assertEquals(
                List.of("a", "b"), page.items().stream().map(PubSubItem::id).toList());
        assertEquals("b", page.next());
        // A service without pages gives the first one again.
        assertEquals(
                null,
                get(world.session.pubsub().items(SERVICE, "today", 2, "b")).next());
        get(world.session.pubsub().retract(SERVICE, "today", "a"));
        get(world.session.pubsub().create(SERVICE, "new", new NodeOptions(NodeOptions.Access.WHITELIST, true, 5)));
        get(world.session.pubsub().delete(SERVICE, "new"));
        String sent = world.stream().text();
        assertTrue(sent.contains("<retract node='today' notify='true'>"), sent);
        assertTrue(sent.contains("<value>whitelist</value>") && sent.contains("<value>5</value>"), sent);
        assertTrue(sent.contains("<delete node='new'"), sent);
    }

    private static String page(String items, String set) {
        return "<pubsub xmlns='" + PUBSUB + "'><items node='today'>" + items + "</items>"
                + (set.isEmpty() ? "" : "<set xmlns='http://jabber.org/protocol/rsm'>" + set + "</set>") + "</pubsub>";
    }

    private static List<String> ids(PubSubPage page) {
        return page.items().stream().map(PubSubItem::id).toList();
    }

    /** As Prosody has it: all that there is, the oldest first. */
    @Test
    @Tag("XEP-0060")
    void ofAServiceWithoutPagesTheLatestAreRead() {
        server(asked -> asked.endsWith(" today") ? page("<item id='a'/><item id='b'/><item id='c'/>", "") : null);
        world.start();
        PubSubPage page = get(world.session.pubsub().items(SERVICE, "today", 2, null));
        assertEquals(List.of("b", "c"), ids(page));
        assertNull(page.next());
        String asked = world.stream().text();
        assertTrue(asked.contains("max_items='2'") && asked.contains("<max>2</max>"), asked);
        get(world.session.pubsub().items(SERVICE, "today", 2, "a"));
        String next =
                XmlWriter.forStream(world.stream().sent.get(world.stream().sent.size() - 1));
        assertFalse(next.contains("max_items"), next);
    }

    /** A service may give less than was asked for (XEP-0059 §2.1). */
    @ParameterizedTest
    @Tag("XEP-0059")
    @CsvSource(
            nullValues = "none",
            value = {
                "<item id='a'/>, <last>a</last>, a",
                "<item id='a'/>, <first index='0'>a</first><last>a</last><count>2</count>, a",
                "<item id='a'/>, <first index='1'>a</first><last>a</last><count>2</count>, none",
                "<item id='a'/>, <last>a</last><count>1</count>, none",
                "<item id='a'/><item id='b'/>, <last>b</last><count>2</count>, none",
                "<item id='a'/>, <last>a</last><count>no number</count>, a",
                "<item id='a'/>, <last>a</last><count>99999999999999999999</count>, a",
                "'', <last>a</last>, none",
                "'', <count>0</count>, none"
            })
    void aShortPageIsNotTheEnd(String items, String set, @Nullable String next) {
        server(asked -> asked.endsWith(" today") ? page(items, set) : null);
        world.start();
        assertEquals(
                next,
                get(world.session.pubsub().items(SERVICE, "today", 2, null)).next());
    }

    // Whom to block.

    @Test
    @Tag("XEP-0191")
    void blocksAndKeepsTheListTrue() {
        server(asked -> asked.startsWith("urn:xmpp:blocking blocklist")
                ? "<blocklist xmlns='urn:xmpp:blocking'><item jid='spam.example'/><item jid='@'/></blocklist>"
                : null);
        world.start();
        assertEquals(
                Set.of(Jid.of("spam.example")), get(world.session.blocking().list()));
        get(world.session.blocking().block(Jid.of("mallory@example.org")));
        assertEquals(
                Set.of(Jid.of("spam.example"), Jid.of("mallory@example.org")),
                get(world.session.blocking().list()));
        get(world.session.blocking().unblock(Jid.of("spam.example")));
        assertEquals(
                Set.of(Jid.of("mallory@example.org")),
                get(world.session.blocking().list()));
        assertTrue(
                world.stream()
                        .text()
                        .contains("<unblock xmlns='urn:xmpp:blocking'><item jid='spam.example'/></unblock>"),
                world.stream().text());
    }

    private static String push(String from, String what) {
        return "<iq type='set' id='p1'" + (from.isEmpty() ? "" : " from='" + from + "'") + ">" + what + "</iq>";
    }

    private Stanza answer() {
        return world.stream().sent.get(world.stream().sent.size() - 1);
    }

    @ParameterizedTest
    @Tag("H-26")
    @Tag("XEP-0191")
    @ValueSource(strings = {"mallory@example.org/x", "example.org", "bot@example.org/phone"})
    void theBlockListIsChangedByTheAccountOnly(String stranger) {
        server(asked -> asked.startsWith("urn:xmpp:blocking blocklist")
                ? "<blocklist xmlns='urn:xmpp:blocking'><item jid='spam.example'/></blocklist>"
                : null);
        world.start();
        get(world.session.blocking().list());
        world.stream().say(push(stranger, "<unblock xmlns='urn:xmpp:blocking'/>"));
        assertEquals("error", answer().type());
        assertEquals(
                Set.of(Jid.of("spam.example")), get(world.session.blocking().list()));
        world.stream()
                .say(push("bot@example.org", "<block xmlns='urn:xmpp:blocking'><item jid='a@b.example'/></block>"));
        assertEquals("result", answer().type());
        assertEquals(
                Set.of(Jid.of("spam.example"), Jid.of("a@b.example")),
                get(world.session.blocking().list()));
        world.stream().say(push("", "<unblock xmlns='urn:xmpp:blocking'/>"));
        assertEquals(Set.of(), get(world.session.blocking().list()));
    }
}
