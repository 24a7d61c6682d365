package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session's life, its questions and answers. */
class SessionTest {

    @Tag("R15")
    @Test
    void isAllEarsBeforeItSaysThatItIsThere() {
        World world = new World();
        world.answering = false;
        world.start();
        assertTrue(world.stream().text().contains("jabber:iq:roster"));
        assertFalse(world.stream().text().contains("<presence"), "presence came before the roster");
        world.stream()
                .say("<iq type='result' id='" + world.stream().sent.get(0).id()
                        + "'><query xmlns='jabber:iq:roster'/></iq>");
        assertTrue(world.stream().text().contains("<presence"));
        assertTrue(world.stream().text().contains("urn:xmpp:carbons:2"));
        assertEquals(List.of(SessionState.ONLINE), world.states);
    }

    @Tag("C-01")
    @Test
    void comesBackForEverWithGrowingPauses() {
        World world = new World().start();
        XmppException.Kind[] many = new XmppException.Kind[12];
        java.util.Arrays.fill(many, XmppException.Kind.UNREACHABLE);
        world.refuse(many);
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        assertEquals(SessionState.RECONNECTING, world.session.state());
        world.pass(Duration.ofMinutes(15));
        assertEquals(SessionState.ONLINE, world.session.state());
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < world.attempts.size(); i++) {
            pauses.add(Duration.between(world.attempts.get(i - 1), world.attempts.get(i))
                    .toMillis());
        }
        assertEquals(13, pauses.size());
        assertTrue(pauses.get(0) >= 1000 && pauses.get(0) <= 5000, pauses.toString());
        assertTrue(pauses.stream().allMatch(pause -> pause <= 60_000), pauses.toString());
        assertTrue(pauses.get(12) >= 30_000, pauses.toString());
    }

    @Tag("C-11")
    @ParameterizedTest
    @EnumSource(
            value = XmppException.Kind.class,
            names = {"AUTHENTICATION", "TLS", "CONFIGURATION", "UNSUPPORTED"})
    void stopsWhereATryDoesNotHelp(XmppException.Kind kind) {
        World world = new World().refuse(kind).start();
        world.pass(Duration.ofHours(1));
        assertEquals(1, world.attempts.size());
        assertEquals(SessionState.CLOSED, world.session.state());
        assertEquals(kind, world.session.lastError().orElseThrow().kind());
        assertTrue(world.session.online().toCompletableFuture().isCompletedExceptionally());
    }

    @Tag("C-04")
    @Test
    void doesNotFightForItsResource() {
        World world = new World().start();
        world.stream().lose(XmppException.Kind.CONFLICT);
        world.pass(Duration.ofSeconds(10));
        assertEquals(2, world.streams.size());
        assertFalse(world.stream().address().resource().equals("openclaw"));
        assertTrue(world.stream().address().resource().startsWith("openclaw-"));
        world.stream().lose(XmppException.Kind.CONFLICT);
        world.pass(Duration.ofHours(1));
        assertEquals(2, world.streams.size());
        assertEquals(SessionState.CLOSED, world.session.state());
    }

    @Tag("C-05")
    @Tag("C-06")
    @Test
    void hearsNothingFromOldStreams() {
        World world = new World().start();
        World.Stream old = world.stream();
        for (int i = 0; i < 10; i++) {
            world.stream().lose(XmppException.Kind.DISCONNECTED);
            world.pass(Duration.ofMinutes(2));
        }
        assertEquals(11, world.streams.size());
        old.say("<message from='alice@example.org/a' type='chat' id='1'><body>late</body></message>");
        old.lose(XmppException.Kind.DISCONNECTED);
        assertEquals(SessionState.ONLINE, world.session.state());
        assertTrue(world.messages.isEmpty());
        world.stream().say("<message from='alice@example.org/a' type='chat' id='2'><body>now</body></message>");
        assertEquals(1, world.messages.size());
    }

    @Tag("C-02")
    @Test
    @Tag("XEP-0199")
    void findsADeadPeer() {
        World world = new World().start();
        world.answering = false;
        world.pass(Duration.ofSeconds(59));
        assertFalse(world.stream().text().contains("urn:xmpp:ping"));
        world.pass(Duration.ofSeconds(2));
        assertTrue(world.stream().text().contains("urn:xmpp:ping"));
        World.Stream dead = world.stream();
        world.pass(Duration.ofSeconds(15));
        assertTrue(dead.aborted);
        world.answering = true;
        world.pass(Duration.ofSeconds(10));
        assertEquals(2, world.streams.size());
        assertEquals(SessionState.ONLINE, world.session.state());
    }

    @Test
    void aLivePeerIsLeftAlone() {
        World world = new World().start();
        world.pass(Duration.ofHours(2));
        assertEquals(1, world.streams.size());
    }

    @Test
    void closesOnceAndForGood() {
        World world = new World().start();
        world.session.close();
        world.run();
        assertEquals(List.of(SessionState.ONLINE, SessionState.CLOSED), world.states);
        world.stream().say("<message from='alice@example.org/a' type='chat'><body>late</body></message>");
        world.pass(Duration.ofHours(1));
        assertEquals(1, world.streams.size());
        assertTrue(world.messages.isEmpty());
        CompletableFuture<SentMessage> late = world.session
                .send(OutgoingMessage.to(Jid.of("a@b.org")).body("x").build())
                .toCompletableFuture();
        world.run();
        assertTrue(late.isCompletedExceptionally());
    }

    @Test
    void survivesAFaultyListener() {
        World world = new World().start();
        world.stream()
                .say(
                        "<message from='a@b.org/x' type='chat'><gone xmlns='http://jabber.org/protocol/chatstates'/></message>");
        world.stream().say("<message from='a@b.org/x' type='chat'><body>still there</body></message>");
        assertEquals("still there", world.messages.get(0).body());
    }

    // Questions and answers.

    @Tag("C-77")
    @ParameterizedTest
    @CsvSource({
        "get, <ping xmlns='urn:xmpp:ping'/>, type='result'",
        "get, <query xmlns='http://jabber.org/protocol/disco#info'/>, urn:xmpp:reactions:0",
        "get, <query xmlns='jabber:iq:version'/>, <name>",
        "get, <time xmlns='urn:xmpp:time'/>, <utc>",
        "get, <query xmlns='jabber:iq:last'/>, seconds=",
        "get, <x xmlns='urn:nobody:knows'/>, service-unavailable",
        "set, <x xmlns='urn:nobody:knows'/>, service-unavailable",
        "set, <query xmlns='jabber:iq:roster'><item jid='evil@x.org' subscription='both'/></query>, service-unavailable",
    })
    @Tag("XEP-0012")
    @Tag("XEP-0030")
    @Tag("XEP-0092")
    @Tag("XEP-0199")
    @Tag("XEP-0202")
    void answersEachQuestionOnce(String type, String payload, String expected) {
        World world = new World().start();
        world.stream().sent.clear();
        world.stream().say("<iq type='" + type + "' id='q1' from='asker@x.org/a'>" + payload + "</iq>");
        assertEquals(1, world.stream().sent.size());
        assertTrue(world.stream().text().contains(expected), world.stream().text());
        assertTrue(world.stream().text().contains("id='q1'"));
        assertFalse(world.stream().text().toLowerCase(java.util.Locale.ROOT).contains("linux"));
        assertTrue(world.session.roster().items().isEmpty());
    }

    @Test
    @Tag("XEP-0012")
    void isIdleSinceItLastSaidSomething() {
        World world = new World().start();
        world.pass(Duration.ofSeconds(60));
        world.session.send(OutgoingMessage.to(Jid.of("a@b.org")).body("x").build());
        world.pass(Duration.ofSeconds(5));
        world.stream().sent.clear();
        world.stream().say("<iq type='get' id='q1' from='asker@x.org/a'><query xmlns='jabber:iq:last'/></iq>");
        assertTrue(world.stream().text().contains("seconds='5'"), world.stream().text());
    }

    @Tag("H-56")
    @ParameterizedTest
    @ValueSource(strings = {"error", "result"})
    void answersNoAnswer(String type) {
        World world = new World().start();
        world.stream().sent.clear();
        world.stream().say("<iq type='" + type + "' id='q1' from='asker@x.org/a'/>");
        world.stream().say("<message type='error' from='asker@x.org/a' id='m1'><body>x</body></message>");
        world.stream().say("<presence type='error' from='asker@x.org/a'/>");
        assertTrue(world.stream().sent.isEmpty(), world.stream().text());
    }

    @Tag("H-23")
    @Test
    void obeysOnlyItsOwnServersRosterPushes() {
        World world = new World().start();
        String query = "<query xmlns='jabber:iq:roster'><item jid='friend@x.org' subscription='both'/></query>";
        world.stream().say("<iq type='set' id='1' from='friend@x.org'>" + query + "</iq>");
        world.stream().say("<iq type='set' id='2' from='example.org'>" + query + "</iq>");
        assertTrue(world.session.roster().items().isEmpty());
        world.stream().say("<iq type='set' id='3'>" + query + "</iq>");
        assertEquals(1, world.session.roster().items().size());
    }

    @Tag("H-24")
    @Tag("R30")
    @Test
    void takesAnswersOnlyFromWhoWasAsked() {
        World world = new World().start();
        world.answering = false;
        world.stream().sent.clear();
        CompletableFuture<XmlElement> answer = world.session
                .query(Jid.of("service.example.org"), false, XmlElement.of("urn:x", "q"))
                .toCompletableFuture();
        world.run();
        String id = world.stream().sent.get(0).id();
        for (String from : List.of("evil@x.org", "example.org", "bot@example.org", "other.example.org")) {
            world.stream().say("<iq type='result' id='" + id + "' from='" + from + "'><forged xmlns='urn:x'/></iq>");
        }
        world.stream().say("<iq type='result' id='other' from='service.example.org'><wrong xmlns='urn:x'/></iq>");
        assertFalse(answer.isDone());
        world.stream().say("<iq type='result' id='" + id + "' from='service.example.org'><right xmlns='urn:x'/></iq>");
        assertEquals("right", answer.join().name());
        world.stream().say("<iq type='result' id='" + id + "' from='service.example.org'><again xmlns='urn:x'/></iq>");
        assertEquals("right", answer.join().name());
    }

    @Tag("R30")
    @Test
    void doesNotWaitForAnswersForEver() {
        World world = new World().start();
        world.answering = false;
        CompletableFuture<XmlElement> answer =
                world.session.query(null, false, XmlElement.of("urn:x", "q")).toCompletableFuture();
        world.pass(Duration.ofSeconds(31));
        assertTrue(answer.isCompletedExceptionally());
    }

    @Tag("R12")
    @Tag("H-25")
    @Test
    void idsAreUniqueAndCannotBeGuessed() {
        World world = new World().start();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            world.session.send(OutgoingMessage.to(Jid.of("a@b.org")).body("x").build());
        }
        world.run();
        world.stream().sent.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .forEach(stanza -> ids.add(stanza.id()));
        assertEquals(10_000, ids.size());
        assertTrue(ids.stream().allMatch(id -> id.length() == 32));
    }

    // Sending.

    @Test
    void aSentMessageIsOneThatTheServerHas() {
        World world = new World().start();
        world.answering = false;
        CompletableFuture<SentMessage> sent = world.session
                .send(OutgoingMessage.to(Jid.of("a@b.org")).body("x").build())
                .toCompletableFuture();
        world.run();
        assertFalse(sent.isDone());
        Stanza message = world.stream().sent.get(world.stream().sent.size() - 2);
        Stanza ping = world.stream().sent.get(world.stream().sent.size() - 1);
        world.stream()
                .say(
                        "<message type='error' from='a@b.org' id='" + message.id()
                                + "'><error type='cancel'><remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        assertTrue(sent.isCompletedExceptionally());
        world.stream().say("<iq type='result' from='example.org' id='" + ping.id() + "'/>");
        assertEquals(List.of("remote-server-not-found"), world.undelivered);
    }

    @Tag("C-84")
    @Test
    void saysThatItIsOfflineInsteadOfLosingAMessage() {
        World world = new World().start();
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        CompletableFuture<SentMessage> sent = world.session
                .send(OutgoingMessage.to(Jid.of("a@b.org")).body("x").build())
                .toCompletableFuture();
        world.run();
        assertTrue(sent.isCompletedExceptionally());
    }

    @Tag("C-85")
    @Test
    void aKeyIsSentOnce() {
        World world = new World().start();
        OutgoingMessage message =
                OutgoingMessage.to(Jid.of("a@b.org")).body("x").key("k").build();
        for (int i = 0; i < 3; i++) {
            world.session.send(message);
            world.run();
        }
        assertEquals(
                1,
                world.stream().sent.stream()
                        .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                        .count());
    }

    @Test
    void timeIsTheLoops() {
        assertTrue(new World().start().attempts.get(0).isAfter(Instant.EPOCH));
    }
}
