package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Bookmark;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bookmarks lie in up to three places, each of which may be missing, or refuse to say what is there. */
class BookmarkPlacesTest {

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String INFO = "http://jabber.org/protocol/disco#info query";
    private static final String ITEMS = PUBSUB + " pubsub urn:xmpp:bookmarks:1";
    private static final String OLD = PUBSUB + " pubsub storage:bookmarks";
    private static final String PRIVATE = "jabber:iq:private query";
    private static final Jid ROOM = Jid.of("tea@rooms.example.org");

    private final World world = new World();

    /** What the server answers: an element, or the condition of an error. */
    private final Map<String, String> server = new HashMap<>(Map.of(
            INFO,
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='pubsub' type='pep'/></query>",
            ITEMS,
            "<pubsub xmlns='" + PUBSUB + "'><items node='urn:xmpp:bookmarks:1'><item id='" + ROOM
                    + "'><conference xmlns='urn:xmpp:bookmarks:1' name='Tea'/></item></items></pubsub>",
            OLD,
            "<pubsub xmlns='" + PUBSUB + "'><items node='storage:bookmarks'><item id='current'>"
                    + "<storage xmlns='storage:bookmarks'><conference jid='" + ROOM
                    + "' name='Old tea'/></storage></item></items></pubsub>",
            PRIVATE,
            "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><conference jid='" + ROOM
                    + "' name='Oldest tea'/><conference jid='cake@rooms.example.org'/></storage></query>"));

    private int answered;

    private void start() {
        world.answering = false;
        world.start();
    }

    private static String asked(Stanza question) {
        XmlElement payload = question.payload().get(0);
        String name = payload.namespace() + " " + payload.name();
        return payload.is(PUBSUB, "pubsub")
                ? name + " " + payload.children().get(0).attribute("node")
                : name;
    }

    /** Answers whatever is asked from now on. */
    private <T> CompletionStage<T> served(CompletionStage<T> stage) {
        world.run();
        while (answered < world.stream().sent.size()) {
            Stanza question = world.stream().sent.get(answered++);
            if (question.kind() != Stanza.Kind.IQ || !(question.hasType("get") || question.hasType("set"))) {
                continue;
            }
            if (question.hasType("set")) {
                keep(question);
            }
            String answer = question.hasType("set") ? "" : server.getOrDefault(asked(question), World.usual(question));
            boolean error = !answer.isEmpty() && !answer.startsWith("<");
            world.stream()
                    .say("<iq type='" + (error ? "error" : "result") + "' id='" + question.id() + "' from='"
                            + World.ACCOUNT + "'>"
                            + (error
                                    ? "<error type='cancel'><" + answer
                                            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                                    : answer)
                            + "</iq>");
        }
        return stage;
    }

    /** What is written is what is read later. */
    private void keep(Stanza written) {
        XmlElement payload = written.payload().get(0);
        if (asked(written).equals(PRIVATE)) {
            server.put(PRIVATE, XmlWriter.write(payload, ""));
        } else if (asked(written).equals(OLD)) {
            XmlElement items = XmlElement.of(PUBSUB, "items")
                    .with(payload.children().get(0).children().get(0));
            server.put(OLD, XmlWriter.write(XmlElement.of(PUBSUB, "pubsub").with(items), ""));
        }
    }

    private List<String> names() {
        return get(world.session.bookmarks().list()).stream()
                .map(each -> String.valueOf(each.name()))
                .toList();
    }

    private <T> T get(CompletionStage<T> stage) {
        CompletionStage<T> answered = served(stage);
        assertTrue(answered.toCompletableFuture().isDone(), "no answer");
        return answered.toCompletableFuture().join();
    }

