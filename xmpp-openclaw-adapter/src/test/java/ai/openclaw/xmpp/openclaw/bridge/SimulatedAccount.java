package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.ServerSettings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bot's account between a simulated server and a host that the test scripts; in virtual time, all of ours real. */
final class SimulatedAccount {

    final SimulatedTime time = new SimulatedTime(1);
    final SimulatedServer server =
            new SimulatedServer(time, "example.org", ServerSettings.ALL.withResumeTimeout(Duration.ZERO));
    final ScriptedHost host = new ScriptedHost();
    final Jid bot;

    /** What the bot has sent, as text. */
    final List<String> sent = new ArrayList<>();

    private final Path directory;
    private @Nullable AccountBridge bridge;

    /** An account of that JID; it may be of another domain than the server's rooms. */
    SimulatedAccount(Path directory, String jid) {
        this.directory = directory;
        this.bot = server.account(jid, "secret");
        String ours = " " + bot + " > ";
        server.trace(line -> {
            if (line.contains(ours)) {
                sent.add(line.substring(line.indexOf(ours) + ours.length()));
            }
        });
    }

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.now();
        }
    };

    /** What outlives a restart of the bot. */
    private final SharedStore store = new SharedStore(StateStores.memory());

    /** How the bot gets at its state beside its session; for a test to be in its way. */
    Function<Jid, CompletionStage<AccountState>> states = store::beside;

    private final Loop loop = time.loop();
    private final AccountMemory memory = AccountMemory.of(loop, clock, jid -> states.apply(jid), loop::after);

    AccountConfig config(String more) {
        JsonObject channel = JsonParser.parseString(more).getAsJsonObject();
        channel.addProperty("jid", bot.toString());
        channel.addProperty("password", "secret");
        channel.addProperty("server", "example.org");
        return ConfigReader.read(channel);
    }

    /** Starts the bot, or starts it again with what is left of it in its directory. */
    SimulatedAccount start(String more) {
        if (bridge != null) {
            bridge.stop();
            pass(2);
            host.states.clear();
        }
        AccountConfig config = config(more);
        AccountBridge started = new AccountBridge("default", config, host, directory, clock, memory);
        bridge = started;
        started.attach(server.engine().open(config.session(), store, started));
        assertTrue(time.runUntil(() -> host.states.contains("online"), Duration.ofSeconds(10)), host.states.toString());
        pass(2);
        sent.clear();
        return this;
    }

    /** Gives it other settings while it runs. */
    void take(String more) {
        bridge().take(config(more));
        pass(2);
    }

    AccountBridge bridge() {
        if (bridge == null) {
            throw new IllegalStateException("not started");
        }
        return bridge;
    }

    void pass(long seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    /** Somebody sends a stanza. */
    void send(Person who, String xml) {
        who.sendXml(xml);
        pass(1);
    }

    /** The host wants that said. */
    CompletionStage<Answers.Sent> say(String json) {
        CompletionStage<Answers.Sent> said = bridge().with(parts -> parts.outbound()
                .send(new Gson().fromJson("{accountId: 'default', " + json + "}", Requests.Send.class)));
        pass(1);
        return said;
    }

    /** The host wants that said; returns as soon as so much has happened. */
    CompletionStage<Answers.Sent> sayUntil(String json, BooleanSupplier happened) {
        CompletionStage<Answers.Sent> said = bridge().with(parts -> parts.outbound()
                .send(new Gson().fromJson("{accountId: 'default', " + json + "}", Requests.Send.class)));
        assertTrue(time.runUntil(happened, Duration.ofSeconds(10)), "it did not happen");
        return said;
    }

    List<String> texts() {
        return host.messages.stream().map(HostCalls.InboundMessage::text).toList();
    }

    HostCalls.InboundMessage last() {
        return host.messages.get(host.messages.size() - 1);
    }

    /** Why what has to do with that JID was decided, the latest first. */
    List<String> explained(String query) {
        return memory.decisions().find(query, 10).stream()
                .map(entry -> entry.decision().reason() + " " + entry.matter().sender())
                .toList();
    }

    /** The rooms that it is in. */
    List<String> rooms() {
        return bridge().status().rooms().stream()
                .filter(room -> room.state().equals("joined"))
                .map(Answers.RoomStatus::jid)
                .toList();
    }

    /** What is wrong with a room, as the status shows it. */
    @Nullable
    String problem(Jid room) {
        return bridge().status().rooms().stream()
                .filter(each -> each.jid().equals(room.toString()))
                .findFirst()
                .map(Answers.RoomStatus::problem)
                .orElse(null);
    }

    /** What the bot has sent that has such a text in it. */
    List<String> sent(String part) {
        return sent.stream().filter(line -> line.contains(part)).toList();
    }
}
