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
            if (question.kind() != Stanza.Kind.IQ) {
                continue;
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
