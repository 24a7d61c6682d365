package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.openclaw.config.ChannelFile;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.TestServer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every row of the access tables, through the whole bot. Who must hear nothing is looked at when a witness, who wrote later by another way, has
 * been heard.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BotAccessCases {

    private static final String TURN = "turn";
    private static final String CODE = "code";
    private static final String SILENCE = "silence";

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-bot");
        thread.setDaemon(true);
        return thread;
    });
    TestServer server;
    private int rows;

    @TempDir
    Path folder;

    abstract TestServer open();

    abstract Bot.Connector connector();

    @BeforeAll
    void openServer() {
        server = open();
    }

    @AfterAll
    void closeServer() {
        server.close();
        threads.shutdownNow();
    }

    /** Keeps what it hears, and says nothing. */
    static final class Listener implements Agent {
        final LinkedBlockingQueue<HostCalls.InboundMessage> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Void> online = new CompletableFuture<>();

        @Override
        public CompletionStage<HostCalls.Disposition> message(HostCalls.InboundMessage message) {
            heard.add(message);
            return CompletableFuture.completedFuture(new HostCalls.Disposition("adopted", null));
        }

        @Override
        public void event(HostCalls.InboundEvent event) {}

        @Override
        public void state(HostCalls.AccountState state) {
            if (state.state().equals("online")) {
                online.complete(null);
            }
        }

        @Override
        public BotCalls.AgentStatus status() {
            return new BotCalls.AgentStatus("listener", "running", null, 0, 0, null);
        }

        @Override
        public void close() {}
    }

    /** A bot, somebody who writes to it, and a witness. */
    final class Scene implements AutoCloseable {
        final SessionConfig account = server.newAccount("bot").config();
        final Jid bot = account.jid();
        final Peer alice = server.newPeer("alice");
        final Peer witness = server.newPeer("witness");
        final Jid hall = Jid.of("hall" + ++rows + "@" + server.roomService());
        final Jid garden = Jid.of("garden" + rows + "@" + server.roomService());
        final StateStore store = StateStores.memory();
        final Listener agent = new Listener();
        Bot running;

        void pairAlice() {
            AccountState state = store.hold(bot).toCompletableFuture().join();
            PairingStore pairing = new PairingStore(
                    () -> CompletableFuture.completedFuture(state),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    Runnable::run);
            String code = pairing.request(alice.address(), "event")
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
            pairing.approve(code).toCompletableFuture().join();
            state.close();
        }

        void start(String settings) {
            JsonObject channel = JsonParser.parseString(
                            settings.replace("ALICE", alice.address().bare().toString())
                                    .replace("WITNESS", witness.address().bare().toString())
                                    .replace("HALL", hall.toString())
                                    .replace("GARDEN", garden.toString()))
                    .getAsJsonObject();
            channel.addProperty("jid", bot.toString());
            channel.addProperty("password", account.password().reveal());
            channel.addProperty("nick", "bot");
            channel.addProperty("engine", "babbler");
            if (account.server() != null && account.tls().caFile() != null) {
                JsonObject tls = new JsonObject();
                tls.addProperty("caFile", account.tls().caFile().toString());
                channel.add("tls", tls);
                channel.addProperty("server", account.server().toString());
            }
            running = Bot.start(new Bot.Parts(
                    connector(),
                    store,
                    folder.resolve("s" + rows),
                    () -> new ChannelFile(Map.of("default", ConfigReader.read(channel)), "default", Set.of()),
                    (hands, places) -> agent,
                    Clock.systemUTC(),
                    threads));
            agent.online.orTimeout(20, TimeUnit.SECONDS).join();
        }

        String hear() throws InterruptedException {
            HostCalls.InboundMessage message = agent.heard.poll(15, TimeUnit.SECONDS);
            return message == null ? "nothing" : message.text();
        }

        /** What the agent heard before the witness, who begins now. */
        List<HostCalls.InboundMessage> heardBefore(Runnable witnessSpeaks, String words) throws InterruptedException {
            witnessSpeaks.run();
            List<HostCalls.InboundMessage> before = new java.util.ArrayList<>();
            while (true) {
                HostCalls.InboundMessage message = agent.heard.poll(15, TimeUnit.SECONDS);
                assertTrue(message != null, "the witness was not heard");
                if (message.text().equals(words)) {
                    return before;
                }
                before.add(message);
            }
        }

        List<String> presences(Peer who) {
            return who
                    .untaken(stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                            && stanza.from() != null
                            && stanza.from().bare().equals(bot)
                            && stanza.type() != null
                            && !stanza.type().equals("unavailable"))
                    .stream()
                    .map(Stanza::type)
                    .toList();
        }

        List<Stanza> messages(Peer who, Jid from) {
            return who.untaken(stanza -> stanza.kind() == Stanza.Kind.MESSAGE
                    && stanza.from() != null
                    && (stanza.from().bare().equals(from) || stanza.from().equals(from.withResource("bot"))));
        }

        @Override
        public void close() {
            if (running != null) {
                running.close();
            }
            alice.close();
            witness.close();
        }
    }

    @Tag("R18")
    @Tag("R19")
    @Tag("C-36")
    @Tag("setting:dmPolicy")
    @Tag("setting:allowFrom")
    @Tag("setting:acceptSubscriptions")
    @ParameterizedTest(name = "[{index}] {0} {1}, {2} {3}: {4}, {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                // dmPolicy | allowFrom | who | acceptSubscriptions | message | subscribe
                "pairing   | 'ALICE'                | listed   | all   | turn    | subscribed subscribe",
                "pairing   | ''                     | paired   | all   | turn    | subscribed subscribe",
                "pairing   | ''                     | stranger | all   | code    | subscribed",
                "pairing   | ''                     | stranger | known | code    | ''",
                "pairing   | ''                     | paired   | known | turn    | subscribed subscribe",
                "open      | ''                     | anyone   | all   | turn    | subscribed subscribe",
                "open      | '*'                    | anyone   | all   | turn    | subscribed subscribe",
                "open      | 'ALICE'                | listed   | all   | turn    | subscribed subscribe",
                "open      | '*@localhost'          | listed   | all   | turn    | subscribed subscribe",
                "open      | 'someone@localhost'    | stranger | all   | silence | unsubscribed",
                "open      | '*@elsewhere.example'  | stranger | all   | silence | unsubscribed",
                "allowlist | 'ALICE'                | listed   | all   | turn    | subscribed subscribe",
                "allowlist | ''                     | stranger | all   | silence | unsubscribed",
                "allowlist | 'someone@localhost'    | stranger | all   | silence | unsubscribed",
                "allowlist | ''                     | paired   | all   | silence | unsubscribed",
                "disabled  | 'ALICE'                | listed   | all   | silence | unsubscribed",
                "disabled  | '*'                    | anyone   | all   | silence | unsubscribed",
            })
    void directMessagesAndSubscriptions(
            String policy, String allowFrom, String who, String accept, String message, String subscribe)
            throws Exception {
        try (Scene scene = new Scene()) {
            scene.alice.askForItsRoster();
            if (who.equals("paired")) {
                scene.pairAlice();
            }
            scene.witness.join(scene.hall, "witness");
            scene.start("{dmPolicy: '" + policy + "', allowFrom: ["
                    + (allowFrom.isEmpty() ? "" : "'" + allowFrom + "'") + "], acceptSubscriptions: '" + accept
                    + "', rooms: ['HALL'], groupPolicy: 'open'}");
            scene.witness.await(
                    "the bot in the hall", stanza -> Peer.isPresence(stanza, scene.hall.withResource("bot")));
            scene.alice.presence(scene.bot, "subscribe");
            scene.alice.say(scene.bot, "hello");
            // Who is in a store is looked up, and the witness is not: what must come is waited for first.
            if (message.equals(TURN)) {
                assertEquals("hello", scene.hear());
            }
            if (message.equals(CODE)) {
                Stanza code = scene.alice.await(
                        "its code", stanza -> stanza.kind() == Stanza.Kind.MESSAGE && Peer.bodyOf(stanza) != null);
                assertTrue(String.valueOf(Peer.bodyOf(code)).contains("pairing code is"), code.toString());
            }
            scene.alice.sync();
            assertEquals(
                    List.of(),
                    scene.heardBefore(
                            () -> scene.witness.sayInRoom(scene.hall, "bot: the witness"), "bot: the witness"));
            for (String type : subscribe.isEmpty() ? new String[0] : subscribe.split(" ")) {
                scene.alice.await(
                        type,
                        stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                                && type.equals(stanza.type())
                                && stanza.from() != null
                                && stanza.from().bare().equals(scene.bot));
            }
            scene.alice.sync();
            assertEquals(List.of(), scene.presences(scene.alice), "more than the row says");
            if (!message.equals(TURN)) {
                assertEquals(List.of(), scene.messages(scene.alice, scene.bot), "not even a receipt");
            }
        }
    }

    @Tag("C-36")
    @Test
    void theEndOfASubscriptionIsAccepted() throws Exception {
        try (Scene scene = new Scene()) {
            scene.alice.askForItsRoster();
            scene.start("{dmPolicy: 'open', allowFrom: ['*']}");
            scene.alice.presence(scene.bot, "subscribe");
            scene.alice.await("the approval", stanza -> "subscribed".equals(stanza.type()));
            scene.alice.await(
                    "the bot's presence",
                    stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                            && stanza.type() == null
                            && stanza.from() != null
                            && stanza.from().bare().equals(scene.bot));
            scene.alice.presence(scene.bot, "unsubscribe");
            scene.alice.sync();
            scene.running.close();
            scene.running = null;
            scene.witness.say(scene.alice.address(), "it is gone");
            scene.alice.awaitBody("it is gone");
            scene.alice.sync();
            assertEquals(
                    List.of(),
                    scene.alice.untaken(stanza -> stanza.kind() == Stanza.Kind.PRESENCE
                            && stanza.from() != null
                            && stanza.from().equals(scene.bot.withResource(scene.account.resource()))
                            && stanza.type() == null),
                    "presence after the end");
        }
    }

    @Tag("R2")
    @Tag("C-31")
    @Tag("setting:groupPolicy")
    @Tag("setting:groupAllowFrom")
    @Tag("setting:mucRooms.users")
    @Tag("setting:mucRooms.enabled")
    @ParameterizedTest(name = "[{index}] {0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "groupPolicy: 'open', rooms: ['GARDEN'], mucRooms: {'GARDEN': {enabled: false}}          | absent",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {enabled: false}}                        | absent",
                "groupPolicy: 'disabled', rooms: ['GARDEN']                                              | silence",
                "groupPolicy: 'disabled', mucRooms: {'GARDEN': {users: ['ALICE']}}                       | silence",
                "groupPolicy: 'allowlist', rooms: ['GARDEN']                                             | silence",
                "groupPolicy: 'allowlist', rooms: ['GARDEN'], mucRooms: {'*': {users: ['ALICE']}}        | silence",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {}}                                      | turn",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {users: ['ALICE']}}                      | turn",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {users: ['x@localhost']}}                | silence",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {}}, groupAllowFrom: ['ALICE']           | turn",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {}}, groupAllowFrom: ['x@localhost']     | silence",
                "groupPolicy: 'allowlist', mucRooms: {'GARDEN': {users: ['x@localhost']}}, groupAllowFrom: ['ALICE'] | turn",
                "groupPolicy: 'open', rooms: ['GARDEN']                                                  | turn",
                "groupPolicy: 'open', rooms: ['GARDEN'], groupAllowFrom: ['ALICE']                       | turn",
                "groupPolicy: 'open', rooms: ['GARDEN'], groupAllowFrom: ['x@localhost']                 | silence",
                "groupPolicy: 'open', mucRooms: {'GARDEN': {users: ['ALICE']}}                           | turn",
                "groupPolicy: 'open', mucRooms: {'GARDEN': {users: ['x@localhost']}}                     | silence",
                "groupPolicy: 'open', rooms: ['GARDEN'], mucRooms: {'*': {users: ['x@localhost']}}       | silence",
            })
    void rooms(String settings, String expected) throws Exception {
        try (Scene scene = new Scene()) {
            scene.pairAlice();
            scene.alice.join(scene.garden, "x");
            scene.start("{dmPolicy: 'allowlist', allowFrom: ['WITNESS'], " + settings + "}");
            Jid inside = scene.garden.withResource("bot");
            if (!expected.equals("absent")) {
                scene.alice.await("the bot in the garden", stanza -> Peer.isPresence(stanza, inside));
            }
            scene.alice.sayInRoom(scene.garden, "bot: hello");
            scene.alice.awaitBody("bot: hello");
            List<HostCalls.InboundMessage> heard =
                    scene.heardBefore(() -> scene.witness.say(scene.bot, "the witness"), "the witness");
            assertEquals(
                    expected.equals(TURN) ? List.of("bot: hello") : List.of(),
                    heard.stream().map(HostCalls.InboundMessage::text).toList());
            scene.alice.sync();
            if (!expected.equals(TURN)) {
                assertEquals(
                        List.of(),
                        scene.alice.untaken(
                                stanza -> stanza.kind() == Stanza.Kind.MESSAGE && inside.equals(stanza.from())));
            }
            if (expected.equals("absent")) {
                assertEquals(List.of(), scene.alice.untaken(stanza -> Peer.isPresence(stanza, inside)));
            }
        }
    }

    @Tag("R21")
    @Tag("C-34")
    @Tag("setting:mucPrivateMessages")
    @ParameterizedTest(name = "[{index}] {0}, {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''        | open      | listed   | silence",
                "disabled  | open      | listed   | silence",
                "allowlist | disabled  | listed   | turn",
                "allowlist | pairing   | paired   | turn",
                "allowlist | open      | stranger | silence",
                "open      | allowlist | stranger | turn",
            })
    void privateMessagesInRooms(String rule, String dmPolicy, String who, String expected) throws Exception {
        try (Scene scene = new Scene()) {
            if (who.equals("paired")) {
                scene.pairAlice();
            }
            scene.alice.join(scene.garden, "alice");
            scene.witness.join(scene.garden, "witness");
            scene.start("{dmPolicy: '" + dmPolicy + "', groupPolicy: 'open', rooms: ['GARDEN'], allowFrom: ["
                    + (who.equals("listed") ? "'ALICE'" : "'someone@localhost'") + "]"
                    + (rule.isEmpty() ? "" : ", mucPrivateMessages: '" + rule + "'") + "}");
            Jid inside = scene.garden.withResource("bot");
            scene.alice.await("the bot", stanza -> Peer.isPresence(stanza, inside));
            scene.alice.say(inside, "psst");
            if (expected.equals(TURN)) {
                HostCalls.InboundMessage heard = scene.agent.heard.poll(15, TimeUnit.SECONDS);
                assertEquals("psst", heard.text());
                assertEquals("roomPrivate", heard.kind());
                assertEquals(scene.garden.withResource("alice").toString(), heard.replyAddress());
            }
            scene.alice.sync();
            assertEquals(
                    List.of(),
                    scene.heardBefore(
                            () -> scene.witness.sayInRoom(scene.garden, "bot: the witness"), "bot: the witness"));
            scene.alice.sync();
            assertEquals(
                    List.of(),
                    scene.alice.untaken(
                            stanza -> stanza.kind() == Stanza.Kind.MESSAGE && inside.equals(stanza.from())));
        }
    }

    @Tag("setting:mucRooms.requireMention")
    @Test
    void inARoomABotIsAddressedOrOnlyListens() throws Exception {
        try (Scene scene = new Scene()) {
            scene.alice.join(scene.garden, "alice");
            scene.alice.join(scene.hall, "alice");
            scene.start("{groupPolicy: 'open', rooms: ['HALL'], mucRooms: {'GARDEN': {requireMention: false}}}");
            for (Jid room : List.of(scene.garden, scene.hall)) {
                scene.alice.await("the bot", stanza -> Peer.isPresence(stanza, room.withResource("bot")));
            }
            scene.alice.sayInRoom(scene.hall, "nobody in particular");
            scene.alice.sayInRoom(scene.hall, "robot: not you");
            scene.alice.sayInRoom(scene.hall, "well, BOT?");
            HostCalls.InboundMessage heard = scene.agent.heard.poll(15, TimeUnit.SECONDS);
            assertEquals("well, BOT?", heard.text());
            assertEquals(
                    List.of("nobody in particular", "robot: not you"),
                    heard.history().stream().map(HostCalls.HistoryEntry::body).toList());
            scene.alice.sayInRoom(scene.garden, "nobody in particular");
            assertEquals("nobody in particular", scene.hear());
        }
    }
}
