package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.config.ChannelFile;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many want the configuration to be read again at the same time, each time with another session. */
@Timeout(60)
class BotReloadTest {

    private static final int RELOADS = 12;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<XmppSession> opened = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();

    @TempDir
    Path state;

    @Test
    void oneAfterTheOtherAndOnlyTheLastSessionIsLeft() {
        try (SimulatedTestServer server = SimulatedTestServer.inMemory()) {
            var account = server.newAccount("bot").config();
            JsonObject channel = new JsonObject();
            channel.addProperty("jid", account.jid().toString());
            channel.addProperty("password", account.password().reveal());
            Bot bot = Bot.start(new Bot.Parts(
                    (config, store, listener) -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        XmppSession session = server.engine().open(config, store, listener);
                        opened.add(session);
                        inside.decrementAndGet();
                        return session;
                    },
                    StateStores.memory(),
                    state,
                    () -> {
                        JsonObject now = channel.deepCopy();
                        now.addProperty("resource", "r" + read.incrementAndGet());
                        return new ChannelFile(Map.of("default", ConfigReader.read(now)), "default", Set.of());
                    },
                    (hands, places) -> new EchoAgent(hands),
                    Clock.systemUTC(),
                    threads));
            try {
                CompletableFuture.allOf(IntStream.range(0, RELOADS)
                                .mapToObj(each -> CompletableFuture.runAsync(this::reload, threads))
                                .toArray(CompletableFuture<?>[]::new))
                        .join();
                assertEquals(RELOADS + 1, opened.size());
                assertEquals(
                        List.of(opened.get(RELOADS)),
                        opened.stream()
                                .filter(session -> session.state() != SessionState.CLOSED)
                                .toList());
                assertEquals(1, most.get());
            } finally {
                bot.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void reload() {
        try (ControlClient client = ControlClient.connect(state)) {
            client.call("bot.reload", new Requests.None(), Answers.Ok.class);
        }
    }
}
