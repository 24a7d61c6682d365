package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages, presence, rosters and archives between accounts (RFC 6121, XEP-0160, 0280, 0313). */
class AccountsTest {

    private final SimulatedTime time = new SimulatedTime(4);
    private final SimulatedServer server = new SimulatedServer(time);
    private final Person alice = server.person("alice");
    private final Person bob = server.person("bob", "desk");

    private static void priority(Person person, int priority) {
        person.sendXml("<presence><priority>" + priority + "</priority></presence>");
    }

    private Stanza last(Person person) {
        time.run();
        List<Stanza> all = person.received();
        return all.get(all.size() - 1);
    }

    @Test
    void goesToTheMostAvailableClient() {
        Person phone = server.person("bob", "phone");
        phone.sendXml("<iq type='set' id='1'><disable xmlns='urn:xmpp:carbons:2'/></iq>");
        priority(bob, 5);
        alice.say(bob.jid(), "one");
        assertEquals(List.of("one"), bob.heardFrom(alice.jid()));
        assertFalse(
                phone.received().stream().anyMatch(stanza -> stanza.kind() == Stanza.Kind.MESSAGE),
                "who turned carbons off gets none");
        priority(phone, 5);
        alice.say(bob.jid(), "to both");
        assertEquals(1, phone.heardFrom(alice.jid()).size());
        alice.say(phone.fullJid(), "to the phone");
        assertEquals(List.of("one", "to both"), bob.heardFrom(alice.jid()));
        alice.say(bob.jid().withResource("gone"), "to a client that is gone");
        assertEquals(3, bob.heardFrom(alice.jid()).size());
    }

