package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.bridge.Accounts;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a code that cannot be sent. */
@Tag("R18")
@Timeout(60)
class BotHostTest {

    private static final HostCalls.PairingRequest REQUEST = new HostCalls.PairingRequest(
            "default", "event-1", "stranger@example.org", "stranger@example.org/phone", "direct");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AccountState state = StateStores.memory()
            .hold(Jid.of("bot@example.org"))
            .toCompletableFuture()
            .join();
    private final PairingDesk desk = new PairingDesk(
            Map.of(
                    "default",
                    new PairingStore(
                            () -> CompletableFuture.completedFuture(state),
                            Clock.systemUTC(),
                            new SecureRandom(),
                            threads)),
            Clock.systemUTC(),
            threads);
    private final BotHost host = new BotHost(new Places(), desk, state -> {});

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Accounts connect(Accounts accounts) {
        Operations operations = new Operations(accounts, new ServerCheck(), threads);
        host.connect(operations, new EchoAgent(new Hands(operations, new Online(), new Places(), "default", folder)));
        return accounts;
    }

    private XmppException refused() {
        CompletionException failed = assertThrows(
                CompletionException.class,
                () -> host.requestPairing(REQUEST).toCompletableFuture().join());
        return assertInstanceOf(XmppException.class, failed.getCause());
    }

    private List<String> codes() {
        return desk.list(new BotCalls.ListPairings(null)).toCompletableFuture().join().pending().stream()
                .map(BotCalls.PendingPairing::code)
                .toList();
    }

    @Test
    void whereItCanNeverBeSentTheStrangerMayAskAgain() {
        connect(new Accounts(
                (config, listener) -> {
                    throw new IllegalStateException("no account is started here");
                },
                jid -> StateStores.memory().hold(jid),
                host,
                folder,
                Clock.systemUTC(),
                threads));
        assertEquals(XmppException.Kind.STATE, refused().kind());
        assertEquals(List.of(), codes());
    }

    @Test
    void whereItCanBeSentLaterItStaysTheSame() {
        try (SimulatedTestServer server = SimulatedTestServer.inMemory()) {
            var account = server.newAccount("bot").config();
            Accounts accounts = connect(new Accounts(
                    (config, listener) -> {
                        XmppSession session = server.engine().open(config, StateStores.memory(), listener);
                        return session;
                    },
                    jid -> StateStores.memory().hold(jid),
                    host,
                    folder,
                    Clock.systemUTC(),
                    threads));
            server.kill();
            JsonObject channel = new JsonObject();
            channel.addProperty("jid", account.jid().toString());
            channel.addProperty("password", account.password().reveal());
            accounts.start("default", ConfigReader.read(channel));
            assertEquals(true, refused().kind().isRetryable());
            List<String> codes = codes();
            assertEquals(1, codes.size());
            assertEquals(true, refused().kind().isRetryable());
            assertEquals(codes, codes());
            accounts.close();
        }
    }
}
