package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.onboarding.ExitCode;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.bridge.Accounts;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.bridge.PrivateFiles;
import ai.openclaw.xmpp.openclaw.bridge.SharedStore;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ChannelFile;
import ai.openclaw.xmpp.openclaw.rpc.RpcMethods;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.BotCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.spi.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running bot: accounts, an agent, pairing and the second door. Thread-safe. */
final class Bot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bot.class);

    /** Opens sessions, as {@link ai.openclaw.xmpp.Xmpp#connect(SessionConfig, StateStore, XmppListener)} does. */
    interface Connector {
        XmppSession connect(SessionConfig config, StateStore store, XmppListener listener);
    }

    /** Makes the agent. */
    interface AgentMaker {
        Agent make(Hands hands, Places places);
    }

    /**
     * What a bot is put together of.
     *
     * @param stateDir where everything is kept
     * @param store the store in it, which the bot closes
     * @param channel reads the configuration, at the start and when somebody asks for it
     * @param threads runs tasks; not shut down by the bot
     */
    record Parts(
            Connector connector,
            StateStore store,
            Path stateDir,
            Supplier<ChannelFile> channel,
            AgentMaker agent,
            Clock clock,
            ExecutorService threads) {}

    private final SharedStore store;
    private final ExecutorService threads;
    private final Agent agent;
    private final Accounts accounts;
    private final Operations operations;
    private final PairingDesk desk;
    private final Online online = new Online();
    private final ControlServer door;
    private final Supplier<ChannelFile> source;

    /** One after the other: a session that two of them start at once would have nobody to end it. */
    private final Turns reloads;

    /** The first turn is the start's. */
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    private final Map<String, AccountConfig> configured;
    private final String defaultAccount;
    private final Map<String, XmppException.Kind> failed = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    private Bot(Parts parts, ChannelFile channel, SharedStore store) {
        this.store = store;
        this.threads = parts.threads();
        this.source = parts.channel();
        this.reloads = new Turns(parts.threads());
        reloads.next(() -> started);
        this.configured = channel.accounts();
        Path stateDir = parts.stateDir();
        Map<String, PairingStore> stores = new LinkedHashMap<>();
        SecureRandom random = new SecureRandom();
        configured.forEach((id, config) -> {
            Jid account = config.session().jid();
            stores.put(id, new PairingStore(() -> store.beside(account), parts.clock(), random, parts.threads()));
        });
        this.defaultAccount = channel.defaultAccount();
        this.desk = new PairingDesk(stores, parts.clock(), threads);
        Places places = new Places();
        BotHost host = new BotHost(places, desk, this::heard);
        this.accounts = new Accounts(
                (config, listener) -> parts.connector().connect(config, store, listener),
                store::beside,
                host,
                stateDir,
                parts.clock(),
                threads);
        this.operations = new Operations(accounts, new ServerCheck(), threads);
        this.agent =
                parts.agent().make(new Hands(operations, online, places, defaultAccount, outgoing(stateDir)), places);
        host.connect(operations, agent);
        this.door = ControlServer.listen(stateDir, this::methods);
    }

    /** The directory whose files the agent may send. */
    static Path outgoing(Path stateDir) {
        return stateDir.resolve("outgoing");
    }

    /**
     * Starts a bot: it answers commands when this returns, and is on its way to be online.
     *
     * @throws XmppException if it cannot be started; then everything is closed again
     */
    static Bot start(Parts parts) {
        SharedStore shared = new SharedStore(parts.store());
        try {
            PrivateFiles.createDirectories(outgoing(parts.stateDir()));
        } catch (IOException unwritable) {
            shared.close();
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION, parts.stateDir() + " cannot be written to", unwritable);
        }
        Bot bot;
        try {
            bot = new Bot(parts, parts.channel().get(), shared);
        } catch (RuntimeException failed) {
            shared.close();
            throw failed;
        }
        try {
            bot.agent.start();
            bot.configured.forEach(bot.accounts::start);
            bot.started.complete(null);
        } catch (RuntimeException failed) {
            bot.close();
            throw failed;
        }
        return bot;
    }

    /** Completes when there is nothing more to do: all accounts have failed for good, or somebody closed the bot. Gives the exit code. */
    CompletionStage<Integer> end() {
        return end;
    }

    private void heard(HostCalls.AccountState state) {
        online.heard(state);
        Answers.Problem problem = state.error();
        if (state.state().equals("failed") && problem != null) {
            failed.put(state.accountId(), XmppException.Kind.valueOf(problem.kind()));
            if (failed.keySet().containsAll(configured.keySet())) {
                end.complete(ExitCode.of(failed.get(state.accountId())));
            }
        } else {
            failed.remove(state.accountId());
        }
    }

    private RpcMethods methods() {
        return new RpcMethods()
                .handle("bot.status", Requests.Account.class, this::status)
                .handle(
                        "bot.reload",
                        Requests.None.class,
                        none -> reloads.next(() -> CompletableFuture.completedFuture(reload())))
                .handle("bot.doctor", Requests.Account.class, this::examine)
                .handle("explain", Requests.Explain.class, this::explain)
                .handle("pairing.list", BotCalls.ListPairings.class, desk::list)
                .handle(
                        "pairing.approve",
                        BotCalls.PairingCode.class,
                        code -> desk.approve(code).thenCompose(this::tell))
                .handle("pairing.deny", BotCalls.PairingCode.class, desk::deny)
                .handle(
                        "pairing.revoke",
                        BotCalls.PairedPerson.class,
                        person -> desk.revoke(person).thenCompose(this::tell));
    }

    private CompletionStage<BotCalls.BotStatus> status(Requests.Account request) {
        return operations.status(request).thenApply(known -> new BotCalls.BotStatus(agent.status(), known.accounts()));
    }

    private CompletionStage<BotCalls.Examined> examine(Requests.Account request) {
        @Nullable String asked = request.accountId();
        if (asked != null && !configured.containsKey(asked)) {
            throw new XmppException(XmppException.Kind.STATE, "there is no account \"" + asked + "\"");
        }
        CompletionStage<List<BotCalls.Patient>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (String account : asked == null ? configured.keySet() : Set.of(asked)) {
            all = all.thenCombine(operations.doctor(new Requests.Doctor(account, null)), (before, found) -> {
                before.add(new BotCalls.Patient(account, found.findings()));
                return before;
            });
        }
        return all.thenApply(BotCalls.Examined::new);
    }

    /** Takes the configuration as it is now; without a new stream where neither identity nor server has changed. */
    private Answers.Ok reload() {
        Map<String, AccountConfig> now = source.get().accounts();
        if (!jids(now).equals(jids(configured))) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "accounts have come, gone or changed their JIDs; for that the bot must be started again. It goes on as before");
        }
        now.forEach(accounts::start);
        LOG.info("the configuration was read again");
        return new Answers.Ok(true);
    }

    private static Map<String, Jid> jids(Map<String, AccountConfig> accounts) {
        return accounts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        account -> account.getValue().session().jid()));
    }

    private CompletionStage<Answers.Explained> explain(Requests.Explain request) {
        // Without an account the default one is meant: decisions of several are not to be mixed.
        return operations.explain(
                request.accountId() == null
                        ? new Requests.Explain(defaultAccount, request.query(), request.limit())
                        : request);
    }

    /** Lets the accounts know who is in, so that people are greeted and subscriptions completed; what was decided holds in any case. */
    private CompletionStage<BotCalls.Decided> tell(BotCalls.Decided decided) {
        List<String> concerned = decided.people().stream()
                .map(BotCalls.Person::accountId)
                .distinct()
                .toList();
        for (String account : concerned) {
            desk.people(account)
                    .thenCompose(people -> operations.pairingChanged(new Requests.PairingChanged(account, people)))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            LOG.warn("{}: approvals are seen at the next start: {}", account, failure.toString());
                        }
                    });
        }
        return CompletableFuture.completedFuture(decided);
    }

    /** Ends everything; returns within about three seconds. May be called more than once. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        door.close();
        CompletableFuture<Void> agentEnds = CompletableFuture.runAsync(agent::close, threads);
        accounts.close();
        agentEnds.join();
        store.close();
        end.complete(ExitCode.OK);
    }
}