    private static XmppException failure(CompletionStage<?> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "it has not failed");
        CompletionException thrown = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        return (XmppException) thrown.getCause();
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        world.stream().sent.stream()
                .filter(stanza -> stanza.hasType("set")
                        && stanza.child("urn:xmpp:carbons:2", "enable").isEmpty())
                .forEach(stanza -> text.append(XmlWriter.forStream(stanza)).append('\n'));
        return text.toString();
    }

    @ParameterizedTest
    @Tag("XEP-0049")
    @CsvSource({
        PRIVATE + ", internal-server-error",
        PRIVATE + ", resource-constraint",
        OLD + ", internal-server-error",
        ITEMS + ", internal-server-error",
        INFO + ", internal-server-error",
        INFO + ", remote-server-timeout"
    })
    void whatCannotBeReadIsNotTakenForEmptyAndNotWrittenOver(String place, String condition) {
        start();
        server.put(place, condition);
        assertEquals(
                XmppException.Kind.STANZA_ERROR,
                failure(served(world.session.bookmarks().list())).kind());
        assertEquals(
                XmppException.Kind.STANZA_ERROR,
                failure(served(world.session.bookmarks().put(Bookmark.of(Jid.of("a@rooms.example.org"), "A"))))
                        .kind());
        assertFalse(written().contains("storage") || written().contains("publish"), written());
        // It may work the next time.
        server.put(place, "item-not-found");
        assertFalse(get(world.session.bookmarks().list()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"item-not-found", "service-unavailable", "feature-not-implemented"})
    void whatTheServerDoesNotHaveIsEmpty(String condition) {
        start();
        for (String place : List.of(INFO, ITEMS, OLD, PRIVATE)) {
            server.put(place, condition);
        }
        assertEquals(List.of(), get(world.session.bookmarks().list()));
    }

    @Test
    @Tag("XEP-0048")
    @Tag("XEP-0402")
    void whatIsTakenAwayIsTakenFromEveryPlace() {
        start();
        assertEquals(
                List.of("Tea", "null"),
                get(world.session.bookmarks().list()).stream()
                        .map(each -> String.valueOf(each.name()))
                        .toList());
        get(world.session.bookmarks().remove(ROOM));
        String[] written = written().split("\n");
        assertEquals(3, written.length, written());
        assertTrue(written[0].contains("<retract node='urn:xmpp:bookmarks:1'"), written[0]);
        assertTrue(written[1].contains("<publish node='storage:bookmarks'"), written[1]);
        assertTrue(written[2].contains("jabber:iq:private") && written[2].contains("cake@"), written[2]);
        assertFalse(written[1].contains("<conference") || written[2].contains("tea@"), written());
        assertEquals(1, get(world.session.bookmarks().list()).size());
        // Nothing is written where nothing changes.
        get(world.session.bookmarks().remove(Jid.of("cake@rooms.example.org")));
        assertEquals(4, written().split("\n").length, written());
        get(world.session.bookmarks().remove(Jid.of("nowhere@rooms.example.org")));
        assertEquals(4, written().split("\n").length, written());
    }

    /** No server tells of what changes in these lists, and they are written as a whole. */
    @ParameterizedTest
    @Tag("XEP-0048")
    @Tag("XEP-0049")
    @CsvSource({PRIVATE, OLD})
    void whatAnotherClientHasPutIntoAListMeanwhileIsNotLost(String place) {
        start();
        server.put(ITEMS, "item-not-found");
        server.put(place.equals(OLD) ? PRIVATE : OLD, "item-not-found");
        assertEquals(place.equals(OLD) ? 1 : 2, names().size());
        server.computeIfPresent(
                place,
                (name, list) ->
                        list.replace("</storage>", "<conference jid='new@rooms.example.org' name='New'/></storage>"));
        get(world.session.bookmarks().put(Bookmark.of(ROOM, "Green tea")));
        assertTrue(server.get(place).contains("name='New'"), server.get(place));
        assertTrue(names().containsAll(List.of("Green tea", "New")), "" + names());
        server.computeIfPresent(place, (name, list) -> list.replace("name='New'", "name='Newer'"));
        get(world.session.bookmarks().remove(ROOM));
        assertTrue(server.get(place).contains("name='Newer'"), server.get(place));
        assertFalse(server.get(place).contains("tea@"), server.get(place));
        assertTrue(names().contains("Newer"), "" + names());
    }

    @Test
    @Tag("XEP-0048")
    void whatOthersKeepWithABookmarkInAListStays() {
        start();
        server.put(ITEMS, "item-not-found");
        server.put(OLD, "item-not-found");
        server.put(
                PRIVATE,
                "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><url name='x' url='https://x/'/>"
                        + "<conference jid='" + ROOM + "' name='Tea' minimize='1' autojoin='true'><nick>old</nick>"
                        + "<password>milk</password><x xmlns='urn:other'>theirs</x></conference>"
                        + "<conference jid='cake@rooms.example.org'/></storage></query>");
        get(world.session.bookmarks().put(new Bookmark(ROOM, "Coffee", "bot", false, null)));
        String list = server.get(PRIVATE);
        assertTrue(list.contains("minimize='1'") && list.contains("theirs") && list.contains("https://x/"), list);
        assertTrue(list.contains("name='Coffee'") && list.contains(">bot<"), list);
        assertFalse(list.contains("autojoin") || list.contains("milk") || list.contains("old"), list);
        assertTrue(list.indexOf("tea@") < list.indexOf("cake@"), list);
    }

    @ParameterizedTest
    @Tag("XEP-0402")
    @CsvSource({"true", "false"})
    void whatIsAskedForBeforeTheListHasComeIsDoneInThatOrder(boolean node) {
        start();
        if (!node) {
            server.put(INFO, "item-not-found");
        }
        Bookmark bookmark = Bookmark.of(Jid.of("a@rooms.example.org"), "A");
        CompletionStage<Void> first = world.session.bookmarks().put(bookmark);
        CompletionStage<Void> second = world.session.bookmarks().remove(bookmark.room());
        CompletionStage<Void> third =
                world.session.bookmarks().put(Bookmark.of(Jid.of("b@rooms.example.org"), "First"));
        CompletionStage<Void> last = world.session.bookmarks().put(Bookmark.of(Jid.of("b@rooms.example.org"), "Last"));
        get(last);
        for (CompletionStage<Void> each : List.of(first, second, third)) {
            assertTrue(each.toCompletableFuture().isDone());
        }
        assertFalse(names().contains("A"), "" + names());
        assertTrue(names().contains("Last"), "" + names());
    }

    @Test
    @Tag("XEP-0402")
    void whatAnotherClientChangesBeforeTheListHasComeCountsInThatOrder() {
        start();
        CompletionStage<List<Bookmark>> list = world.session.bookmarks().list();
        world.run();
        for (String change : List.of(
                "<item id='new@rooms.example.org'><conference xmlns='urn:xmpp:bookmarks:1' name='New'/></item>",
                "<retract id='new@rooms.example.org'/>",
                "<item id='" + ROOM + "'><conference xmlns='urn:xmpp:bookmarks:1' name='Green tea'/></item>")) {
            world.stream()
                    .say("<message type='headline' from='bot@example.org'><event xmlns='" + PUBSUB
                            + "#event'><items node='urn:xmpp:bookmarks:1'>" + change + "</items></event></message>");
        }
        get(list);
        assertEquals(List.of("Green tea", "null"), names());
    }

    @Test
    @Tag("XEP-0191")
    void whomAnotherClientBlocksBeforeTheListHasComeCountsInThatOrder() {
        start();
        server.put("urn:xmpp:blocking blocklist", "<blocklist xmlns='urn:xmpp:blocking'/>");
        CompletionStage<Set<Jid>> list = world.session.blocking().list();
        world.run();
        for (String change : List.of("block", "unblock")) {
            world.stream()
                    .say("<iq type='set' id='" + change + "' from='bot@example.org'><" + change
                            + " xmlns='urn:xmpp:blocking'><item jid='spam.example'/></" + change + "></iq>");
        }
        get(list);
        assertEquals(Set.of(), get(world.session.blocking().list()));
    }

    @Test
    @Tag("XEP-0402")
    void nobodyIsToldOfTheAccountsBookmarksForThereMayBePasswordsInThem() {
        start();
        for (String node : List.of("urn:xmpp:bookmarks:1", "storage:bookmarks")) {
            world.stream()
                    .say("<message type='headline' from='bot@example.org'><event xmlns='" + PUBSUB
                            + "#event'><items node='" + node + "'><item id='" + ROOM
                            + "'><conference xmlns='urn:xmpp:bookmarks:1'><password>milk</password></conference>"
                            + "</item></items></event></message>");
        }
        assertEquals(List.of(), world.nodeEvents);
        assertEquals(List.of(), world.messages);
    }

    @ParameterizedTest
    @Tag("XEP-0191")
    @CsvSource({"bot@example.org", "bot@example.org/phone", "example.org"})
    void neitherItselfNorItsServerCanBeBlocked(String address) {
        world.start();
        int before = world.stream().sent.size();
        CompletionStage<Void> blocked = world.session.blocking().block(Jid.of(address));
        world.run();
        assertEquals(XmppException.Kind.CONFIGURATION, failure(blocked).kind());
        assertEquals(before, world.stream().sent.size());
        CompletionStage<Void> unblocked = world.session.blocking().unblock(Jid.of(address));
        world.run();
        assertTrue(unblocked.toCompletableFuture().isDone());
    }
}
