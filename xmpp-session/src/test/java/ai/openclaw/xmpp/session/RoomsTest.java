package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmppException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms: entering, being in them, being thrown out, and who is who. */
class RoomsTest {

    private static final Jid ROOM = Jid.of("team@rooms.example.org");
    private static final String MUC = "http://jabber.org/protocol/muc#user";

    private World world;
    private CompletableFuture<Room> joining;

    @BeforeEach
    void start() {
        world = new World().start();
        joining = world.session.rooms().join(RoomConfig.of(ROOM, "bot")).toCompletableFuture();
        world.run();
    }

    private void say(String xml) {
        world.stream().say(xml);
    }

    private void presence(String nick, String item, String more) {
        say("<presence from='" + ROOM + "/" + nick + "'><x xmlns='" + MUC + "'><item " + item + "/>" + more
                + "</x></presence>");
    }

    private void enter() {
        presence("alice", "affiliation='member' role='participant' jid='alice@example.org/a'", "");
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<message type='groupchat' from='" + ROOM + "/alice'><subject>s</subject></message>");
    }

    private void message(String nick, String body, String more) {
        say("<message type='groupchat' from='" + ROOM + "/" + nick + "' id='" + body.hashCode() + "'><body>" + body
                + "</body>" + more + "</message>");
    }

    private Room room() {
        return world.session.rooms().find(ROOM).orElseThrow();
    }

    private List<String> bodies() {
        return world.messages.stream().map(Message::body).toList();
    }

