package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ChannelFile;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command that answers for two accounts, one message at a time. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the agent is a script for sh")
class CommandAgentTest {

    /** Answers the second account at once, the first one not before it is told of a state; says so by the second account. */
    private static final String SCRIPT = """
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/^{"type":"message","id":"\\([^"]*\\)".*/\\1/p')
              case "$line" in
                '{"type":"message",'*'"account":"one"'*)
                  held=$id
                  echo '{"action":"send","account":"two","to":"'"$ALICE"'","text":"held"}' ;;
                '{"type":"message",'*) echo '{"action":"reply","re":"'"$id"'","text":"yes"}' ;;
                '{"type":"state",'*'"account":"one"'*'"state":"'"$UNTIL"'"'*)
                  test -z "$held" || echo '{"action":"reply","re":"'"$held"'","text":"late"}' ;;
              esac
            done
            """;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        threads.shutdownNow();
        timers.shutdownNow();
    }

    private static AccountConfig config(SessionConfig account) {
        JsonObject channel = new JsonObject();
        channel.addProperty("jid", account.jid().toString());
        channel.addProperty("password", account.password().reveal());
        channel.addProperty("dmPolicy", "open");
        return ConfigReader.read(channel);
    }

    private Bot start(SimulatedTestServer server, Jid alice, SessionConfig one, SessionConfig two, String until)
            throws IOException {
        Path script = Files.writeString(folder.resolve("agent.sh"), SCRIPT);
        CommandSettings settings = new CommandSettings(
                "sh " + script,
                Map.of("ALICE", alice.bare().toString(), "UNTIL", until),
                Set::of,
                1,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                3);
        return Bot.start(new Bot.Parts(
                (config, store, listener) -> server.engine().open(config, store, listener),
                StateStores.memory(),
                folder.resolve("state"),
                () -> new ChannelFile(Map.of("one", config(one), "two", config(two)), "one", Set.of()),
                (hands, places) -> new CommandAgent(settings, hands, places, timers, threads),
                Clock.systemUTC(),
                threads));
    }

    @Test
    void anAccountThatFailsDoesNotStopTheOthers() throws IOException {
        try (SimulatedTestServer server = SimulatedTestServer.inMemory();
                Peer alice = server.newPeer("alice")) {
            SessionConfig one = server.newAccount("one").config();
            SessionConfig two = server.newAccount("two").config();
            try (Bot bot = start(server, alice.address(), one, two, "failed")) {
                alice.say(one.jid(), "a question");
                alice.awaitBody("held");
                server.server().deleteAccount(one.jid());
                alice.say(two.jid(), "another");
                alice.awaitBody("yes");
                assertFalse(bot.end().toCompletableFuture().isDone());
            }
        }
    }

    @Test
    void anAccountThatIsOfflineDoesNotStopTheOthers() throws IOException {
        try (SimulatedTestServer server = SimulatedTestServer.inMemory();
                Peer alice = server.newPeer("alice")) {
            var first = server.newAccount("one");
            SessionConfig two = server.newAccount("two").config();
            try (Bot bot = start(server, alice.address(), first.config(), two, "reconnecting")) {
                alice.say(first.config().jid(), "a question");
                alice.awaitBody("held");
                first.link().refuse();
                first.link().cut();
                alice.say(two.jid(), "another");
                alice.awaitBody("yes");
                assertFalse(bot.end().toCompletableFuture().isDone());
                first.link().release();
                alice.awaitBody("late");
            }
        }
    }
}
