package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** Rooms: when we are in them, what is news in them, who is who. */
abstract class SessionRoomRules extends SessionRevisionRules {

    private static final String OWNER = "http://jabber.org/protocol/muc#owner";
    private static final String ADMIN = "http://jabber.org/protocol/muc#admin";
    private static final String CLIENT = "jabber:client";
    private static final String FORM = "jabber:x:data";

    static @Nullable Jid realJid(Room room, String nick) {
        return room.occupants().stream()
                .filter(occupant -> occupant.nick().equals(nick))
                .findFirst()
                .map(Occupant::realJid)
                .orElse(null);
    }

    @Tag("R17")
    @Rule(
            id = "SE-301",
            spec = "XEP-0045 §7.2",
            text =
                    "join MUST complete when the room has let us in (status 110), with all occupants and their real JIDs where they are shown.",
            intent = "\"Joined\" that means \"sent\" leaves a bot deaf; policies need to know who speaks.",
            needs = Ability.ROOMS)
    final void isInsideWhenTheRoomSaysSo() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        Room joined = join(session, room);
        assertEquals(RoomState.JOINED, joined.state());
        assertEquals("bot", joined.nick());
        owner.await("the bot", isInside(room));
        assertEquals(owner.address().bare(), bare(realJid(joined, "owner")));
    }

    private static Predicate<Stanza> isInside(Jid room) {
        return stanza -> Peer.isPresence(stanza, room.withResource("bot")) && stanza.type() == null;
    }

    private static @Nullable Jid bare(@Nullable Jid jid) {
        return jid == null ? null : jid.bare();
    }

    @Tag("R9")
    @Tag("C-20")
    @Rule(
            id = "SE-302",
            spec = "XEP-0045 §7.2.14",
            text = "A room's history MUST NOT be delivered.",
            intent = "A bot that comes back must not answer yesterday's questions.",
            check = "the join asks for no history, and live begins after the subject",
            needs = Ability.ROOMS)
    final void takesNoHistoryForNews() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        for (int i = 0; i < 5; i++) {
            owner.sayInRoom(room, "old " + i);
            owner.awaitBody("old " + i);
        }
        join(session, room);
        owner.sayInRoom(room, "new");
        assertEquals("new", recorder.next().body());
        assertEquals(List.of(), recorder.untaken());
    }

    @Tag("R10")
    @Tag("C-22")
    @Rule(
            id = "SE-303",
            spec = "XEP-0045 §7.4",
            text = "A message of our own that the room reflects MUST NOT be delivered; it completes its send.",
            intent = "A bot that hears itself answers itself.",
            needs = Ability.ROOMS)
    final void hearsNotItself() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        SentMessage sent = get(session.send(text(ChatKind.ROOM, room, "from the bot")));
        assertEquals(sent.id(), owner.awaitBody("from the bot").id());
        owner.sayInRoom(room, "from the owner");
        assertEquals("from the owner", recorder.next().body());
        assertEquals(List.of(), recorder.untaken());
    }

    @Tag("C-09")
    @Rule(
            id = "SE-304",
            text = "A message to a room that we are not in MUST fail with STATE, and not be sent.",
            intent = "The room would drop it, and nobody would know.",
            needs = Ability.ROOMS)
    final void saysNothingToARoomThatItIsNotIn() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        XmppException refused =
                assertThrows(XmppException.class, () -> get(session.send(text(ChatKind.ROOM, room, "too early"))));
        assertEquals(XmppException.Kind.STATE, refused.kind());
        join(session, room);
        get(session.send(text(ChatKind.ROOM, room, "in time")));
        owner.awaitBody("in time");
        assertEquals(List.of(), owner.untaken(Peer.hasBody("too early")));
    }

    private static void change(Peer owner, Jid room, XmlElement item) {
        Stanza done = owner.ask(room, "set", XmlElement.of(ADMIN, "query").with(item));
        assertEquals("result", done.type(), done.toString());
    }

    @Tag("C-08")
    @Rule(
            id = "SE-305",
            spec = "XEP-0045 §8.2",
            text =
                    "A room that a moderator removed us from MUST be told as lost, with the reason, and not be entered again, not even after a reconnection.",
            intent = "Somebody wanted us out.",
            needs = Ability.ROOMS)
    final void staysOutWhenKicked() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.await("the bot", isInside(room));
        change(
                owner,
                room,
                XmlElement.of(ADMIN, "item")
                        .with("nick", "bot")
                        .with("role", "none")
                        .with(XmlElement.of(ADMIN, "reason", "too loud")));
        Room lost = recorder.awaitRoom(
                "the end in the room", seen -> seen.state() == RoomState.LEFT && seen.problem() != null, Peer.PATIENCE);
        assertTrue(lost.expelled(), "a kick is told like an accident");
        assertTrue(
                String.valueOf(lost.problem()).contains("too loud"), () -> "the problem is told as: " + lost.problem());
        // Longer than the pause before a first attempt.
        owner.never("an attempt to come back", Duration.ofSeconds(6), isInside(room));
        cutAndForget(account, recorder);
        letBack(account, recorder);
        sync(session, owner);
        assertEquals(List.of(), owner.untaken(isInside(room)));
        assertNotEquals(
                RoomState.JOINED, session.rooms().find(room).orElseThrow().state());
    }

    @Tag("C-08")
    @Rule(
            id = "SE-306",
            spec = "XEP-0045 §9.1",
            text = "A room that banned us MUST be told as lost and not be entered again until the application says so.",
            intent = "Somebody wanted us out for good.",
            needs = Ability.ROOMS)
    final void staysOutWhenBanned() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.await("the bot", isInside(room));
        change(
                owner,
                room,
                XmlElement.of(ADMIN, "item")
                        .with("jid", account.jid().toString())
                        .with("affiliation", "outcast"));
        Room lost = recorder.awaitRoom(
                "the end in the room", seen -> seen.state() == RoomState.LEFT && seen.problem() != null, Peer.PATIENCE);
        assertNotNull(lost.problem());
        assertTrue(lost.expelled(), "a ban is told like an accident");
        change(
                owner,
                room,
                XmlElement.of(ADMIN, "item")
                        .with("jid", account.jid().toString())
                        .with("affiliation", "none"));
        owner.never("an attempt to come back when the ban is lifted", Duration.ofSeconds(6), isInside(room));
        assertEquals(RoomState.JOINED, join(session, room).state());
    }

    static void protect(Peer owner, Jid room, String password) {
        configure(
                owner,
                room,
                field("muc#roomconfig_passwordprotectedroom", "1"),
                field("muc#roomconfig_roomsecret", password));
    }

    static void configure(Peer owner, Jid room, XmlElement... fields) {
        Stanza form = owner.ask(room, "get", XmlElement.of(OWNER, "query"));
        assertEquals("result", form.type(), form.toString());
        XmlElement submit = XmlElement.of(FORM, "x")
                .with("type", "submit")
                .with(field("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"))
                .with(List.of(fields));
        Stanza done = owner.ask(room, "set", XmlElement.of(OWNER, "query").with(submit));
        assertEquals("result", done.type(), done.toString());
    }

    static XmlElement field(String name, String value) {
        return XmlElement.of(FORM, "field").with("var", name).with(XmlElement.of(FORM, "value", value));
    }

    @Tag("R17")
    @Rule(
            id = "SE-307",
            spec = "XEP-0045 §7.2.5",
            text =
                    "A room that does not let us in MUST fail the join and be told as REFUSED with the reason; with the right password it lets us in.",
            intent = "The operator must learn that a password is missing.",
            needs = Ability.ROOMS)
    final void tellsWhenARoomWantsAPassword() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        protect(owner, room, "open<&>sesame");
        assertThrows(XmppException.class, () -> join(session, room));
        Room refused = session.rooms().find(room).orElseThrow();
        assertEquals(RoomState.REFUSED, refused.state());
        assertTrue(String.valueOf(refused.problem()).contains("password"), () -> "the problem: " + refused.problem());
        Room joined = get(session.rooms().join(new RoomConfig(room, "bot", Secret.of("open<&>sesame"))));
        assertEquals(RoomState.JOINED, joined.state());
    }

    @Rule(
            id = "SE-308",
            spec = "XEP-0045 §7.2.8",
            text = "Where the nick is taken the session MUST enter under another one.",
            intent = "A second bot, or a ghost of the first, must not keep it out.",
            needs = Ability.ROOMS)
    final void takesAnotherNick() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "bot");
        Room joined = join(session, room);
        assertEquals(RoomState.JOINED, joined.state());
        assertNotEquals("bot", joined.nick());
        get(session.send(text(ChatKind.ROOM, room, "under another name")));
        assertEquals(
                room.withResource(joined.nick()),
                owner.awaitBody("under another name").from());
    }

    @Tag("C-21")
    @Rule(
            id = "SE-309",
            spec = "XEP-0045 §8.1",
            text = "A subject MUST be told as the room's subject, and never be delivered as a message.",
            intent = "Whoever may set it would speak to the agent unasked.",
            needs = Ability.ROOMS)
    final void takesNoSubjectForAMessage() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.send(new Stanza(
                Stanza.Kind.MESSAGE,
                "groupchat",
                null,
                room,
                Peer.newId(),
                null,
                List.of(XmlElement.of(CLIENT, "subject", "obey"))));
        recorder.awaitRoom("the subject", seen -> "obey".equals(seen.subject()), Peer.PATIENCE);
        owner.sayInRoom(room, "a message");
        assertEquals("a message", recorder.next().body());
    }

    @Tag("C-34")
    @Tag("R21")
    @Rule(
            id = "SE-310",
            spec = "XEP-0045 §7.5",
            text =
                    "A private message of an occupant MUST be ROOM_PRIVATE, with the occupant behind it; the answer goes to the occupant alone.",
            intent = "Anyone in a room would pass as a friend of the room's address.",
            needs = Ability.ROOMS)
    final void tellsAPrivateMessageFromADirectOne() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Peer other = peer("other");
        Jid room = newRoom();
        owner.join(room, "owner");
        other.join(room, "other");
        join(session, room);
        owner.say(room.withResource("bot"), "psst");
        Message message = recorder.next();
        assertEquals(ChatKind.ROOM_PRIVATE, message.kind());
        assertEquals(room.withResource("owner"), message.replyAddress());
        assertEquals(owner.address().bare(), bare(realJid(message)));
        get(session.send(OutgoingMessage.answer(message).body("what?").build()));
        owner.awaitBody("what?");
        other.sync();
        assertEquals(List.of(), other.untaken(Peer.hasBody("what?")));
    }

    static @Nullable Jid realJid(Message message) {
        return message.occupant() == null ? null : message.occupant().realJid();
    }

    @Tag("R16")
    @Tag("C-07")
    @Rule(
            id = "SE-311",
            text =
                    "After a reconnection the session MUST be in its rooms as before, and hear and say each message once.",
            intent = "The complaint of every bot's users.",
            check =
                    "after a new stream all rooms are entered again; after a resumed one none: there the room would tell all twice",
            needs = Ability.ROOMS)
    final void comesBackToItsRooms() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        cutAndBack(account, recorder);
        assertEquals(RoomState.JOINED, join(session, room).state());
        owner.sayInRoom(room, "there?");
        assertEquals("there?", recorder.next().body());
        get(session.send(text(ChatKind.ROOM, room, "here")));
        owner.awaitBody("here");
        owner.sync();
        assertEquals(List.of(), owner.untaken(Peer.hasBody("here")));
        assertEquals(List.of(), recorder.untaken());
    }

    @Tag("R16")
    @Tag("C-01")
    @Rule(
            id = "SE-312",
            text = "After the server's restart the session MUST be online and in its rooms, without anybody's doing.",
            intent = "Servers are updated at night.",
            needs = {Ability.ROOMS, Ability.RESTART})
    final void comesBackAfterTheServersRestart() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Jid room = newRoom();
        join(session, room);
        server().stop();
        recorder.await(SessionState.RECONNECTING, Peer.PATIENCE);
        recorder.forgetRooms();
        server().start();
        recorder.await(SessionState.ONLINE, BACK);
        recorder.awaitRoom("its place in the room", seen -> seen.state() == RoomState.JOINED, Peer.PATIENCE);
        Peer owner = peer("owner");
        owner.join(room, "owner");
        owner.sayInRoom(room, "there?");
        assertEquals("there?", recorder.next().body());
        assertEquals(room.withResource("owner"), owner.awaitBody("there?").from());
        assertEquals(SessionState.ONLINE, session.state());
    }

    @Tag("C-33")
    @Rule(
            id = "SE-313",
            text = "Who is behind a nick MUST be known anew after each new stream.",
            intent = "Else who took a nick meanwhile is let in as the one before.",
            check = "the table of occupants belongs to one stream's generation",
            needs = Ability.ROOMS)
    final void knowsAnewWhoIsWho() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Peer alice = peer("alice");
        Peer mallory = peer("mallory");
        Peer carol = peer("carol");
        Jid room = newRoom();
        owner.join(room, "owner");
        alice.join(room, "alice");
        carol.join(room, "carol");
        Room before = join(session, room);
        assertEquals(alice.address().bare(), bare(realJid(before, "alice")));
        cutAndForget(account, recorder);
        alice.presence(room.withResource("alice"), "unavailable");
        carol.presence(room.withResource("carol"), "unavailable");
        alice.sync();
        carol.sync();
        mallory.join(room, "alice");
        letBack(account, recorder);
        join(session, room);
        mallory.sayInRoom(room, "let me in");
        Message message = recorder.next();
        assertEquals(mallory.address().bare(), bare(realJid(message)));
        Room after = session.rooms().find(room).orElseThrow();
        assertEquals(mallory.address().bare(), bare(realJid(after, "alice")));
        assertNull(realJid(after, "carol"), "who went while we were away is still there");
    }

    @Tag("R2")
    @Rule(
            id = "SE-314",
            text =
                    "A message in a room MUST name its occupant with the real JID where the room shows it; the sender's address is the occupant's, not the room's.",
            intent = "Lists of people match people, and never the room.",
            needs = Ability.ROOMS)
    final void tellsWhoSpokeInARoom() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.sayInRoom(room, "bot: hello");
        Message message = recorder.next();
        assertEquals(ChatKind.ROOM, message.kind());
        assertEquals(room.withResource("owner"), message.from());
        assertEquals(room, message.replyAddress());
        assertEquals(owner.address().bare(), bare(realJid(message)));
        assertTrue(message.mentionsUs(), "the mention was not seen");
    }

    @Rule(
            id = "SE-315",
            spec = "XEP-0045 §7.14",
            text = "A room that we leave MUST hear that we go, and nothing of it is delivered any more.",
            intent = "Leaving means leaving.",
            needs = Ability.ROOMS)
    final void leaves() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        get(session.rooms().leave(room));
        owner.await(
                "the bot's leave",
                stanza -> Peer.isPresence(stanza, room.withResource("bot")) && stanza.hasType("unavailable"));
        owner.sayInRoom(room, "behind its back");
        owner.awaitBody("behind its back");
        owner.say(address(session), "to its face");
        assertEquals("to its face", recorder.next().body());
    }

    @Tag("H-35")
    @Rule(
            id = "SE-316",
            spec = "XEP-0045 §7.4",
            text = "A message of type groupchat that comes from no room of ours MUST NOT be delivered.",
            intent = "Rooms have other rules than people; whoever may choose, chooses the laxer ones.",
            needs = Ability.ROOMS)
    final void believesNoRoomThatItIsNotIn() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer mallory = peer("mallory");
        mallory.send(new Stanza(
                Stanza.Kind.MESSAGE,
                "groupchat",
                null,
                address(session),
                Peer.newId(),
                null,
                List.of(XmlElement.of(CLIENT, "body", "bot: I am a room"))));
        mallory.say(address(session), "I am not");
        Message message = recorder.next();
        assertEquals("I am not", message.body());
        assertNull(message.occupant());
    }

    @Tag("R16")
    @Tag("C-07")
    @Rule(
            id = "SE-317",
            text = "After a new stream the session MUST enter its rooms again by itself.",
            intent = "Online and in no room is how most bots are found in the morning.",
            check = "the test asks for nothing: no join but the first one",
            needs = {Ability.ROOMS, Ability.CONFLICT})
    final void entersItsRoomsAgain() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.await("the bot", isInside(room));
        cutAndForget(account, recorder);
        owner.await(
                "the bot's end in the room",
                stanza -> Peer.isPresence(stanza, room.withResource("bot")) && stanza.hasType("unavailable"));
        letBack(account, recorder);
        owner.await("the bot's return", isInside(room));
        owner.sayInRoom(room, "there?");
        assertEquals("there?", recorder.next().body());
    }

    @Tag("C-07")
    @Rule(
            id = "SE-318",
            spec = "XEP-0198 §5",
            text = "After a resumed stream the session MUST NOT enter its rooms again.",
            intent = "It is in them; entering again tells everybody, and all that is under way comes twice.",
            check = "only a new stream ends the stay in a room",
            needs = {Ability.ROOMS, Ability.RESUMPTION})
    final void staysInItsRoomsWhenResumed() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.await("the bot", isInside(room));
        recorder.forgetRooms();
        cutAndBack(account, recorder);
        assumeTrue(session.info().orElseThrow().resumed(), "the engine does not resume streams");
        sync(session, owner);
        owner.sync();
        assertEquals(
                List.of(),
                owner.untaken(stanza -> Peer.isPresence(stanza, room.withResource("bot"))),
                "the room saw it come or go");
        assertEquals(List.of(), recorder.untakenRooms(), "the room was told as changed");
    }

    @Tag("C-10")
    @Rule(
            id = "SE-324",
            spec = "XEP-0198 §5, XEP-0203 §3",
            text =
                    "What was said in a room while the stream was cut MUST be delivered once it is resumed, whatever stamp the own server put on it.",
            intent = "Such a stamp is no sign of history: the session stays in the room, which tells it nothing again.",
            check = "only a stamp of somebody else's makes what a joined room sends history",
            needs = {Ability.ROOMS, Ability.RESUMPTION})
    final void hearsWhatWasSaidInARoomMeanwhile() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        owner.sayInRoom(room, "before");
        assertEquals("before", recorder.next().body());
        account.link().blackHole();
        owner.sayInRoom(room, "swallowed");
        owner.awaitBody("swallowed");
        account.link().release();
        cutAndBack(account, recorder);
        assumeTrue(session.info().orElseThrow().resumed(), "the engine does not resume streams");
        owner.sayInRoom(room, "after");
        assertEquals(List.of("swallowed", "after"), recorder.nextBodies(2));
    }
}
