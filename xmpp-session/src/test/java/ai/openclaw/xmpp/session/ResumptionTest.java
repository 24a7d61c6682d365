package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stream that was cut and goes on (XEP-0198 §5), and one that does not. */
class ResumptionTest {

    private static final Jid ROOM = Jid.of("team@rooms.example.org");
    private static final Jid ALICE = Jid.of("alice@example.org");
    private static final String MUC = "http://jabber.org/protocol/muc#user";

    private World world;

    @BeforeEach
    void start() {
        world = new World().start();
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        presence("alice", "affiliation='member' role='participant' jid='alice@example.org/a'", "");
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        world.stream().say("<message type='groupchat' from='" + ROOM + "/alice'><subject>s</subject></message>");
        assertEquals(RoomState.JOINED, room());
    }

    private void presence(String nick, String item, String more) {
        world.stream()
                .say("<presence from='" + ROOM + "/" + nick + "'><x xmlns='" + MUC + "'><item " + item + "/>" + more
                        + "</x></presence>");
    }

    private RoomState room() {
        return world.session.rooms().find(ROOM).orElseThrow().state();
    }

    private CompletableFuture<SentMessage> send(String body) {
        CompletableFuture<SentMessage> sent =
                world.session.send(OutgoingMessage.to(ALICE).body(body).build()).toCompletableFuture();
        world.run();
        return sent;
    }

    /** Past the first pause. */
    private void comeBack() {
        world.pass(Duration.ofSeconds(6));
        assertEquals(2, world.streams.size());
        assertEquals(SessionState.ONLINE, world.session.state());
    }

    @Tag("C-07")
    @Test
    void aResumedStreamNeedsNothingAnew() {
        world.stream().cut();
        assertEquals(SessionState.RECONNECTING, world.session.state());
        comeBack();
        assertTrue(world.stream().resumed);
        assertEquals("", world.stream().text());
        assertEquals(RoomState.JOINED, room());
    }

    @Tag("C-33")
    @Test
    void aResumedStreamStillKnowsWhoIsWho() {
        world.stream().cut();
        comeBack();
        world.stream().say("<message type='groupchat' from='" + ROOM + "/alice' id='1'><body>hi</body></message>");
        assertEquals(ALICE, world.messages.get(0).occupant().realJid().bare());
    }

