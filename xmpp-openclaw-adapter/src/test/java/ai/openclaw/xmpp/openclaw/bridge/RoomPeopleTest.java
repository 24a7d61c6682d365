package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is who in rooms: lists and hidden JIDs, nicks that pretend, and private messages. */
class RoomPeopleTest {

    private static final String ROOMS = "rooms: ['lab@rooms.example.org'], mucRooms: {'*': {requireMention: false}}";
    private static final String LIST = "{groupAllowFrom: ['alice@example.org'], " + ROOMS;

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;
    private Person mallory;
    private SimulatedRoom room;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        alice = account.server.person("alice");
        mallory = account.server.person("mallory");
        room = account.server.room("lab");
    }

    private void say(Person who, String text) {
        who.sayInRoom(room.jid(), text);
        account.pass(1);
    }

    private void whisper(Person who, String text) {
        who.say(room.jid().withResource("bot"), text);
        account.pass(1);
    }

    private HostCalls.Sender sender(int message) {
        return account.host.messages.get(message).sender();
    }

    /** Somebody takes another nick. */
    private void rename(Person who, String nick) {
        who.join(room.jid(), nick);
        account.pass(1);
    }

    private List<String> warnings(Runnable task) {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(new java.util.logging.SimpleFormatter().formatMessage(line));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("ai.openclaw.xmpp.openclaw");
        logger.addHandler(handler);
        try {
            task.run();
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    @Tag("C-32")
    @Test
    void whereARoomHidesItsPeopleAListLetsNobodyPassAndTheOwnerIsToldOnce() {
        alice.join(room.jid(), "alice");
        account.start(LIST + "}");
        List<String> warnings = warnings(() -> {
            for (int i = 0; i < 5; i++) {
                say(alice, "bot: hello " + i);
            }
        });
        assertEquals(List.of(), account.texts());
        assertEquals(1, warnings.size(), warnings.toString());
        String problem = account.problem(room.jid());
        for (String cure : List.of("non-anonymous", "moderator", "trustRoom")) {
            assertTrue(problem.contains(cure), problem);
        }
        assertTrue(warnings.get(0).contains(problem));
        assertEquals(List.of(problem), account.host.problems, "the host is told in the account's state");
        assertEquals(problem, account.bridge().status().error().message());
        // In another room the owner is told again.
        SimulatedRoom other = account.server.room("other");
        alice.join(other.jid(), "alice");
        account.take(LIST.replace("['lab", "['other@rooms.example.org', 'lab") + "}");
        assertNull(account.problem(room.jid()), "with other settings it may be right");
        alice.sayInRoom(other.jid(), "hello");
        account.pass(1);
        assertEquals(2, account.host.problems.size());
    }

    @Tag("C-32")
    @ParameterizedTest
    @ValueSource(strings = {"moderator", "non-anonymous", "trustRoom"})
    void eachCureHelps(String cure) {
        alice.join(room.jid(), "alice");
        account.start(LIST + "}");
        say(alice, "too early");
        switch (cure) {
            case "moderator" -> {
                room.role("bot", ai.openclaw.xmpp.muc.Role.MODERATOR);
                // Others' JIDs come with their next presence.
                rename(alice, "ally");
            }
            case "non-anonymous" -> {
                room.configure(room.settings().withNonAnonymous(true));
                rename(alice, "ally");
            }
            default -> account.take(LIST.replace("'*'", "'lab@rooms.example.org': {trustRoom: true}, '*'") + "}");
        }
        say(alice, "hello");
        assertEquals(List.of("hello"), account.texts());
        assertNull(account.problem(room.jid()));
        assertNull(account.bridge().status().error());
    }

    @Tag("C-30")
    @Tag("C-38")
    @Tag("H-33")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice@example.org",
                "ALICE@EXAMPLE.ORG",
                "\u0430lice@example.org",
                "xmpp:alice@example.org",
                "*",
                "system",
                "b\u043Et",
                "lab@rooms.example.org",
            })
    void aNickGrantsNothing(String nick) {
        for (boolean open : List.of(false, true)) {
            room.configure(RoomSettings.OPEN.withNonAnonymous(open));
            mallory.join(room.jid(), nick);
            account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], mucPrivateMessages: 'allowlist', "
                    + "reactionNotifications: 'all', invites: 'allowlist', "
                    + LIST.substring(1) + "}");
            say(mallory, "bot: obey");
            whisper(mallory, "obey");
            account.send(
                    mallory,
                    "<message to='" + room.jid()
                            + "' type='groupchat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>x</reaction></reactions></message>");
            assertEquals(List.of(), account.host.order, nick);
            assertEquals(List.of(), account.host.requests, nick);
        }
    }

    @Tag("C-38")
    @Test
    void whatANickPretendsIsSeenInTheLog() {
        assertEquals("\\u{430}lice", Shown.name("\u0430lice"));
        assertEquals("a\\u{202e}b\\u{a}[system]\\u{5c}", Shown.name("a\u202Eb\n[system]\\"));
        assertEquals("plain nick-1", Shown.name("plain nick-1"));
        assertEquals("x".repeat(64) + "...", Shown.name("x".repeat(65)));
        assertEquals(
                "lab@rooms.example.org/\\u{430}lice", Shown.address(room.jid().withResource("\u0430lice")));
        assertEquals("lab@rooms.example.org", Shown.address(room.jid()));
        account.start("{" + ROOMS + "}");
        String id = account.say("kind: 'room', to: 'lab@rooms.example.org', text: 'hi', key: 'k'")
                .toCompletableFuture()
                .join()
                .id();
        List<String> warnings = warnings(() -> {
            account.server.say(
                    account.bot,
                    "<message type='error' id='" + id
                            + "' from='lab@rooms.example.org/\u0430lice'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
            account.pass(1);
        });
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("\\u{430}lice"), warnings.toString());
    }

    @Tag("C-32")
    @Tag("H-33")
    @Test
    void aHiddenPersonHasOneNameUnderEveryNick() {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{" + ROOMS + "}");
        say(alice, "1");
        say(mallory, "2");
        rename(alice, "tmp");
        rename(mallory, "alice");
        rename(alice, "mallory");
        say(alice, "3");
        say(mallory, "4");
        assertEquals(List.of("1", "2", "3", "4"), account.texts());
        assertEquals("mallory", sender(2).nick());
        assertEquals(sender(0).id(), sender(2).id());
        assertEquals(sender(1).id(), sender(3).id());
        assertNotEquals(sender(0).id(), sender(1).id());
        for (HostCalls.InboundMessage message : account.host.messages) {
            assertNull(message.sender().jid());
            assertEquals(Optional.empty(), Jid.parse(message.sender().id()), "it could be somebody's JID");
        }
    }

    @Tag("H-33")
    @Test
    void whoSwapNicksStayWhoTheyAre() {
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start(LIST + "}");
        say(alice, "1");
        rename(alice, "tmp");
        rename(mallory, "alice");
        rename(alice, "mallory");
        say(mallory, "as alice");
        say(alice, "2");
        assertEquals(List.of("1", "2"), account.texts());
        assertEquals("alice@example.org", sender(1).id());
        assertEquals("mallory", sender(1).nick());
    }

    // Private messages.

    @Tag("R21")
    @Tag("C-34")
    @Test
    void privateMessagesAreNotListenedToByDefault() {
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        alice.join(room.jid(), "alice");
        account.start("{dmPolicy: 'open', allowFrom: ['*'], " + ROOMS + "}");
        whisper(alice, "psst");
        assertEquals(List.of(), account.host.order);
        assertEquals(List.of(), account.host.requests);
        assertEquals(List.of(), account.sent);
    }

    /** What may not be said in private is not signalled in private, either. */
    @Tag("R21")
    @Tag("C-34")
    @Test
    void privateReactionsAreJudgedAsPrivateMessages() {
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        String reaction = "<message to='" + room.jid()
                + "/bot' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>x</reaction></reactions></message>";
        String settings = "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], reactionNotifications: 'all', "
                + ROOMS + ", mucPrivateMessages: ";
        for (String gate : List.of("disabled", "allowlist", "open")) {
            account.start(settings + "'" + gate + "'}");
            account.host.events.clear();
            account.send(alice, reaction);
            account.send(mallory, reaction);
            List<String> heard = account.host.events.stream()
                    .map(event -> event.sender().id())
                    .toList();
            List<String> expected = switch (gate) {
                case "disabled" -> List.of();
                case "allowlist" -> List.of("alice@example.org");
                default -> List.of("alice@example.org", "mallory@example.org");
            };
            assertEquals(expected, heard, gate);
        }
    }

    /** Who may write directly may do so privately where the JID is known; pairing is never offered. */
    @Tag("R21")
    @Tag("C-34")
    @Tag("H-34")
    @Test
    void aListJudgesTheRealPersonAndNobodyIsOfferedToPair() {
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        account.host.paired = () -> CompletableFuture.completedFuture(List.of("alice@example.org"));
        alice.join(room.jid(), "mallory");
        mallory.join(room.jid(), "alice");
        account.start("{dmPolicy: 'pairing', mucPrivateMessages: 'allowlist', " + ROOMS + "}");
        whisper(mallory, "obey");
        whisper(alice, "hello");
        assertEquals(List.of("hello"), account.texts());
        assertEquals("roomPrivate", account.last().kind());
        assertEquals("alice@example.org", account.last().sender().id());
        assertEquals(List.of(), account.host.requests);
        assertEquals(List.of(), account.sent("<presence"), "nobody is subscribed to");
    }

    @Tag("C-34")
    @Test
    void theAnswerGoesToTheOccupantAlone() {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{mucPrivateMessages: 'open', " + ROOMS + "}");
        whisper(alice, "psst");
        HostCalls.InboundMessage message = account.last();
        assertEquals("roomPrivate", message.kind());
        assertEquals(room.jid() + "/alice", message.replyAddress());
        account.say("to: '" + message.replyAddress() + "', kind: 'roomPrivate', text: 'what?'");
        assertEquals(List.of("what?"), alice.heardFrom(room.jid().withResource("bot")));
        assertEquals(List.of(), mallory.heardFrom(room.jid().withResource("bot")));
        List<String> out = account.sent("what?");
        assertEquals(1, out.size());
        assertTrue(
                out.get(0).contains("type='chat'")
                        && out.get(0).contains("<x xmlns='http://jabber.org/protocol/muc#user'/>"),
                out.get(0));
    }

    /** Between a question and its answer a nick may change hands. */
    @Tag("H-33")
    @Tag("C-34")
    @Test
    void theAnswerGoesToThePersonAndNotToTheNick() {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{mucPrivateMessages: 'open', " + ROOMS + "}");
        whisper(alice, "my secret is 42");
        rename(alice, "ally");
        rename(mallory, "alice");
        account.say("to: '" + room.jid() + "/alice', kind: 'roomPrivate', text: 'about 42'");
        assertEquals(List.of("about 42"), alice.heardFrom(room.jid().withResource("bot")));
        alice.leave(room.jid());
        account.pass(1);
        assertTrue(account.say("to: '" + room.jid() + "/alice', kind: 'roomPrivate', text: 'more about 42'")
                .toCompletableFuture()
                .isCompletedExceptionally());
        assertEquals(List.of(), mallory.heardFrom(room.jid().withResource("bot")));
    }

    private boolean answer(@Nullable String event, String text) {
        String key = event == null ? "" : "', key: '" + event + "d0";
        return !account.say("to: '" + room.jid() + "/alice', kind: 'roomPrivate', text: '" + text + key + "'")
                .toCompletableFuture()
                .isCompletedExceptionally();
    }

    private List<String> heard(Person who) {
        return who.heardFrom(room.jid().withResource("bot"));
    }

    /** Whoever takes a nick over and writes as well gets answers to what they wrote, and no others. */
    @Tag("H-33")
    @Tag("C-34")
    @Test
    void anAnswerGoesToWhoAskedAlsoIfSomebodyElseWritesFromTheNick() {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{mucPrivateMessages: 'open', " + ROOMS + "}");
        whisper(alice, "my secret is 42");
        String asked = account.last().eventId();
        alice.leave(room.jid());
        account.pass(1);
        rename(mallory, "alice");
        whisper(mallory, "hello");
        String others = account.last().eventId();
        assertFalse(answer(asked, "about 42"));
        assertFalse(answer(null, "to whoever that is"));
        assertFalse(answer("x".repeat(27), "to a question that nobody knows"));
        assertEquals(List.of(), heard(mallory));
        assertTrue(answer(others, "hello yourself"));
        assertEquals(List.of("hello yourself"), heard(mallory));
        rename(alice, "ally");
        assertTrue(answer(asked, "again about 42"));
        assertEquals(List.of("again about 42"), heard(alice));
        assertEquals(1, heard(mallory).size());
    }

    /** What does not say which question it answers may be meant for either, for as long as a turn may last. */
    @Tag("C-34")
    @Test
    void aNickThatChangedHandsCanBeWrittenToAgainAfterADay() {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{mucPrivateMessages: 'open', " + ROOMS + "}");
        whisper(alice, "my secret is 42");
        rename(alice, "ally");
        rename(mallory, "alice");
        whisper(mallory, "hello");
        assertFalse(answer(null, "about 42"));
        account.pass(23 * 3600);
        assertFalse(answer(null, "about 42"));
        account.pass(2 * 3600);
        assertTrue(answer(null, "something new"));
        assertEquals(List.of("something new"), heard(mallory));
        assertEquals(List.of(), heard(alice));
    }

    /** A long answer takes time, and a file takes more. */
    @Tag("H-33")
    @Tag("C-34")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachPartOfAnAnswerGoesToThePerson(boolean file) {
        alice.join(room.jid(), "alice");
        mallory.join(room.jid(), "mallory");
        account.start("{mucPrivateMessages: 'open', textChunkLimit: 100, " + ROOMS + "}");
        whisper(alice, "my secret is 42");
        String first = "a".repeat(100);
        String more = file ? "', media: {url: 'https://files.example.org/42'" : " the rest about 42'";
        CompletionStage<Answers.Sent> said = account.sayUntil(
                "to: '" + room.jid() + "/alice', kind: 'roomPrivate', text: '" + first + more + (file ? "}" : ""),
                () -> !heard(alice).isEmpty());
        alice.leave(room.jid());
        mallory.join(room.jid(), "alice");
        account.pass(2);
        assertEquals(List.of(), heard(mallory));
        assertTrue(said.toCompletableFuture().isCompletedExceptionally());
    }

    @Tag("H-34")
    @Test
    void whoHasLeftOrIsElsewhereCannotWhisper() {
        alice.join(room.jid(), "alice");
        account.start("{mucPrivateMessages: 'open', dmPolicy: 'open', " + ROOMS + "}");
        room.kick("alice", null);
        account.pass(1);
        for (String from : List.of(room.jid() + "/alice", "elsewhere@rooms.example.org/alice")) {
            for (String type : List.of("chat", "normal")) {
                account.server.say(
                        account.bot,
                        "<message type='" + type + "' from='" + from
                                + "'><x xmlns='http://jabber.org/protocol/muc#user'/><body>psst</body></message>");
            }
        }
        account.server.say(
                account.bot, "<message type='normal' from='" + room.jid() + "/alice'><body>psst</body></message>");
        account.pass(1);
        assertEquals(List.of(), account.host.order);
    }

    @Tag("C-34")
    @Test
    void aRoomIsNobodysContact() {
        account.start("{dmPolicy: 'open', " + ROOMS + "}");
        for (String from : List.of(room.jid().toString(), room.jid() + "/alice")) {
            account.server.say(account.bot, "<presence type='subscribe' from='" + from + "'/>");
        }
        account.pass(1);
        account.bridge().pairingChanged(List.of());
        account.pass(1);
        account.bridge().pairingChanged(List.of("lab@rooms.example.org"));
        account.pass(1);
        assertEquals(List.of(), account.sent("<presence"));
    }

    // What an address is.

    /** Whether somebody is a room or a person is asked, and not seen by the name. */
    @Tag("R20")
    @Tag("C-35")
    @Test
    void whatAnAddressIsItSaysItself() {
        Person carol = account.server.person("carol@conference.example.org");
        account.server.befriend(account.bot, carol.jid());
        SimulatedRoom other = account.server.room("alice");
        account.start("{dmPolicy: 'open', " + ROOMS + "}");
        carol.say(account.bot, "I am no room");
        account.pass(1);
        assertEquals("direct", account.last().kind());
        assertEquals("carol@conference.example.org", account.last().sender().id());
        account.say("to: 'carol@conference.example.org', text: 'to carol'");
        assertEquals(List.of("to carol"), carol.heardFrom(account.bot));
        alice.join(room.jid(), "alice");
        account.say("to: '" + room.jid() + "', text: 'to all'");
        assertEquals(List.of("to all"), alice.heardFrom(room.jid()));
        account.sent.clear();
        assertTrue(account.say("to: '" + other.jid() + "', text: 'not inside'")
                .toCompletableFuture()
                .isCompletedExceptionally());
        assertEquals(List.of(), account.sent("not inside"), "a room is not written to like a person");
    }

    /** A receipt says that a message arrived: at the host, from somebody who may write, and directly. */
    @Tag("R28")
    @Test
    @Tag("XEP-0184")
    void receiptsAreForThoseWhoMayWriteAndForWhatTheHostHas() {
        room.configure(RoomSettings.OPEN.withNonAnonymous(true));
        alice.join(room.jid(), "alice");
        List<CompletableFuture<HostCalls.Disposition>> asked = new ArrayList<>();
        account.host.answer = message -> {
            CompletableFuture<HostCalls.Disposition> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        };
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], mucPrivateMessages: 'allowlist', "
                + ROOMS + "}");
        String content = "<body>hello</body><request xmlns='urn:xmpp:receipts'/></message>";
        account.send(mallory, "<message to='bot@example.org' type='chat' id='m1'>" + content);
        account.send(alice, "<message to='bot@example.org' type='chat' id='a1'>" + content);
        account.send(alice, "<message to='" + room.jid() + "' type='groupchat' id='a2'>" + content);
        account.send(alice, "<message to='" + room.jid() + "/bot' type='chat' id='a3'>" + content);
        assertEquals(List.of(), account.sent("<received"));
        assertEquals(3, asked.size());
        asked.forEach(answer -> answer.complete(new HostCalls.Disposition("adopted", null)));
        account.pass(1);
        assertEquals(1, account.sent("<received").size(), account.sent.toString());
        assertTrue(account.sent("<received").get(0).contains("id='a1'"));
    }
}
