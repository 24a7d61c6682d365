package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.ServerSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks why something was answered or not gets the answer, from messages on a simulated server to the wire's records. */
class ExplainTest {

    private static final String ROOM = "lab@rooms.example.org";

    @TempDir
    private Path directory;

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedServer server =
            new SimulatedServer(time, "example.org", ServerSettings.ALL.withResumeTimeout(Duration.ZERO));
    private final ScriptedHost host = new ScriptedHost();
    private final Jid bot = server.account("bot", "secret");
    private final Person alice = server.person("alice");
    private Accounts accounts;

    /** The simulated time's loop, as the threads that accounts run on. */
    private final class Threads extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            time.loop().execute(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @BeforeEach
    void people() {
        alice.approveEverybody();
        ExecutorService threads = new Threads();
        accounts = new Accounts(
                (config, listener) -> server.engine().open(config, listener),
                jid -> StateStores.memory().hold(jid),
                host,
                directory,
                Clock.fixed(SimulatedTime.BEGIN, ZoneOffset.UTC),
                threads);
    }

    private void start(String settings) {
        JsonObject channel = JsonParser.parseString(settings).getAsJsonObject();
        channel.addProperty("jid", "bot@example.org");
        channel.addProperty("password", "secret");
        channel.addProperty("server", "example.org");
        host.states.clear();
        accounts.start("default", ConfigReader.read(channel));
        assertTrue(time.runUntil(() -> host.states.contains("online"), Duration.ofSeconds(10)), host.states.toString());
        time.pass(Duration.ofSeconds(2));
    }

    private void say(Person who, String text) {
        who.say(bot, text);
        time.pass(Duration.ofSeconds(1));
    }

    private List<Answers.Decided> explain(String query) {
        CompletableFuture<Answers.Explained> answer =
                accounts.explain("default", query, 20).toCompletableFuture();
        time.pass(Duration.ofSeconds(1));
        return answer.join().decisions();
    }

    private static String inShort(Answers.Decided decided) {
        Answers.HostSaid said = decided.host();
        return String.join(
                " ",
                decided.kind(),
                decided.sender(),
                decided.admission(),
                decided.reason(),
                said == null ? "-" : said.disposition());
    }

    private List<String> told(String query) {
        return explain(query).stream().map(ExplainTest::inShort).toList();
    }

    @Test
    void tellsWhyWithWhatTheHostDidOfIt() {
        start("{dmPolicy: 'pairing', allowFrom: ['alice@example.org'], reactionNotifications: 'all'}");
        Person mallory = server.person("mallory").approveEverybody();
        host.answer = message -> CompletableFuture.completedFuture(new HostCalls.Disposition("dropped", "not today"));
        say(alice, "the canary sings");
        say(mallory, "let me in");
        mallory.subscribe(bot);
        alice.sendXml(
                "<message to='bot@example.org' type='chat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='m77'>"
                        + "<reaction>x</reaction></reactions></message>");
        time.pass(Duration.ofSeconds(1));
        assertEquals(
                List.of(
                        "reaction alice@example.org dispatch sender_listed adopted",
                        "subscribe mallory@example.org pairing_required not_paired -",
                        "direct mallory@example.org pairing_required not_paired code-sent",
                        "direct alice@example.org dispatch sender_listed dropped"),
                told(null));
        assertEquals("not today", explain("alice@example.org").get(1).host().reason());
        assertEquals(List.of("reaction alice@example.org dispatch sender_listed adopted"), told("m77"));
        Answers.Decided message = explain(host.messages.get(0).eventId()).get(0);
        assertEquals(List.of(message), explain(message.messageIds().get(0)));
        assertFalse(explain(null).toString().contains("canary"), "what was said is nobody's business here");
    }

    @Test
    void tellsWhatWasRefusedInRooms() {
        SimulatedRoom room = server.room("lab");
        alice.join(room.jid(), "alice");
        start("{rooms: ['" + ROOM + "'], groupPolicy: 'open'}");
        alice.sayInRoom(room.jid(), "the tulips are red");
        alice.sayInRoom(room.jid(), "bot: what colour?");
        time.pass(Duration.ofSeconds(1));
        assertEquals(
                List.of("dispatch open_to_all", "observe not_mentioned"),
                explain(ROOM).stream()
                        .map(decided -> decided.admission() + " " + decided.reason())
                        .toList());
    }

    @Test
    void tellsThatTheHostFailed() {
        start("{dmPolicy: 'open'}");
        host.answer = message -> CompletableFuture.failedFuture(new IllegalStateException("the host is busy"));
        say(alice, "hello");
        Answers.Decided decided = explain(null).get(0);
        assertEquals("error", decided.host().disposition());
        assertEquals("the host is busy", decided.host().reason());
    }

    @Test
    void whatComesAgainIsCountedOnce() {
        start("{dmPolicy: 'open', limits: {messagesPerMinute: 1}}");
        host.answer = message -> ScriptedHost.said(host.messages.size() < 3 ? "retry" : "adopted");
        say(alice, "hello");
        time.pass(Duration.ofMinutes(2));
        assertEquals(3, host.messages.size());
        assertEquals(List.of("direct alice@example.org dispatch open_to_all adopted"), told(null));
        say(alice, "and more");
        assertEquals("direct alice@example.org drop rate_limited -", told(null).get(0));
        assertEquals(3, host.messages.size());
    }

    @Test
    void aLongRosterDoesNotPushOutWhatWasSaid() {
        for (int i = 0; i < 30; i++) {
            server.befriend(bot, server.person("friend" + i).jid());
        }
        start("{dmPolicy: 'open'}");
        assertEquals(List.of(), told(null));
    }

    @Test
    void whoIsTakenOutOfTheRosterIsTold() {
        server.befriend(bot, alice.jid());
        start("{dmPolicy: 'disabled'}");
        assertEquals(List.of("subscribe alice@example.org drop dm_disabled -"), told("alice@example.org"));
    }

    @Test
    void outlivesARestartOfTheAccount() {
        start("{dmPolicy: 'open'}");
        say(alice, "hello");
        accounts.stop("default");
        time.pass(Duration.ofSeconds(5));
        assertEquals(1, told(null).size());
        start("{dmPolicy: 'disabled'}");
        say(alice, "hello again");
        assertEquals(
                List.of("drop dm_disabled", "dispatch open_to_all"),
                explain(null).stream()
                        .map(decided -> decided.admission() + " " + decided.reason())
                        .toList());
    }

    @Test
    void anUnknownAccountIsAClearError() {
        XmppException refused = assertThrows(XmppException.class, () -> accounts.explain("other", null, 5));
        assertEquals(XmppException.Kind.STATE, refused.kind());
        assertTrue(refused.getMessage().contains("\"other\" has not been started"), refused.getMessage());
    }
}
