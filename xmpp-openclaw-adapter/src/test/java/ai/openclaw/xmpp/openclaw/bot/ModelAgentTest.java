package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.bridge.Accounts;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.spi.StateStores;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a model is told of what was said before, and by whom. */
@Timeout(30)
class ModelAgentTest {

    private final LinkedBlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private HttpServer service;
    private ModelAgent.Settings settings;
    private Hands hands;
    private ModelAgent agent;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/v1/chat/completions", exchange -> {
            asked.add(
                    JsonParser.parseString(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                            .getAsJsonObject()
                            .getAsJsonArray("messages")
                            .asList()
                            .stream()
                            .skip(1)
                            .map(JsonElement::getAsJsonObject)
                            .map(turn -> turn.get("content").getAsString())
                            .toList());
            byte[] answer = "{\"choices\": [{\"message\": {\"content\": \"yes\"}}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
        String url = "http://127.0.0.1:" + service.getAddress().getPort() + "/v1#m";
        Accounts none = new Accounts(
                (config, listener) -> {
                    throw new IllegalStateException("no account is started here");
                },
                jid -> StateStores.memory().hold(jid),
                new BotHost(new Places(), new PairingDesk(Map.of(), Clock.systemUTC(), threads), state -> {}),
                folder,
                Clock.systemUTC(),
                threads);
        settings = ModelAgent.Settings.parse(url, Map.of());
        hands = new Hands(
                new Operations(none, new ServerCheck(), threads), new Online(), new Places(), "default", folder);
        agent = new ModelAgent(settings, hands, timers);
    }

    @AfterEach
    void stop() {
        agent.close();
        service.stop(0);
        timers.shutdownNow();
        threads.shutdownNow();
    }

    /** What the model is told when that is said. */
    private List<String> told(HostCalls.InboundMessage message) throws InterruptedException {
        agent.message(message).toCompletableFuture().join();
        return asked.take();
    }

    private static HostCalls.InboundMessage message(
            String account, String kind, String conversation, HostCalls.Sender sender, String text) {
        return new HostCalls.InboundMessage(
                account,
                "event-" + text.hashCode(),
                kind + ":" + conversation,
                kind,
                conversation,
                sender,
                kind.equals("direct") ? null : conversation.replaceAll("/.*", ""),
                conversation,
                null,
                text,
                false,
                null,
                null,
                List.of(),
                List.of(),
                "2026-01-01T00:00:00Z",
                null,
                null,
                true);
    }

    private static HostCalls.InboundMessage whisper(
            String nick, String id, @Nullable String jid, @Nullable String occupantId, String text) {
        String address = "room@rooms.example.org/" + nick;
        return message(
                "default", "roomPrivate", address, new HostCalls.Sender(id, jid, address, nick, occupantId), text);
    }

    private static HostCalls.InboundMessage ofJid(String nick, String jid, String text) {
        return whisper(nick, jid, jid, null, text);
    }

    @Tag("R21")
    @Test
    void whoTakesANickDoesNotGetWhatWasSaidUnderItBefore() throws InterruptedException {
        assertEquals(List.of("my secret"), told(ofJid("boss", "alice@example.org", "my secret")));
        assertEquals(List.of("what did I say?"), told(ofJid("boss", "mallory@example.org", "what did I say?")));
        assertEquals(List.of("my secret", "yes", "and now?"), told(ofJid("alice", "alice@example.org", "and now?")));
    }

    @Tag("R21")
    @Test
    void whoseJidIsHiddenIsKnownByTheirOccupantIdOrNotAtAll() throws InterruptedException {
        assertEquals(List.of("one"), told(whisper("boss", "occupant:1", null, "o1", "one")));
        assertEquals(List.of("two"), told(whisper("boss", "occupant:2", null, "o2", "two")));
        assertEquals(List.of("one", "yes", "three"), told(whisper("other", "occupant:1", null, "o1", "three")));
        assertEquals(List.of("four"), told(whisper("boss", "nick:1", null, null, "four")));
        assertEquals(List.of("five"), told(whisper("boss", "nick:1", null, null, "five")));
    }

    @Test
    void otherConversationsAreRememberedByWhereTheyAreAndByAccount() throws InterruptedException {
        HostCalls.Sender alice =
                new HostCalls.Sender("alice@example.org", "alice@example.org", "alice@example.org/phone", null, null);
        assertEquals(List.of("one"), told(message("default", "direct", "alice@example.org", alice, "one")));
        assertEquals(
                List.of("one", "yes", "two"), told(message("default", "direct", "alice@example.org", alice, "two")));
        assertEquals(List.of("three"), told(message("work", "direct", "alice@example.org", alice, "three")));
    }

    /** The client's refusal of a header names its value. */
    @Tag("C-72")
    @Test
    void whatTheClientRefusesFailsNoMessageAndIsNotRepeated() {
        agent.close();
        agent = new ModelAgent(
                new ModelAgent.Settings(settings.endpoint(), "m", "can\nary", "", settings.patience()), hands, timers);
        HostCalls.Sender alice =
                new HostCalls.Sender("alice@example.org", "alice@example.org", "alice@example.org/phone", null, null);
        assertEquals(
                "adopted",
                agent.message(message("default", "direct", "alice@example.org", alice, "one"))
                        .toCompletableFuture()
                        .join()
                        .disposition());
        String problem = String.valueOf(agent.status().problem());
        assertTrue(problem.contains("IllegalArgumentException"), problem);
        assertFalse(problem.contains("ary"), problem);
    }
}
