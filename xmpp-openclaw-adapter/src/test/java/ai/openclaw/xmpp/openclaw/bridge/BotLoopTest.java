package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.ServerSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents that answer everything meet on a simulated server: it ends, and people are answered all the while. */
@Tag("H-56")
class BotLoopTest {

    private static final String ROOM = "lab@rooms.example.org";
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedServer server =
            new SimulatedServer(time, "example.org", ServerSettings.ALL.withResumeTimeout(Duration.ZERO));
    private final Person alice = server.person("alice");

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return time.loop().now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    /** An agent whose host answers every message after some seconds, and sends it back to whom it came from. */
    private final class Agent {
        private final ScriptedHost host = new ScriptedHost();
        private final AccountBridge bridge;
        private int answers;

        Agent(String name, String prefix, String settings) {
            Jid jid = server.account(name, "secret");
            JsonObject channel = JsonParser.parseString(settings).getAsJsonObject();
            channel.addProperty("jid", jid.toString());
            channel.addProperty("password", "secret");
            channel.addProperty("server", "example.org");
            AccountConfig config = ConfigReader.read(channel);
            bridge = new AccountBridge(
                    name,
                    config,
                    host,
                    directory.resolve(name),
                    clock,
                    AccountMemory.of(time.loop(), clock, new SharedStore(StateStores.memory())::beside));
            host.answer = message -> {
                time.loop().after(Duration.ofSeconds(7), () -> answer(message, prefix));
                return ScriptedHost.said("adopted");
            };
            bridge.attach(server.engine().open(config.session(), bridge));
            assertTrue(
                    time.runUntil(() -> host.states.contains("online"), Duration.ofSeconds(10)),
                    host.states.toString());
            time.pass(Duration.ofSeconds(2));
        }

        private void answer(HostCalls.InboundMessage message, String prefix) {
            answers++;
            JsonObject request = new JsonObject();
            request.addProperty("accountId", message.accountId());
            request.addProperty("kind", message.kind());
            request.addProperty("to", message.replyAddress());
            request.addProperty("text", prefix + "how interesting, tell me more (" + answers + ")");
            request.addProperty("key", message.eventId());
            bridge.with(parts -> parts.outbound().send(new Gson().fromJson(request, Requests.Send.class)));
        }

        private List<String> reasons() {
            return bridge.status().counters().keySet().stream().sorted().toList();
        }
    }

    @Test
    void inADirectChat() {
        Agent one = new Agent("one", "", "{dmPolicy: 'open'}");
        Agent two = new Agent("two", "", "{dmPolicy: 'open'}");
        one.bridge.with(parts -> parts.outbound()
                .send(new Gson()
                        .fromJson(
                                "{accountId: 'one', kind: 'direct', to: 'two@example.org', text: 'hello', key: 'k'}",
                                Requests.Send.class)));
        time.pass(HOUR);
        int answers = one.answers + two.answers;
        assertTrue(answers >= 4 && answers <= 12, answers + " answers");
        assertTrue(
                one.reasons().contains("bot_loop") || two.reasons().contains("bot_loop"),
                one.reasons() + " " + two.reasons());
        time.pass(HOUR);
        assertEquals(answers, one.answers + two.answers, "it has ended");
        alice.say(Jid.of("one@example.org"), "are you there?");
        time.pass(Duration.ofMinutes(1));
        assertEquals(1, alice.messages().size());
    }

    /** The first agent has a budget of its own, so it is the one that ends. */
    @Tag("setting:limits.botTurnsInARow")
    @Test
    void theBudgetForBotsIsTheOneThatIsSet() {
        Agent one = new Agent("one", "", "{dmPolicy: 'open', limits: {botTurnsInARow: 2}}");
        Agent two = new Agent("two", "", "{dmPolicy: 'open', limits: {botTurnsInARow: 20}}");
        two.bridge.with(parts -> parts.outbound()
                .send(new Gson()
                        .fromJson(
                                "{accountId: 'two', kind: 'direct', to: 'one@example.org', text: 'hello', key: 'k'}",
                                Requests.Send.class)));
        time.pass(HOUR);
        assertEquals(2, one.answers);
        assertTrue(one.reasons().contains("bot_loop"), one.reasons().toString());
    }

    @Test
    void inARoom() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        String settings = "{rooms: ['" + ROOM + "'], groupPolicy: 'open'}";
        Agent one = new Agent("one", "two: ", settings);
        Agent two = new Agent("two", "one: ", settings);
        alice.sayInRoom(room.jid(), "one: say hello to two");
        time.pass(HOUR);
        int answers = one.answers + two.answers;
        assertTrue(answers >= 4 && answers <= 13, answers + " answers");
        time.pass(HOUR);
        assertEquals(answers, one.answers + two.answers, "it has ended");
        alice.sayInRoom(room.jid(), "one: are you still there?");
        time.pass(Duration.ofSeconds(10));
        assertTrue(one.answers + two.answers > answers);
        HostCalls.InboundMessage last = one.host.messages.get(one.host.messages.size() - 1);
        assertEquals("one: are you still there?", last.text());
        assertTrue(
                last.history().stream().anyMatch(entry -> entry.body().contains("tell me more")),
                "what was not answered is context: " + last.history());
    }

    @Test
    void acknowledgementsAreNotAcknowledged() {
        Agent one = new Agent("one", "", "{dmPolicy: 'open'}");
        for (String payload : List.of(
                "<received xmlns='urn:xmpp:receipts' id='m1'/>",
                "<received xmlns='urn:xmpp:receipts' id='m1'/><request xmlns='urn:xmpp:receipts'/>",
                "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/><markable xmlns='urn:xmpp:chat-markers:0'/>",
                "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/>",
                "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
                "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error><body>x</body>")) {
            String type = payload.startsWith("<error") ? "error" : "chat";
            alice.sendXml("<message to='one@example.org' type='" + type + "' id='a1'>" + payload + "</message>");
        }
        time.pass(Duration.ofMinutes(1));
        assertEquals(
                List.of(),
                alice.received().stream()
                        .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                        .toList());
        assertEquals(List.of(), one.host.messages);
    }
}