    @Test
    void keepsWhatComesForThoseWhoAreAway() {
        bob.goOffline();
        alice.say(bob.jid(), "first");
        alice.sendXml("<message to='" + bob.jid()
                + "' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
        time.pass(Duration.ofMinutes(5));
        alice.say(bob.jid(), "second");
        assertEquals(2, server.offline(bob.jid()).size());
        bob.forget();
        bob.comeOnline();
        assertEquals(List.of("first", "second"), bob.heardFrom(alice.jid()));
        XmlElement delay = bob.messages().get(0).child(Ns.DELAY, "delay").orElseThrow();
        assertEquals("example.org", delay.attribute("from"));
        assertEquals(SimulatedTime.BEGIN, Instant.parse(delay.attribute("stamp")));
        assertEquals(List.of(), server.offline(bob.jid()));
    }

    @Test
    void keepsWhatComesWhileAllPrioritiesAreNegative() {
        priority(bob, -1);
        alice.say(bob.jid(), "later");
        assertEquals(List.of(), bob.heardFrom(alice.jid()));
        priority(bob, 0);
        assertEquals(List.of("later"), bob.heardFrom(alice.jid()));
    }

    @Test
    void refusesWhatNobodyCanHave() {
        alice.say(Jid.of("nobody@example.org"), "hello");
        assertEquals("service-unavailable", Errors.read(last(alice).payload()).condition());
        alice.say(Jid.of("somebody@elsewhere.example"), "hello");
        assertEquals(
                "remote-server-not-found", Errors.read(last(alice).payload()).condition());
        alice.query(bob.jid().withResource("gone"), false, XmlElement.of(Ns.PING, "ping"));
        assertEquals("service-unavailable", Errors.read(last(alice).payload()).condition());
        alice.query(bob.fullJid(), false, XmlElement.of(Ns.PING, "ping"));
        assertTrue(last(alice).hasType("result"));
    }

    @Test
    void servesFurtherDomainsOnceSomebodyIsThere() {
        Person carol = server.person("carol@elsewhere.example");
        alice.say(carol.jid(), "hello over there");
        assertEquals(List.of("hello over there"), carol.heardFrom(alice.jid()));
    }

    @Test
    void copiesToTheOtherClients() {
        Person phone = server.person("bob", "phone");
        priority(bob, 5);
        time.run();
        phone.forget();
        String id = alice.say(bob.jid(), "hello");
        XmlElement received = last(phone).child(Ns.CARBONS, "received").orElseThrow();
        assertEquals(bob.jid(), last(phone).from());
        XmlElement inner = received.child(Ns.FORWARD, "forwarded")
                .flatMap(forwarded -> forwarded.child(Ns.CLIENT, "message"))
                .orElseThrow();
        assertEquals(id, inner.attribute("id"));
        assertEquals(alice.fullJid().toString(), inner.attribute("from"));
        bob.say(alice.jid(), "answer");
        assertTrue(last(phone).child(Ns.CARBONS, "sent").isPresent());
        phone.forget();
        alice.sendXml("<message to='" + bob.jid()
                + "' type='chat'><body>secret</body><private xmlns='urn:xmpp:carbons:2'/></message>");
        time.run();
        assertEquals(List.of(), phone.received());
    }

    @Test
    void archivesWhatIsSaidAndGivesItsIds() {
        alice.sendXml(
                "<message to='" + bob.jid() + "' type='chat'><body>one</body><stanza-id xmlns='urn:xmpp:sid:0' by='"
                        + bob.jid() + "' id='forged'/></message>");
        String id = StanzaIds.trusted(bob.messages().get(0).payload(), Set.of(bob.jid()))
                .get(bob.jid());
        assertFalse("forged".equals(id));
        bob.say(alice.jid(), "two");
        List<XmlElement> results = page(bob, "", "").results;
        assertEquals(2, results.size());
        assertEquals(id, results.get(0).attribute("id"));
    }

    private record Page(List<XmlElement> results, XmlElement fin) {
        String last() {
            return fin.child(Names.RSM, "set")
                    .flatMap(set -> set.child(Names.RSM, "last"))
                    .orElseThrow()
                    .text();
        }

        boolean isComplete() {
            return "true".equals(fin.attribute("complete"));
        }
    }

    private Page page(Person person, String form, String rsm) {
        time.run();
        person.forget();
        person.sendXml("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='7'>"
                + "<x xmlns='jabber:x:data' type='submit'>" + form + "</x>"
                + "<set xmlns='http://jabber.org/protocol/rsm'>" + rsm + "</set></query></iq>");
        time.run();
        List<XmlElement> results = new ArrayList<>();
        XmlElement fin = null;
        for (Stanza stanza : person.received()) {
            stanza.child(Ns.MAM, "result").ifPresent(results::add);
            fin = stanza.child(Ns.MAM, "fin").orElse(fin);
        }
        assertTrue(fin != null, "no fin: " + person.received());
        return new Page(results, fin);
    }

    @Test
    void answersPageByPage() {
        for (int i = 0; i < 25; i++) {
            alice.say(bob.jid(), "message " + i);
            time.pass(Duration.ofSeconds(10));
        }
        Page first = page(bob, "", "<max>10</max>");
        assertEquals(10, first.results.size());
        assertFalse(first.isComplete());
        Page second = page(bob, "", "<max>10</max><after>" + first.last() + "</after>");
        Page third = page(bob, "", "<max>10</max><after>" + second.last() + "</after>");
        assertEquals(5, third.results.size());
        assertTrue(third.isComplete());
        Page newest = page(bob, "", "<max>3</max><before/>");
        assertEquals(3, newest.results.size());
        assertEquals(third.last(), newest.last());
        Page none = page(bob, "", "<max>10</max><after>" + third.last() + "</after>");
        assertTrue(none.results.isEmpty() && none.isComplete());
        String start = "<field var='start'><value>" + SimulatedTime.BEGIN.plusSeconds(200) + "</value></field>";
        assertEquals(5, page(bob, start, "").results.size());
        String with = "<field var='with'><value>carol@example.org</value></field>";
        assertEquals(0, page(bob, with, "").results.size());
        bob.sendXml("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>"
                + "<set xmlns='http://jabber.org/protocol/rsm'><after>purged</after></set></query></iq>");
        assertEquals("item-not-found", Errors.read(last(bob).payload()).condition());
    }

    @Test
    void grantsAndTakesBackSubscriptions() {
        alice.subscribe(bob.jid());
        assertTrue(last(bob).hasType("subscribe"));
        bob.send(Copies.presence("subscribed", null, alice.jid(), List.of()));
        time.run();
        assertTrue(alice.received().stream().anyMatch(stanza -> stanza.hasType("subscribed")));
        assertEquals(bob.fullJid(), last(alice).from());
        assertEquals(null, last(alice).type(), "and presence follows");
        assertEquals("to", subscription(alice));
        assertEquals("from", subscription(bob));
        bob.goOffline();
        assertTrue(last(alice).hasType("unavailable"));
        bob.comeOnline();
        alice.forget();
        bob.send(Copies.presence("unsubscribed", null, alice.jid(), List.of()));
        time.run();
        assertTrue(alice.received().stream().anyMatch(stanza -> stanza.hasType("unavailable")));
        assertEquals("none", subscription(alice));
    }

    private String subscription(Person person) {
        time.run();
        List<String> pushed = person.received().stream()
                .flatMap(stanza -> stanza.child(Ns.ROSTER, "query").stream())
                .map(query -> query.children().get(0).attribute("subscription"))
                .toList();
        return pushed.get(pushed.size() - 1);
    }

    @Test
    void keepsRequestsForThoseWhoAreAway() {
        bob.goOffline();
        alice.subscribe(bob.jid());
        bob.forget();
        bob.approveEverybody().comeOnline();
        time.run();
        assertTrue(bob.received().stream().anyMatch(stanza -> stanza.hasType("subscribe")));
        assertEquals("to", subscription(alice));
    }

    @Test
    void comesBackWithItsPeopleAfterARestart() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        bob.goOffline();
        alice.say(bob.jid(), "kept");
        server.crash(Duration.ofSeconds(10));
        assertEquals(List.of(), server.sessions(alice.jid()));
        assertFalse(server.isUp());
        time.pass(Duration.ofSeconds(11));
        assertTrue(server.isUp());
        assertTrue(room.has(alice.jid()));
        bob.comeOnline();
        assertEquals(List.of("kept"), bob.heardFrom(alice.jid()));
    }
}
