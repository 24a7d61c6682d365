package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What single settings change of what the bot does, each seen with it and without it. */
class SettingsEffectTest {

    private static final String ROOM = "lab@rooms.example.org";
    private static final String ASKS_FOR_ALL =
            "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        alice = account.server.person("alice");
        alice.approveEverybody();
    }

    private static String open(String more) {
        return "{dmPolicy: 'open', allowFrom: ['*'], groupPolicy: 'open'" + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    private void say(String id, String body, String more) {
        account.send(
                alice,
                "<message to='bot@example.org' type='chat' id='" + id + "'><body>" + body + "</body>" + more
                        + "</message>");
    }

    @Tag("setting:receipts")
    @Test
    void receiptsAreSentUnlessTheyAreOff() {
        account.start(open(""));
        say("m1", "hello", ASKS_FOR_ALL);
        account.take(open("receipts: false"));
        say("m2", "hello again", ASKS_FOR_ALL);
        assertEquals(List.of("hello", "hello again"), account.texts());
        assertEquals(1, account.sent("<received").size(), account.sent.toString());
        assertTrue(account.sent("<received").get(0).contains("id='m1'"));
    }

    @Tag("setting:typing")
    @Test
    void thatItWritesIsShownUnlessThatIsOff() {
        account.start(open(""));
        say("m1", "hello", "");
        composes();
        assertEquals(1, account.sent("<composing").size(), account.sent.toString());
        account.take(open("typing: false"));
        composes();
        assertEquals(1, account.sent("<composing").size(), account.sent.toString());
    }

    private void composes() {
        account.bridge().with(parts -> {
            parts.signals()
                    .chatState(new Requests.SetChatState(
                            "default", "direct", alice.fullJid().toString(), "composing"));
            return CompletableFuture.completedFuture(true);
        });
        account.pass(1);
    }

    @Tag("setting:profile.showBusy")
    @Test
    void contactsSeeALongAnswerUnlessThatIsOff() {
        account.start(open("profile: {showBusy: false}"));
        alice.subscribe(account.bot);
        account.pass(2);
        assertEquals(List.of(), busyAfterALongAnswer());
        account.take(open(""));
        assertEquals(List.of(Face.WORKING), busyAfterALongAnswer());
    }

    /** The status texts that somebody sees who waits for a quarter of a minute. */
    private List<String> busyAfterALongAnswer() {
        alice.forget();
        for (int i = 0; i < 5; i++) {
            composes();
            account.pass(2);
        }
        return alice.received().stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE)
                .flatMap(stanza -> stanza.child("jabber:client", "status").stream())
                .map(XmlElement::text)
                .distinct()
                .toList();
    }

    @Tag("setting:textChunkLimit")
    @Test
    void longAnswersAreCut() {
        String answer = "word ".repeat(50).strip();
        account.start(open(""));
        assertEquals(List.of(answer), bodiesOf(answer));
        account.take(open("textChunkLimit: 100"));
        List<String> cut = bodiesOf(answer);
        assertEquals(answer, String.join(" ", cut));
        assertTrue(cut.size() >= 3 && cut.stream().allMatch(text -> text.length() <= 100), cut.toString());
    }

    @Tag("setting:chunkMode")
    @Test
    void emptyLinesEndMessagesWhereThatIsWanted() {
        String answer = "one\n\ntwo\nthree";
        account.start(open(""));
        assertEquals(List.of(answer), bodiesOf(answer));
        account.take(open("chunkMode: 'newline'"));
        assertEquals(List.of("one", "two\nthree"), bodiesOf(answer));
    }

    private List<String> bodiesOf(String answer) {
        alice.forget();
        account.say("kind: 'direct', to: 'alice@example.org', text: '" + answer.replace("\n", "\\n") + "'");
        account.pass(2);
        return alice.messages().stream()
                .flatMap(stanza -> stanza.child("jabber:client", "body").stream())
                .map(XmlElement::text)
                .toList();
    }

    @Tag("setting:reactionNotifications")
    @Test
    void reactionsAreHeardOfAsFarAsIsWanted() {
        account.start(open(""));
        account.say("kind: 'direct', to: 'alice@example.org', text: 'hi'");
        account.pass(1);
        String ours = alice.messages().get(0).id();
        List<Integer> heard = new ArrayList<>();
        for (String wanted : List.of("own", "all", "off")) {
            account.take(open("reactionNotifications: '" + wanted + "'"));
            account.host.events.clear();
            for (String id : List.of(String.valueOf(ours), "somebody-elses")) {
                account.send(
                        alice,
                        "<message to='bot@example.org' type='chat' id='" + wanted + id
                                + "'><reactions xmlns='urn:xmpp:reactions:0' id='" + id + "'><reaction>x</reaction>"
                                + "</reactions></message>");
            }
            heard.add(account.host.events.size());
        }
        assertEquals(List.of(1, 2, 0), heard, "own, all, off");
    }

    @Tag("setting:limits.messagesPerMinute")
    @Test
    void oneSenderHasSoManyTurnsAMinute() {
        account.start(open("limits: {messagesPerMinute: 2}"));
        assertEquals(2, admittedOf(4, 0));
    }

    @Tag("setting:limits.turnsInARow")
    @Test
    void soManyAnswersComeWithoutAPause() {
        account.start(open("limits: {turnsInARow: 2}"));
        // Quietly enough for any rate, and without the minute's pause that would begin anew.
        assertEquals(2, admittedOf(5, 20));
    }

    /** How many of so many messages, sent so many seconds after each other and all answered, reach the host. */
    private int admittedOf(int count, int seconds) {
        for (int i = 0; i < count; i++) {
            int before = account.host.messages.size();
            say("m" + i, "number " + i, "");
            if (account.host.messages.size() > before) {
                account.say("kind: 'direct', to: 'alice@example.org', text: 'yes', key: '"
                        + account.last().eventId() + "d0'");
            }
            account.pass(seconds);
        }
        return account.host.messages.size();
    }

    @Tag("setting:limits.roomMessagesPerMinute")
    @Test
    void oneRoomHasSoManyTurnsAMinute() {
        SimulatedRoom room = account.server.room("lab");
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            people.add(account.server.person("p" + i).join(room.jid(), "p" + i));
        }
        account.start(open("rooms: ['" + ROOM + "'], limits: {roomMessagesPerMinute: 3}"));
        people.forEach(person -> {
            person.sayInRoom(room.jid(), "bot: hello");
            account.pass(1);
        });
        assertEquals(3, account.host.messages.size());
    }

    @Tag("setting:historyLimit")
    @Tag("setting:mucRooms.historyLimit")
    @Test
    void soManyMessagesOfARoomGoWithTheNextTurn() {
        SimulatedRoom room = account.server.room("lab");
        alice.join(room.jid(), "alice");
        List<List<String>> histories = new ArrayList<>();
        for (String limit :
                List.of("historyLimit: 2", "historyLimit: 2, mucRooms: {'" + ROOM + "': {historyLimit: 1}}")) {
            account.start(open("rooms: ['" + ROOM + "'], " + limit));
            for (String text : List.of("one", "two", "three", "bot: and?")) {
                alice.sayInRoom(room.jid(), text);
                account.pass(1);
            }
            histories.add(account.last().history().stream()
                    .map(HostCalls.HistoryEntry::body)
                    .toList());
        }
        assertEquals(List.of(List.of("two", "three"), List.of("three")), histories);
    }

    @Tag("setting:nick")
    @Tag("setting:name")
    @Tag("setting:mucRooms.nick")
    @Tag("setting:rooms")
    @Test
    void itsNickIsTheRoomsElseTheAccountsElseItsName() {
        SimulatedRoom room = account.server.room("lab");
        alice.join(room.jid(), "alice");
        List<String> nicks = new ArrayList<>();
        for (String named : List.of(
                "mucRooms: {}",
                "name: 'Clara'",
                "name: 'Clara', nick: 'clara'",
                "name: 'Clara', nick: 'clara', mucRooms: {'" + ROOM + "': {nick: 'labclara'}}")) {
            account.start(open("rooms: ['" + ROOM + "'], " + named));
            alice.forget();
            account.say("kind: 'room', to: '" + ROOM + "', text: 'here'");
            account.pass(1);
            nicks.add(alice.messages().stream()
                    .map(Stanza::from)
                    .map(Jid::resource)
                    .findFirst()
                    .orElse("nobody"));
        }
        assertEquals(List.of("bot", "Clara", "clara", "labclara"), nicks);
    }
}