    @Test
    void whatWasUnderwayIsConfirmedOnTheResumedStream() {
        world.answering = false;
        CompletableFuture<SentMessage> sent = send("hello");
        CompletableFuture<EntityInfo> asked =
                world.session.discover(Jid.of("other.example")).toCompletableFuture();
        world.run();
        Stanza question = world.stream().sent.get(world.stream().sent.size() - 1);
        Stanza ping = world.stream().sent.stream()
                .filter(stanza -> stanza.child("urn:xmpp:ping", "ping").isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        world.stream().cut();
        assertFalse(sent.isDone(), "the engine sends it again, so nobody may say that it failed");
        comeBack();
        world.stream().say("<iq type='result' from='example.org' id='" + ping.id() + "'/>");
        world.stream()
                .say("<iq type='result' from='other.example' id='" + question.id()
                        + "'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        assertTrue(sent.isDone() && !sent.isCompletedExceptionally());
        assertTrue(asked.isDone() && !asked.isCompletedExceptionally());
    }

    @Test
    void aMessageIsNotGivenUpWhileItsStreamMayGoOn() {
        world.answering = false;
        CompletableFuture<SentMessage> sent = send("hello");
        world.answering = true;
        world.stream().cut();
        world.refuse(
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE);
        world.pass(Duration.ofSeconds(45));
        assertFalse(sent.isDone());
        world.pass(Duration.ofMinutes(3));
        assertEquals(SessionState.ONLINE, world.session.state());
        XmppException late = (XmppException)
                assertThrows(CompletionException.class, sent::join).getCause();
        assertEquals(XmppException.Kind.TIMEOUT, late.kind());
    }

    @Test
    void nothingIsSentMeanwhile() {
        world.stream().cut();
        XmppException offline = (XmppException)
                assertThrows(CompletionException.class, () -> send("hello").join())
                        .getCause();
        assertEquals(XmppException.Kind.DISCONNECTED, offline.kind());
    }

    @Test
    void aStreamThatDoesNotGoOnBeginsAnew() {
        world.answering = false;
        CompletableFuture<SentMessage> sent = send("hello");
        world.answering = true;
        world.resuming = false;
        world.stream().cut();
        assertFalse(sent.isDone());
        comeBack();
        assertTrue(sent.isCompletedExceptionally());
        String text = world.stream().text();
        assertTrue(text.contains("jabber:iq:roster"), text);
        assertTrue(text.contains("http://jabber.org/protocol/muc"), text);
        assertEquals(RoomState.JOINING, room());
        assertTrue(world.session.rooms().find(ROOM).orElseThrow().occupants().isEmpty());
    }

    @Test
    void aRoomThatWasToBeTriedAgainMeanwhileIs() {
        world.stream()
                .say(
                        "<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                                + "'><item affiliation='none' role='none'/><status code='110'/><status code='333'/></x></presence>");
        world.stream().cut();
        world.refuse(XmppException.Kind.UNREACHABLE, XmppException.Kind.UNREACHABLE);
        world.pass(Duration.ofSeconds(60));
        assertEquals(2, world.streams.size());
        assertTrue(world.stream().resumed);
        assertTrue(
                world.stream().text().contains("http://jabber.org/protocol/muc"),
                world.stream().text());
    }

    @Tag("C-08")
    @Test
    void theRoomIsStillWatchedAfterwards() {
        world.stream().cut();
        comeBack();
        world.pass(SelfPing.SILENCE.plusSeconds(1));
        assertTrue(
                world.stream().text().contains("to='" + ROOM + "/bot'"),
                world.stream().text());
    }

    @Test
    void aStreamThatWasCutBeforeItWasAnnouncedIsAnnouncedThen() {
        World early = new World();
        early.answering = false;
        early.start();
        assertFalse(early.stream().text().contains("<presence"));
        early.answering = true;
        early.stream().cut();
        early.pass(Duration.ofSeconds(6));
        assertTrue(early.stream().resumed);
        assertTrue(early.stream().text().contains("<presence"), early.stream().text());
        assertEquals(SessionState.ONLINE, early.session.state());
    }

    @Test
    void aRoomThatWasLeftMeanwhileIsLeftThen() {
        world.stream().cut();
        world.session.rooms().leave(ROOM);
        comeBack();
        Stanza farewell = world.stream().sent.get(0);
        assertEquals(ROOM.withResource("bot"), farewell.to());
        assertTrue(farewell.hasType("unavailable"), world.stream().text());
    }

    @Test
    void aRoomThatWasLeftAndWantedAgainMeanwhileIsEnteredAgain() {
        world.stream().cut();
        world.session.rooms().leave(ROOM);
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        comeBack();
        List<String> presences = world.stream().sent.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE)
                .map(stanza -> String.valueOf(stanza.type()))
                .toList();
        assertEquals(List.of("unavailable", "null"), presences);
    }

    @Test
    void aRoomThatWasLeftMeanwhileIsNoMatterForANewStream() {
        world.resuming = false;
        world.stream().cut();
        world.session.rooms().leave(ROOM);
        comeBack();
        assertFalse(
                world.stream().text().contains(ROOM.toString()), world.stream().text());
    }

    @Test
    void aRoomThatWasAskedMayAnswerOnTheResumedStream() {
        Jid other = Jid.of("other@rooms.example.org");
        world.session.rooms().join(RoomConfig.of(other, "bot"));
        world.run();
        world.stream().cut();
        world.refuse(
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE,
                XmppException.Kind.UNREACHABLE);
        world.pass(Duration.ofSeconds(45));
        assertEquals(1, world.streams.size());
        assertEquals(
                RoomState.JOINING,
                world.session.rooms().find(other).orElseThrow().state());
    }

    /** What the server kept for us may be the end of our stay: seen in the simulation, seed 5711. */
    @Test
    void aRoomIsEnteredAgainOnlyWhenAllThatWasKeptHasCome() {
        world.stream().cut();
        world.session.rooms().leave(ROOM);
        CompletableFuture<Room> joining =
                world.session.rooms().join(RoomConfig.of(ROOM, "bot")).toCompletableFuture();
        world.run();
        world.answering = false;
        comeBack();
        assertFalse(
                world.stream().text().contains("http://jabber.org/protocol/muc'"),
                world.stream().text());
        world.stream()
                .say(
                        "<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                                + "'><item affiliation='outcast' role='none'/><status code='301'/><status code='110'/></x></presence>");
        Stanza ping = world.stream().sent.stream()
                .filter(stanza -> stanza.child("urn:xmpp:ping", "ping").isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        world.stream().say("<iq type='result' id='" + ping.id() + "'/>");
        assertFalse(
                world.stream().text().contains("http://jabber.org/protocol/muc'"),
                world.stream().text());
        assertTrue(joining.isCompletedExceptionally());
        assertTrue(world.session.rooms().find(ROOM).orElseThrow().problem().contains("banned"));
    }

    /** Seen in the simulation, seed 1753. */
    @Test
    void aRoomIsEnteredOnceWhenAResumedStreamIsLostAtOnce() {
        world.stream().cut();
        world.session.rooms().leave(ROOM);
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.answers =
                question -> question.payload().get(0).is("urn:xmpp:ping", "ping") ? null : World.usual(question);
        comeBack();
        world.resuming = false;
        world.stream().cut();
        world.pass(Duration.ofSeconds(12));
        assertEquals(3, world.streams.size());
        assertEquals(
                1,
                world.stream().sent.stream()
                        .filter(stanza -> stanza.child("http://jabber.org/protocol/muc", "x")
                                .isPresent())
                        .count());
    }
}
