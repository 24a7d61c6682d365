package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes, lists of whom to block, private storage and wishes for the archive of a simulated server. */
class KeptForAccountsTest {

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

    private final SimulatedTime time = new SimulatedTime(4);
    private final SimulatedServer server = new SimulatedServer(time);
    private final Person alice = server.person("alice");
    private final Person bob = server.person("bob");

    private Stanza ask(Person who, Person of, boolean set, String payload) {
        try {
            var answer = who.query(of.jid(), set, XmlReader.read(payload)).toCompletableFuture();
            time.run();
            return answer.join();
        } catch (XmlRefusedException malformed) {
            throw new IllegalArgumentException(payload, malformed);
        }
    }

    private static String publish(String node, String item, String access) {
        return "<pubsub xmlns='" + PUBSUB + "'><publish node='" + node + "'>" + item + "</publish>"
                + (access.isEmpty()
                        ? ""
                        : "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='pubsub#access_model'><value>"
                                + access + "</value></field></x></publish-options>")
                + "</pubsub>";
    }

    private static String ofNode(String what, String node) {
        return "<pubsub xmlns='" + PUBSUB + "'><" + what + " node='" + node + "' jid='bob@example.org'/></pubsub>";
    }

    private static String condition(Stanza answer) {
        return answer.hasType("error") ? Errors.read(answer.payload()).condition() : "";
    }

    private List<String> events(Person person) {
        time.run();
        return person.received().stream()
                .flatMap(stanza -> stanza.child(PUBSUB + "#event", "event").stream())
                .map(event -> XmlWriter.write(event, ""))
                .toList();
    }

    @Test
    @Tag("XEP-0060")
    @Tag("XEP-0163")
    void nodesAreReadByWhomTheirOwnerLets() {
        assertEquals("", condition(ask(alice, alice, true, publish("secret", "<item id='1'/>", "whitelist"))));
        assertEquals(
                "",
                condition(ask(alice, alice, true, publish("open", "<item id='1'><x xmlns='urn:x'/></item>", "open"))));
        assertEquals("forbidden", condition(ask(bob, alice, false, ofNode("items", "secret"))));
        assertEquals("forbidden", condition(ask(bob, alice, true, ofNode("subscribe", "secret"))));
        assertEquals("forbidden", condition(ask(bob, alice, true, publish("open", "<item id='2'/>", ""))));
        assertEquals("item-not-found", condition(ask(bob, alice, false, ofNode("items", "none"))));
        assertEquals("conflict", condition(ask(alice, alice, true, publish("open", "<item id='2'/>", "whitelist"))));
        assertEquals("conflict", condition(ask(alice, alice, true, ofNode("create", "open"))));
        Stanza items = ask(bob, alice, false, ofNode("items", "open"));
        XmlElement item = items.payload().get(0).children().get(0).children().get(0);
        assertEquals("1", item.attribute("id"));
        assertTrue(item.child("urn:x", "x").isPresent());
    }

    @Test
    @Tag("XEP-0060")
    void aNodeIsWhatItsOwnerMakesOfIt() {
        assertEquals("", condition(ask(alice, alice, true, publish("n", "<item id='1'/>", ""))));
        assertEquals("conflict", condition(ask(alice, alice, true, publish("n", "<item id='2'/>", "open"))));
        String configure = "<pubsub xmlns='" + PUBSUB + "#owner'><configure node='n'>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#access_model'><value>open</value></field></x>"
                + "</configure></pubsub>";
        assertEquals("service-unavailable", condition(ask(bob, alice, true, configure)));
        assertEquals("", condition(ask(alice, alice, true, configure)));
        assertEquals("", condition(ask(alice, alice, true, publish("n", "<item id='2'/>", "open"))));
        assertEquals("", condition(ask(bob, alice, false, ofNode("items", "n"))));
    }

    @Test
    @Tag("XEP-0060")
    void subscribersHearOfWhatHappens() {
        ask(alice, alice, true, publish("open", "<item id='1'/>", "open"));
        assertEquals("", condition(ask(bob, alice, true, ofNode("subscribe", "open"))));
        assertEquals(List.of(), events(bob));
        ask(alice, alice, true, publish("open", "<item id='2'/>", ""));
        ask(
                alice,
                alice,
                true,
                "<pubsub xmlns='" + PUBSUB + "'><retract node='open' notify='true'><item id='1'/></retract></pubsub>");
        assertEquals(2, events(bob).size());
        assertTrue(events(bob).get(0).contains("<item id='2'/>"), events(bob).get(0));
        assertTrue(events(bob).get(1).contains("<retract id='1'/>"), events(bob).get(1));
        assertEquals("", condition(ask(bob, alice, true, ofNode("unsubscribe", "open"))));
        ask(alice, alice, true, publish("open", "<item id='3'/>", ""));
        assertEquals(2, events(bob).size());
        assertEquals(4, events(alice).size(), "its own clients hear of everything");
    }

    @Test
    @Tag("XEP-0191")
    void theBlockedAreKeptAway() {
        ask(alice, alice, false, "<blocklist xmlns='urn:xmpp:blocking'/>");
        assertEquals(
                "result",
                ask(alice, alice, true, "<block xmlns='urn:xmpp:blocking'><item jid='bob@example.org'/></block>")
                        .type());
        assertTrue(alice.received().stream()
                .anyMatch(stanza -> stanza.child("urn:xmpp:blocking", "block").isPresent() && stanza.hasType("set")));
        bob.say(alice.jid(), "spam");
        alice.say(bob.jid(), "to whom I blocked");
        time.run();
        assertEquals(List.of(), alice.heardFrom(bob.jid()));
        assertEquals(List.of(), bob.heardFrom(alice.jid()));
        ask(alice, alice, true, "<unblock xmlns='urn:xmpp:blocking'/>");
        bob.say(alice.jid(), "sorry");
        time.run();
        assertEquals(List.of("sorry"), alice.heardFrom(bob.jid()));
    }

    @Test
    @Tag("XEP-0049")
    void keepsWhatClientsPutAway() {
        String storage =
                "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><url name='x' url='y'/></storage></query>";
        ask(alice, alice, true, storage);
        Stanza found = ask(
                alice, alice, false, "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>");
        assertEquals(1, found.payload().get(0).children().get(0).children().size());
    }

    @Test
    @Tag("XEP-0441")
    void archivesWhatItsOwnerWants() {
        ask(alice, alice, true, "<prefs xmlns='urn:xmpp:mam:2' default='never'><always/><never/></prefs>");
        bob.say(alice.jid(), "not kept");
        time.run();
        assertFalse(server.archived(bob.jid()).isEmpty(), "it is bob's too");
        assertEquals(List.of(), server.archived(alice.jid()));
        ask(
                alice,
                alice,
                true,
                "<prefs xmlns='urn:xmpp:mam:2' default='never'><always><jid>bob@example.org</jid></always><never/></prefs>");
        bob.say(alice.jid(), "kept");
        time.run();
        assertEquals(1, server.archived(alice.jid()).size());
    }
}