    private long joins() {
        return world.stream().sent.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                        && stanza.child("http://jabber.org/protocol/muc", "x").isPresent())
                .count();
    }

    @Tag("R9")
    @Tag("C-20")
    @Test
    void everythingBeforeTheSubjectIsHistory() {
        assertTrue(world.stream().text().contains("maxstanzas='0'"));
        message("alice", "bot: before our own presence", "");
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        message("alice", "bot: before the subject", "");
        assertFalse(joining.isDone());
        say("<message type='groupchat' from='" + ROOM + "/alice'><subject>s</subject></message>");
        assertEquals(RoomState.JOINED, joining.join().state());
        message("alice", "bot: stored", "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>");
        message("alice", "bot: stored long ago", "<x xmlns='jabber:x:delay' stamp='20020910T23:08:25'/>");
        message("alice", "live", "");
        assertEquals(List.of("live"), bodies());
        assertEquals("s", room().subject());
    }

    /** As servers send again what a stream did not get, before it was resumed (XEP-0198 §5). */
    @Tag("C-10")
    @Tag("XEP-0203")
    @Test
    void whatOurOwnServerHeldBackIsNoHistory() {
        enter();
        String stamp = "<delay xmlns='urn:xmpp:delay' from='%s' stamp='2026-11-24T09:59:00Z'/>";
        message("alice", "by the account", String.format(stamp, World.ACCOUNT));
        message("alice", "by the server", String.format(stamp, World.ACCOUNT.domainJid()));
        message("alice", "by the room", String.format(stamp, ROOM));
        message("alice", "by both", String.format(stamp, ROOM) + String.format(stamp, World.ACCOUNT));
        message("alice", "by somebody", String.format(stamp, "mallory@example.org"));
        assertEquals(List.of("by the account", "by the server"), bodies());
    }

    @Test
    void aRoomWithoutSubjectIsLiveAfterAWhile() {
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        world.pass(Duration.ofSeconds(6));
        assertEquals(RoomState.JOINED, room().state());
    }

    @Tag("R17")
    @ParameterizedTest
    @CsvSource({
        "auth,   not-authorized,        password",
        "auth,   forbidden,             banned",
        "auth,   registration-required, members",
        "cancel, item-not-found,        no room",
        "cancel, not-allowed,           does not exist",
    })
    @Tag("XEP-0045")
    void saysWhyItIsNotInside(String type, String condition, String word) {
        say("<presence type='error' from='" + ROOM + "/bot'><error type='" + type + "'><" + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        assertTrue(joining.isCompletedExceptionally());
        assertEquals(RoomState.REFUSED, room().state());
        assertTrue(room().problem().contains(word), room().problem());
        assertEquals(1, joins());
    }

    @Test
    @Tag("XEP-0045")
    void triesAgainWhenAllNicksThatItWouldHaveWereTaken() {
        for (String nick : List.of("bot", "bot-2", "bot-3", "bot-4", "bot-5")) {
            say(
                    "<presence type='error' from='" + ROOM + "/" + nick
                            + "'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        }
        assertEquals(RoomState.REFUSED, room().state());
        assertEquals(5, joins());
        world.pass(Duration.ofMinutes(2));
        assertTrue(joins() > 5, "nobody asks again");
        enter();
        assertEquals("bot", room().nick());
    }

    /** A busy room must cost what it has, not what all rooms have. */
    @Test
    void looksAtNoOtherRoomBecauseOfOne() {
        Jid other = Jid.of("other@rooms.example.org");
        enter();
        world.session.rooms().join(RoomConfig.of(other, "bot"));
        world.run();
        say("<presence from='" + other + "/bot'><x xmlns='" + MUC + "'><item affiliation='none' role='participant'/>"
                + "<status code='110'/></x></presence>");
        Room unmoved = world.session.rooms().find(other).orElseThrow();
        presence("carol", "affiliation='none' role='participant'", "");
        assertSame(unmoved, world.session.rooms().find(other).orElseThrow());
        Room here = room();
        presence("carol", "affiliation='none' role='participant'", "");
        assertSame(here, room(), "nothing is new");
        presence("carol", "affiliation='none' role='moderator'", "");
        assertEquals(3, room().occupants().size());
        assertEquals(
                List.of(other, ROOM),
                world.session.rooms().list().stream().map(Room::jid).sorted().toList());
    }

    @Tag("XEP-0410")
    @Test
    void asksOnceWhetherItIsInsideHoweverManyErrorsItHears() {
        enter();
        world.answering = false;
        for (int i = 0; i < 500; i++) {
            say("<message type='error' id='m" + i + "' from='" + ROOM + "/alice'><error type='cancel'>"
                    + "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        }
        assertEquals(1, pings().size());
        say("<iq type='result' from='" + ROOM + "/bot' id='" + pings().get(0).id() + "'/>");
        say("<message type='error' id='m' from='" + ROOM + "'><error type='cancel'>"
                + "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        assertEquals(2, pings().size());
    }

    private List<Stanza> pings() {
        return world.stream().sent.stream()
                .filter(stanza -> stanza.child("urn:xmpp:ping", "ping").isPresent()
                        && ROOM.withResource("bot").equals(stanza.to()))
                .toList();
    }

    /** U+1FAE8 came with Unicode 15: Java 17 does not know it. */
    @Test
    void hearsPeopleWithNewEmojiInTheirNick() {
        enter();
        presence("Anna \uD83E\uDEE8", "affiliation='none' role='participant'", "");
        message("Anna \uD83E\uDEE8", "bot: hello", "");
        assertEquals(List.of("bot: hello"), bodies());
    }

    @Test
    @Tag("XEP-0045")
    void takesAnotherNickWhenItsOwnIsTaken() {
        say(
                "<presence type='error' from='" + ROOM
                        + "/bot'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        assertEquals(2, joins());
        assertTrue(world.stream().text().contains(ROOM + "/bot-2"));
        presence("bot-2", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
        assertEquals("bot-2", joining.join().nick());
    }

    @Tag("R10")
    @Tag("C-22")
    @Test
    void neverHearsItself() {
        enter();
        CompletableFuture<SentMessage> sent = world.session
                .send(OutgoingMessage.toRoom(ROOM).body("mine").build())
                .toCompletableFuture();
        world.run();
        String id = world.stream().sent.get(world.stream().sent.size() - 1).id();
        assertFalse(sent.isDone());
        say("<message type='groupchat' from='" + ROOM + "/bot' id='" + id
                + "'><body>mine</body><stanza-id xmlns='urn:xmpp:sid:0' by='" + ROOM + "' id='s1'/></message>");
        assertEquals("s1", sent.join().referenceId());
        presence("otherdevice", "affiliation='none' role='participant' jid='bot@example.org/other'", "");
        message("otherdevice", "from our other device", "");
        say(
                "<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                        + "'><item nick='newbot' affiliation='none' role='participant'/><status code='303'/><status code='110'/></x></presence>");
        presence("newbot", "affiliation='none' role='participant'", "<status code='110'/>");
        message("newbot", "under our new nick", "");
        assertEquals(List.of(), bodies());
        assertEquals("newbot", room().nick());
    }

    @Tag("C-09")
    @Test
    void saysNothingToARoomBeforeItIsInside() {
        CompletableFuture<SentMessage> sent = world.session
                .send(OutgoingMessage.toRoom(ROOM).body("too early").build())
                .toCompletableFuture();
        world.run();
        assertTrue(sent.isCompletedExceptionally());
        assertFalse(world.stream().text().contains("too early"));
    }

    @Tag("C-08")
    @ParameterizedTest
    @CsvSource({"307, 1", "301, 1", "322, 1", "333, 2"})
    void respectsWhoWantsItOutAndComesBackAfterTrouble(int code, int joins) {
        enter();
        String kick = code == 333 ? "<status code='333'/>" : "";
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='none' role='none'/><status code='110'/><status code='"
                + (code == 333 ? 307 : code)
                + "'/>" + kick + "</x></presence>");
        assertFalse(room().state() == RoomState.JOINED);
        assertEquals(code != 333, room().expelled());
        world.pass(Duration.ofSeconds(10));
        assertEquals(joins, joins());
    }

    @Tag("C-08")
    @Test
    @Tag("XEP-0410")
    void findsOutThatARoomHasForgottenIt() {
        enter();
        world.answers = stanza -> stanza.to() != null
                        && stanza.to().bare().equals(ROOM)
                        && !stanza.to().isBare()
                ? null
                : World.usual(stanza);
        world.pass(Duration.ofSeconds(305));
        Stanza ping = world.stream().sent.stream()
                .filter(stanza -> stanza.child("urn:xmpp:ping", "ping").isPresent()
                        && ROOM.withResource("bot").equals(stanza.to()))
                .findFirst()
                .orElseThrow();
        say(
                "<iq type='error' id='" + ping.id() + "' from='" + ROOM
                        + "/bot'><error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertEquals(2, joins());
    }

    @Tag("C-07")
    @Tag("C-33")
    @Test
    void entersAgainOnANewStreamAndForgetsWhoWasThere() {
        enter();
        assertEquals(Jid.of("alice@example.org"), room().occupants().get(0).realJid());
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        assertTrue(room().occupants().isEmpty());
        world.pass(Duration.ofSeconds(10));
        assertEquals(1, joins());
        presence("alice", "affiliation='none' role='participant'", "");
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
        message("alice", "somebody else under her nick", "");
        assertNull(world.messages.get(0).occupant().realJid());
    }

    @Tag("H-33")
    @Tag("C-33")
    @Test
    void aNickIsWhoHasItNow() {
        enter();
        message("alice", "1", "");
        say(
                "<presence type='unavailable' from='" + ROOM + "/alice'><x xmlns='" + MUC
                        + "'><item affiliation='member' role='participant' jid='alice@example.org/a' nick='ally'/><status code='303'/></x></presence>");
        presence("ally", "affiliation='member' role='participant' jid='alice@example.org/a'", "");
        presence("alice", "affiliation='none' role='participant' jid='mallory@evil.example/x'", "");
        message("alice", "2", "");
        message("ally", "3", "");
        assertEquals(
                List.of("alice@example.org", "mallory@evil.example", "alice@example.org"),
                world.messages.stream()
                        .map(message -> String.valueOf(message.occupant().realJid()))
                        .toList());
    }

    @Tag("H-36")
    @Test
    void believesItsOwnPresenceOnlyUnderItsOwnNick() {
        presence("mallory", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
        assertFalse(joining.isDone());
        assertEquals("bot", room().nick());
    }

    @Tag("C-34")
    @Tag("H-34")
    @Test
    @Tag("XEP-0045")
    void privateMessagesComeOnlyFromPeopleInTheRoom() {
        enter();
        say("<message type='chat' from='" + ROOM + "/alice' id='1'><body>psst</body></message>");
        say("<message type='chat' from='" + ROOM + "/nobody' id='2'><body>ghost</body></message>");
        say("<message type='chat' from='" + ROOM + "' id='3'><body>the room</body></message>");
        assertEquals(List.of("psst"), bodies());
        assertEquals(ChatKind.ROOM_PRIVATE, world.messages.get(0).kind());
        assertEquals(ROOM.withResource("alice"), world.messages.get(0).replyAddress());
    }

    @ParameterizedTest
    @CsvSource({
        "bot: hello, true",
        "hello @bot!, true",
        "HELLO BOT, true",
        "botany, false",
        "robot, false",
        "see bot.example.org, false",
        "https://x.org/bot, false",
        "hello, false",
    })
    void knowsWhenItIsMeant(String body, boolean meant) {
        enter();
        message("alice", body, "");
        assertEquals(meant, world.messages.get(0).mentionsUs());
    }

    @Test
    @Tag("XEP-0372")
    @Tag("XEP-0461")
    void isMeantByReferencesAndReplies() {
        enter();
        message("alice", "1", "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:" + ROOM + "/bot'/>");
        message("alice", "2", "<reply xmlns='urn:xmpp:reply:0' id='x' to='" + ROOM + "/bot'/>");
        message("alice", "3", "<reply xmlns='urn:xmpp:reply:0' id='x' to='" + ROOM + "/alice'/>");
        assertEquals(
                List.of(true, true, false),
                world.messages.stream().map(Message::mentionsUs).toList());
    }

    @Tag("H-27")
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "bot@example.org", "alice@example.org"})
    @Tag("XEP-0359")
    void takesARoomMessagesIdOnlyFromTheRoom(String by) {
        enter();
        message(
                "alice",
                "x",
                "<stanza-id xmlns='urn:xmpp:sid:0' by='" + by + "' id='f'/><stanza-id xmlns='urn:xmpp:sid:0' by='"
                        + ROOM + "' id='s1'/>");
        assertEquals("s1", world.messages.get(0).referenceId());
        assertEquals(1, world.messages.get(0).stanzaIds().size());
    }

    @Test
    void leavesForGood() {
        enter();
        world.session.rooms().leave(ROOM);
        world.run();
        assertTrue(world.session.rooms().find(ROOM).isEmpty());
        assertTrue(world.stream().text().contains("type='unavailable'"));
        world.stream().lose(XmppException.Kind.DISCONNECTED);
        world.pass(Duration.ofMinutes(1));
        assertEquals(0, joins());
    }

    @Tag("C-22")
    @Test
    void takesAnotherNickWithoutLeaving() {
        enter();
        world.session.rooms().join(RoomConfig.of(ROOM, "robot"));
        world.run();
        Stanza asked = world.stream().sent.get(world.stream().sent.size() - 1);
        assertEquals(ROOM.withResource("robot"), asked.to());
        assertEquals(1, joins());
        say(
                "<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                        + "'><item nick='robot' affiliation='none' role='participant'/><status code='303'/><status code='110'/></x></presence>");
        presence("robot", "affiliation='none' role='participant'", "<status code='110'/>");
        assertEquals(RoomState.JOINED, room().state());
        assertEquals("robot", room().nick());
        assertEquals(2, room().occupants().size());
        message("robot", "our own", "");
        message("alice", "robot: yours", "");
        assertEquals(List.of("robot: yours"), bodies());
        assertTrue(world.messages.get(0).mentionsUs());
    }

    @Tag("H-36")
    @Test
    void aNickIsGivenOnlyOnTheWayIn() {
        enter();
        presence("mallory", "affiliation='none' role='participant'", "<status code='110'/><status code='210'/>");
        assertEquals("bot", room().nick());
        message("mallory", "said by somebody else", "");
        assertEquals(List.of("said by somebody else"), bodies());
    }

    @Test
    void staysUnderItsNickWhenTheOtherIsTaken() {
        enter();
        world.session.rooms().join(RoomConfig.of(ROOM, "alice"));
        world.run();
        say(
                "<presence type='error' from='" + ROOM
                        + "/alice'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        assertEquals(RoomState.JOINED, room().state());
        assertEquals("bot", room().nick());
        say("<presence type='unavailable' from='" + ROOM + "/alice'><x xmlns='" + MUC
                + "'><item affiliation='member' role='none'/></x></presence>");
        Stanza asked = world.stream().sent.get(world.stream().sent.size() - 1);
        assertEquals(ROOM.withResource("alice"), asked.to());
        assertEquals(1, joins());
    }

    @ParameterizedTest
    @CsvSource({
        "not-acceptable, 2",
        "not-allowed, 2",
        "forbidden, 2",
        "item-not-found, 2",
        "service-unavailable, 1",
        "remote-server-timeout, 1"
    })
    @Tag("XEP-0410")
    void knowsFromItsOwnPingWhetherItIsInside(String condition, int joins) {
        enter();
        world.answers = question -> ROOM.withResource("bot").equals(question.to()) ? null : World.usual(question);
        world.pass(SelfPing.SILENCE.plusSeconds(1));
        Stanza ping = world.stream().sent.stream()
                .filter(stanza -> ROOM.withResource("bot").equals(stanza.to())
                        && stanza.child("urn:xmpp:ping", "ping").isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        say("<iq type='error' from='" + ROOM + "/bot' id='" + ping.id() + "'><error type='cancel'><" + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertEquals(joins, joins());
    }

    @Tag("R17")
    @Test
    void whoHearsOfARefusalSeesTheRoomRefused() {
        CompletableFuture<RoomState> seen =
                joining.handle((joined, failure) -> failure == null ? null : room().state());
        say(
                "<presence type='error' from='" + ROOM
                        + "/bot'><error type='auth'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        assertEquals(RoomState.REFUSED, seen.join());
    }

    @Test
    void isInsideUnderTheNickThatItTookMeanwhile() {
        enter();
        world.answers = question -> ROOM.withResource("bot").equals(question.to()) ? null : World.usual(question);
        world.pass(SelfPing.SILENCE.plusSeconds(1));
        Stanza ping = world.stream().sent.stream()
                .filter(stanza -> stanza.child("urn:xmpp:ping", "ping").isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item nick='robot'/><status code='303'/><status code='110'/></x></presence>");
        presence("robot", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<iq type='error' from='" + ROOM + "/bot' id='" + ping.id()
                + "'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertEquals(1, joins());
    }

    @Test
    void whatCannotBeAskedOfTheRoomFailsAtOnce() {
        enter();
        world.engine = stanza -> {
            throw new IllegalArgumentException("refused");
        };
        CompletableFuture<Void> invited = world.session
                .rooms()
                .moderation()
                .invite(ROOM, Jid.of("carol@example.org"), null)
                .toCompletableFuture();
        world.run();
        CompletionException failed = assertThrows(CompletionException.class, () -> invited.getNow(null));
        assertEquals("refused", failed.getCause().getMessage());
    }

    @Test
    void takesTheEchoOfItsLeavingForNoRemoval() {
        enter();
        world.session.rooms().leave(ROOM);
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='none' role='none'/><status code='110'/></x></presence>");
        assertEquals(RoomState.JOINING, room().state());
        enter();
        assertEquals(RoomState.JOINED, room().state());
        assertEquals(2, joins());
    }

    @Tag("C-22")
    @Test
    @Tag("XEP-0421")
    void neverHearsItsOwnAccountByItsOccupantId() {
        String x = "<x xmlns='" + MUC + "'><item affiliation='none' role='participant'/>";
        for (String other : List.of("phone", "alice")) {
            String id = other.equals("phone") ? "ours" : "hers";
            say("<presence from='" + ROOM + "/" + other + "'><occupant-id xmlns='urn:xmpp:occupant-id:0' id='" + id
                    + "'/>" + x + "</x></presence>");
        }
        say("<presence from='" + ROOM + "/bot'><occupant-id xmlns='urn:xmpp:occupant-id:0' id='ours'/>" + x
                + "<status code='110'/></x></presence>");
        say("<message type='groupchat' from='" + ROOM + "/alice'><subject>s</subject></message>");
        message("phone", "we ourselves", "");
        message("alice", "she", "");
        say("<message type='chat' from='" + ROOM + "/phone' id='p'><body>we in private</body></message>");
        assertEquals(List.of("she"), bodies());
    }

    @Test
    void takesItsNickIfThatBecameFreeOnTheWayIn() {
        say(
                "<presence type='error' from='" + ROOM
                        + "/bot'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        presence("bot-2", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<message type='groupchat' from='" + ROOM + "/alice'><subject>s</subject></message>");
        assertEquals("bot-2", room().nick());
        Stanza asked = world.stream().sent.get(world.stream().sent.size() - 1);
        assertEquals(ROOM.withResource("bot"), asked.to());
        assertEquals(2, joins());
    }

    @Tag("C-08")
    @Test
    void staysOutWhenItIsBannedWhileItWaitsToTryAgain() {
        world.pass(Duration.ofSeconds(30));
        assertEquals(RoomState.REFUSED, room().state());
        presence("bot", "affiliation='none' role='participant'", "<status code='110'/>");
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='outcast' role='none'/><status code='301'/><status code='110'/></x></presence>");
        world.pass(Duration.ofMinutes(5));
        assertEquals(RoomState.LEFT, room().state());
        assertEquals(1, joins());
    }

    /** Seen in the simulation, seed 1386: whoever has the nick that we ask for may change it before we are inside. */
    @Tag("C-33")
    @Test
    void takesNobodysNickForItsOwnBeforeItIsInside() {
        presence("bot", "affiliation='member' role='participant' jid='dave@example.org/d'", "");
        say(
                "<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                        + "'><item nick='dave' affiliation='member' role='participant' jid='dave@example.org/d'/><status code='303'/></x></presence>");
        presence("dave", "affiliation='member' role='participant' jid='dave@example.org/d'", "");
        enter();
        assertEquals("bot", room().nick());
        assertEquals(RoomState.JOINED, room().state());
        message("dave", "bot: hello", "");
        assertEquals(
                "dave@example.org", world.messages.get(0).occupant().realJid().toString());
    }

    @Test
    void takesALateAnswerForOne() {
        world.pass(Duration.ofSeconds(31));
        assertEquals(RoomState.REFUSED, room().state());
        assertTrue(joining.isCompletedExceptionally());
        enter();
        assertEquals(RoomState.JOINED, room().state());
        assertEquals(2, room().occupants().size());
        world.pass(Duration.ofMinutes(2));
        assertEquals(1, joins());
    }

    /** What a moderator gives as reason goes into the log and the status. */
    @Tag("C-38")
    @Test
    void aReasonStaysWithinItsLine() {
        enter();
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='none' role='none'><reason>  bad\n[system] \u202Eobey \u2028 now"
                + "x".repeat(500) + "</reason></item><status code='110'/><status code='307'/></x></presence>");
        String problem = room().problem();
        assertTrue(problem.contains("(bad [system]  obey   now"), problem);
        assertTrue(problem.length() < 320, problem);
        assertTrue(problem.codePoints().noneMatch(c -> c < ' ' || c == 0x202E || c == 0x2028), problem);
    }

    /** The build runs this once more where i and I are no pair. */
    @Tag("C-38")
    @Test
    void readsNothingByTheRulesOfALanguage() {
        enter();
        presence("ina", "affiliation='admin' role='participant'", "");
        presence("ilse", "affiliation='none' role='visitor'", "");
        presence("inge", "affiliation='outcast' role='moderator'", "");
        assertEquals(
                List.of("NONE VISITOR", "ADMIN PARTICIPANT", "OUTCAST MODERATOR"),
                room().occupants().stream()
                        .filter(occupant -> occupant.nick().startsWith("i"))
                        .map(occupant -> occupant.affiliation() + " " + occupant.role())
                        .toList());
        world.session.rooms().join(RoomConfig.of(ROOM, "willi"));
        world.run();
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item nick='willi'/><status code='303'/><status code='110'/></x></presence>");
        presence("willi", "affiliation='none' role='participant'", "<status code='110'/>");
        message("alice", "WILLI, are you there?", "");
        assertTrue(world.messages.get(0).mentionsUs());
    }

    // Who may say what in a room that has a name of any kind.

    /** What a room is does not depend on what it is called (the fixture's is on rooms.example.org). */
    @Tag("C-35")
    @ParameterizedTest
    @ValueSource(strings = {"lobby@chat.example.org", "lobby@example.net", "lobby@xn--bcher-kva.example"})
    void aRoomMayBeOnAnyDomain(String address) {
        Jid room = Jid.of(address);
        world.session.rooms().join(RoomConfig.of(room, "bot"));
        world.run();
        say("<presence from='" + room + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='none' role='participant'/><status code='110'/></x></presence>");
        say("<message type='groupchat' from='" + room + "/x'><subject/></message>");
        say("<message type='groupchat' from='" + room + "/x' id='1'><body>in the room</body></message>");
        say(
                "<message type='chat' from='carol@conference.example.net/phone' id='2'><body>no room at all</body></message>");
        say("<message type='groupchat' from='team@conference.example.net/x' id='3'><body>not ours</body></message>");
        assertEquals(List.of("in the room", "no room at all"), bodies());
        assertEquals(
                List.of(ChatKind.ROOM, ChatKind.DIRECT),
                world.messages.stream().map(Message::kind).toList());
    }

    /** A room that lies about nicks must not stop the acknowledgement of all that comes (XEP-0198). */
    @Tag("C-20")
    @Test
    void aNewNickThatIsNoneIsARemoval() {
        enter();
        say("<presence type='unavailable' from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item nick='a&#xAD;b'/><status code='303'/><status code='110'/></x></presence>");
        assertNotEquals(RoomState.JOINED, room().state());
        assertEverythingIsAcknowledged();
    }

    /** What cannot be dealt with is left out, and does not hold up what comes behind it. */
    @Tag("C-20")
    @Test
    void acknowledgesWhatFailedInTheMiddle() {
        enter();
        world.engine = stanza -> {
            throw new IllegalArgumentException("an engine that refuses");
        };
        say("<iq type='get' from='alice@example.org/x' id='i1'><query xmlns='jabber:iq:version'/></iq>");
        assertEverythingIsAcknowledged();
    }

    private void assertEverythingIsAcknowledged() {
        say("<message type='chat' from='alice@example.org/x' id='m1'><body>behind</body></message>");
        assertEquals(List.of("behind"), bodies());
        List<Stanza> acknowledged = world.stream().acknowledged;
        assertEquals("m1", acknowledged.get(acknowledged.size() - 1).id());
    }
}
