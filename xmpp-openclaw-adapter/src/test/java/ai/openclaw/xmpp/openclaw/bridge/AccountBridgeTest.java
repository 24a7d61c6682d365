package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import com.google.gson.Gson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An account between a simulated server and a host that the test scripts; in virtual time, all of ours real. */
class AccountBridgeTest {

    private static final String ROOM = "lab@rooms.example.org";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private SimulatedTime time;
    private SimulatedServer server;
    private ScriptedHost host;
    private Jid bot;
    private Person alice;
    private AccountBridge bridge;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        time = account.time;
        server = account.server;
        host = account.host;
        bot = account.bot;
        alice = server.person("alice");
        alice.approveEverybody();
    }

    /** Starts the bot, or starts it again as after a restart of the sidecar. */
    private void start(String more) {
        bridge = account.start(more).bridge();
    }

    private void say(Person who, String text) {
        who.say(bot, text);
        time.pass(Duration.ofSeconds(1));
    }

    private static <T> T request(Class<T> type, String json) {
        return new Gson().fromJson(json, type);
    }

    private List<String> texts() {
        return host.messages.stream().map(HostCalls.InboundMessage::text).toList();
    }

    private static List<String> presences(Person who) {
        return who.received().stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.PRESENCE && stanza.from() != null)
                .filter(stanza -> stanza.from().bare().equals(Jid.of("bot@example.org")))
                .map(stanza -> stanza.type() == null ? "available" : stanza.type())
                .toList();
    }

    @Test
    void aListedPersonIsHandedOverAndAStrangerIsNot() {
        start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        Person mallory = server.person("mallory");
        say(alice, "hello");
        say(mallory, "hello too");
        assertEquals(List.of("hello"), texts());
        HostCalls.InboundMessage message = host.messages.get(0);
        assertEquals("alice@example.org", message.sender().jid());
        assertEquals("direct", message.kind());
        assertEquals(List.of(), presences(mallory));
        assertEquals(List.of(), mallory.messages());
    }

    @Test
    void aStrangerWhoCouldNotBeSentTheirCodeNowIsReportedAgain() {
        start("{dmPolicy: 'pairing'}");
        host.pairing = () -> CompletableFuture.failedFuture(
                new CompletionException(new XmppException(XmppException.Kind.TIMEOUT, "no answer in time")));
        say(alice, "let me in");
        assertEquals(1, host.requests.size());
        host.pairing = () -> CompletableFuture.completedFuture(true);
        time.pass(Duration.ofMinutes(2));
        assertEquals(2, host.requests.size());
        assertEquals(host.requests.get(0).eventId(), host.requests.get(1).eventId());
    }

    @ParameterizedTest
    @EnumSource(
            value = XmppException.Kind.class,
            names = {"UNREACHABLE", "DISCONNECTED", "TIMEOUT"},
            mode = EnumSource.Mode.EXCLUDE)
    void aStrangerWhomTheHostCannotTakeIsNotReportedForEver(XmppException.Kind kind) {
        start("{dmPolicy: 'pairing'}");
        host.pairing = () -> CompletableFuture.failedFuture(new XmppException(kind, "no"));
        say(alice, "let me in");
        time.pass(Duration.ofMinutes(10));
        assertEquals(1, host.requests.size());
        host.pairing = () -> CompletableFuture.failedFuture(new IllegalStateException("the host's own"));
        say(alice, "please");
        time.pass(Duration.ofMinutes(10));
        assertEquals(2, host.requests.size());
    }

    @Tag("R18")
    @Test
    void aStrangerIsReportedForPairingAndHearsNothing() {
        start("{dmPolicy: 'pairing'}");
        say(alice, "let me in");
        assertEquals(List.of(), texts());
        assertEquals("alice@example.org", host.requests.get(0).sender());
        assertEquals(List.of(), alice.messages());
        host.paired = () -> CompletableFuture.completedFuture(List.of("alice@example.org"));
        // What the host said before serves for a second.
        time.pass(Duration.ofSeconds(1));
        say(alice, "and now");
        assertEquals(List.of("and now"), texts());
    }

    @Test
    void whoCannotBeLookedUpIsNotLetIn() {
        host.paired = () -> CompletableFuture.failedFuture(new IllegalStateException("the store is locked"));
        start("{dmPolicy: 'pairing'}");
        say(alice, "let me in");
        assertEquals(List.of(), texts());
        assertEquals(List.of(), host.requests);
    }

    @Tag("C-80")
    @Test
    void whatTheHostDidNotTakeComesAgainAsTheSame() {
        start("{dmPolicy: 'open'}");
        host.answer = message -> host.messages.size() < 3
                ? ScriptedHost.said(host.messages.size() == 1 ? "retry" : "what?")
                : ScriptedHost.said("adopted");
        say(alice, "important");
        say(alice, "later");
        time.pass(Duration.ofMinutes(2));
        assertEquals(List.of("important", "important", "important", "later"), texts());
        assertEquals(
                1,
                host.messages.subList(0, 3).stream()
                        .map(HostCalls.InboundMessage::eventId)
                        .distinct()
                        .count());
    }

    @Test
    void aMessageDoesNotOvertakeTheReactionBeforeIt() {
        start("{dmPolicy: 'pairing', reactionNotifications: 'all'}");
        List<CompletableFuture<List<String>>> asked = new ArrayList<>();
        host.paired = () -> {
            CompletableFuture<List<String>> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        };
        alice.sendXml(
                "<message to='bot@example.org' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='m1'>"
                        + "<reaction>x</reaction></reactions></message>");
        say(alice, "after it");
        // The host answers the latest question first, as it may.
        for (int i = 0; i < 5 && !asked.isEmpty(); i++) {
            asked.remove(asked.size() - 1).complete(List.of("alice@example.org"));
            time.pass(Duration.ofSeconds(1));
        }
        assertEquals(List.of("x", "after it"), host.order);
    }

    @Test
    void aReactionToOurMessageIsKnownAsSuch() {
        start("{dmPolicy: 'open'}");
        bridge.with(parts -> parts.outbound()
                .send(request(
                        Requests.Send.class,
                        "{accountId: 'default', to: 'alice@example.org', kind: 'direct', text: 'hi', key: 'k1'}")));
        time.pass(Duration.ofSeconds(1));
        String id = alice.messages().get(0).id();
        alice.sendXml("<message to='bot@example.org' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='"
                + id + "'><reaction>x</reaction></reactions></message>");
        alice.sendXml(
                "<message to='bot@example.org' type='chat' id='r2'><reactions xmlns='urn:xmpp:reactions:0' id='other'>"
                        + "<reaction>y</reaction></reactions></message>");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("x"), host.order);
    }

    private List<String> react(String method, String json) {
        Requests.React request = request(Requests.React.class, json);
        CompletableFuture<Answers.Emojis> answer = (method.equals("add")
                        ? bridge.with(parts -> parts.signals().addReaction(request))
                        : bridge.with(parts -> parts.signals().removeReaction(request)))
                .toCompletableFuture();
        time.pass(Duration.ofSeconds(1));
        return answer.join().emojis();
    }

    private static List<String> reactions(Person who) {
        return who.received().stream()
                .flatMap(stanza -> stanza.child("urn:xmpp:reactions:0", "reactions").stream())
                .map(set -> set.attribute("id") + " "
                        + String.join(
                                " ",
                                set.children().stream().map(each -> each.text()).toList()))
                .toList();
    }

    @Tag("R14")
    @Test
    void reactionsAreAddedAndTakenAwayOneByOneAlsoAfterARestart() {
        start("{dmPolicy: 'open'}");
        alice.sendXml("<message to='bot@example.org' type='chat' id='m1'><body>hello</body></message>");
        time.pass(Duration.ofSeconds(1));
        String toAlice = "{accountId: 'default', kind: 'direct', to: 'alice@example.org', id: 'm1'";
        assertEquals(List.of("👍"), react("add", toAlice + ", emoji: '👍'}"));
        start("{dmPolicy: 'open'}");
        assertEquals(List.of("👍", "🎉"), react("add", toAlice + ", emoji: '🎉'}"));
        assertEquals(List.of("🎉"), react("remove", toAlice + ", emoji: '👍'}"));
        assertEquals(List.of("🎉", "👀"), react("add", toAlice + ", emoji: '👀'}"));
        assertEquals(List.of(), react("remove", toAlice + "}"));
        assertEquals(List.of("m1 👍", "m1 👍 🎉", "m1 🎉", "m1 🎉 👀", "m1 "), reactions(alice));
    }

    @Tag("C-56")
    @Test
    void aReactionNamesAMessageInARoomByTheRoomsIdAndElsewhereByTheSenders() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open', dmPolicy: 'open'}");
        String inRoom = alice.sayInRoom(room.jid(), "bot: in the room");
        time.pass(Duration.ofSeconds(1));
        String direct = alice.say(bot, "to its face");
        time.pass(Duration.ofSeconds(1));
        String roomsId = alice.messages().stream()
                .filter(stanza -> inRoom.equals(stanza.id()))
                .flatMap(stanza -> stanza.child("urn:xmpp:sid:0", "stanza-id").stream())
                .map(element -> element.attribute("id"))
                .findFirst()
                .orElseThrow();
        assertEquals(2, host.messages.size());
        react(
                "add",
                "{accountId: 'default', to: '" + ROOM + "', id: '"
                        + host.messages.get(0).referenceId() + "', emoji: 'x'}");
        react(
                "add",
                "{accountId: 'default', to: 'alice@example.org', id: '"
                        + host.messages.get(1).referenceId() + "', emoji: 'y'}");
        assertEquals(List.of(roomsId + " x", direct + " y"), reactions(alice));
    }

    @Tag("C-56")
    @Test
    void aReactionToOurOwnMessageInARoomNamesItAsTheRoomDoes() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open'}");
        CompletableFuture<Answers.Sent> sent = bridge.with(parts -> parts.outbound()
                        .send(request(
                                Requests.Send.class,
                                "{accountId: 'default', to: '" + ROOM + "', text: 'hi', key: 'k1'}")))
                .toCompletableFuture();
        time.pass(Duration.ofSeconds(1));
        react(
                "add",
                "{accountId: 'default', to: '" + ROOM + "', id: '" + sent.join().id() + "', emoji: 'x'}");
        String roomsId = alice.messages()
                .get(0)
                .child("urn:xmpp:sid:0", "stanza-id")
                .orElseThrow()
                .attribute("id");
        assertEquals(List.of(roomsId + " x"), reactions(alice));
    }

    @Tag("R20")
    @Test
    void aRoomIsKnownAsOneAfterARestartThoughNobodyAnswersForIt() {
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open', dmPolicy: 'open'}");
        start("{dmPolicy: 'open'}");
        assertTrue(server.findRoom(Jid.of(ROOM)).isEmpty());
        CompletableFuture<Answers.Sent> sent = bridge.with(parts -> parts.outbound()
                        .send(request(Requests.Send.class, "{accountId: 'default', to: '" + ROOM + "', text: 'hi'}")))
                .toCompletableFuture();
        time.pass(Duration.ofSeconds(40));
        CompletionException refused = assertThrows(CompletionException.class, sent::join);
        assertTrue(refused.getCause().getMessage().contains("not in the room"), refused.toString());
    }

    @Test
    void inARoomOnlyWhoMentionsTheBotIsHandedOverWithWhatWasSaidBefore() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open'}");
        alice.sayInRoom(room.jid(), "the tulips are red");
        alice.sayInRoom(room.jid(), "bot: what colour?");
        time.pass(Duration.ofSeconds(1));
        assertEquals(
                List.of("bot: what colour?"), texts(), bridge.status().rooms().toString());
        assertEquals("the tulips are red", host.messages.get(0).history().get(0).body());
        assertTrue(host.messages.get(0).mentioned());
    }

    @Test
    void tellsTheHostWhatTheBotIsCalledWhereItsNickWasTaken() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "bot");
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open', dmPolicy: 'open'}");
        alice.sayInRoom(room.jid(), "bot-2: /stop");
        say(alice, "hello");
        assertEquals(
                Arrays.asList("bot-2", null),
                host.messages.stream().map(HostCalls.InboundMessage::ourNick).toList());
    }

    @Tag("R19")
    @Tag("C-36")
    @Test
    void subscriptionsAreAnsweredByThePolicy() {
        Person mallory = server.person("mallory").approveEverybody();
        start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        alice.subscribe(bot);
        mallory.subscribe(bot);
        time.pass(Duration.ofSeconds(2));
        assertTrue(
                presences(alice).containsAll(List.of("subscribed", "subscribe", "available")),
                presences(alice).toString());
        assertEquals(List.of("unsubscribed"), presences(mallory));
    }

    @Tag("C-36")
    @Test
    void theRosterIsMadeTrueToThePolicyAtLogin() {
        Person mallory = server.person("mallory");
        server.befriend(bot, mallory.jid());
        alice.subscribe(bot);
        start("{dmPolicy: 'open'}");
        assertTrue(presences(alice).contains("subscribe"));
        mallory.forget();
        alice.forget();
        start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        assertTrue(
                presences(mallory).contains("unsubscribed"), presences(mallory).toString());
        assertTrue(
                presences(alice).stream().noneMatch(type -> type.startsWith("unsubscribe")),
                presences(alice).toString());
    }

    @Tag("C-36")
    @Tag("R29")
    @Test
    void theRosterFollowsAChangeOfThePolicyWithoutANewStream() {
        alice.subscribe(bot);
        start("{dmPolicy: 'open'}");
        assertTrue(presences(alice).contains("subscribed"));
        alice.forget();
        account.take("{dmPolicy: 'disabled'}");
        assertTrue(presences(alice).contains("unsubscribed"), presences(alice).toString());
        assertEquals(1, server.streams(bot));
    }

    /** Whose approval was taken back is watched no longer, and sees us only where strangers do. */
    @Tag("C-36")
    @ParameterizedTest
    @CsvSource({
        "known, '', 'unsubscribe,unsubscribed'",
        "all, '', unsubscribe",
        "known, 'alice@example.org', ''",
    })
    void aRevokedApprovalTakesThePresenceBack(String accept, String listed, String told) {
        server.befriend(bot, alice.jid());
        host.paired = () -> CompletableFuture.completedFuture(List.of("alice@example.org", "bob@example.org"));
        start("{dmPolicy: 'pairing', acceptSubscriptions: '" + accept + "', allowFrom: ["
                + (listed.isEmpty() ? "" : "'" + listed + "'") + "]}");
        alice.forget();
        host.paired = () -> CompletableFuture.completedFuture(List.of("bob@example.org"));
        bridge.pairingChanged(List.of("bob@example.org"));
        time.pass(Duration.ofSeconds(2));
        assertEquals(
                told.isEmpty() ? List.of() : List.of(told.split(",")),
                presences(alice).stream()
                        .filter(type -> type.startsWith("unsubscribe"))
                        .sorted()
                        .toList());
    }

    @Test
    void nobodyLosesSightOfUsBecauseTheHostDoesNotAnswer() {
        server.befriend(bot, alice.jid());
        host.paired = () -> CompletableFuture.failedFuture(new IllegalStateException("the store is locked"));
        start("{dmPolicy: 'pairing'}");
        assertTrue(presences(alice).contains("available"));
        assertTrue(
                presences(alice).stream().noneMatch("unsubscribed"::equals),
                presences(alice).toString());
    }

    @Test
    void tellsTheStateWithItsCause() {
        start("{dmPolicy: 'open'}");
        server.restart(Duration.ofSeconds(3));
        time.pass(Duration.ofSeconds(1));
        assertEquals("reconnecting", bridge.status().state());
        assertNotNull(bridge.status().error());
        assertTrue(time.runUntil(() -> "online".equals(bridge.status().state()), Duration.ofMinutes(1)));
    }
}
