package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.spi.AccountState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running accounts. Thread-safe. */
public final class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private final BiFunction<SessionConfig, XmppListener, XmppSession> connect;
    private final Function<Jid, CompletionStage<AccountState>> states;
    private final Host host;
    private final Path stateDir;
    private final Clock clock;
    private final ExecutorService threads;
    private final Map<String, AccountBridge> bridges = new TreeMap<>();
    private final Map<String, AccountMemory> memories = new HashMap<>();
    private boolean closed;

    /**
     * No accounts yet.
     *
     * @param connect opens sessions, see {@link ai.openclaw.xmpp.Xmpp#connect}
     * @param states an account's state, beside its session
     * @param stateDir where files are kept; made when something is written
     * @param threads runs the accounts' tasks; not shut down here
     */
    public Accounts(
            BiFunction<SessionConfig, XmppListener, XmppSession> connect,
            Function<Jid, CompletionStage<AccountState>> states,
            Host host,
            Path stateDir,
            Clock clock,
            ExecutorService threads) {
        this.connect = connect;
        this.states = states;
        this.host = host;
        this.stateDir = stateDir;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Starts an account, or gives a running one another configuration: without a new stream if identity and server are the same.
     *
     * @throws XmppException if no engine fits, or everything is being shut down
     */
    public void start(String accountId, AccountConfig config) {
        @Nullable AccountBridge before;
        AccountMemory memory;
        boolean first;
        synchronized (bridges) {
            if (closed) {
                throw new XmppException(XmppException.Kind.STATE, "the sidecar is being shut down");
            }
            before = bridges.get(accountId);
            if (before != null && before.canTake(config)) {
                before.take(config);
                return;
            }
            bridges.remove(accountId);
            first = !memories.containsKey(accountId);
            memory = memories.computeIfAbsent(accountId, unknown -> AccountMemory.of(threads, clock, states));
        }
        if (before != null) {
            before.stop();
        }
        if (first) {
            InboundMedia.clear(InboundMedia.directory(stateDir, accountId));
        }
        AccountBridge bridge = new AccountBridge(accountId, config, host, stateDir, clock, memory);
        bridge.attach(connect.apply(config.session(), bridge));
        synchronized (bridges) {
            if (!closed) {
                bridges.put(accountId, bridge);
                return;
            }
        }
        bridge.stop();
    }

    /** Ends an account; does nothing if it is not running. Takes as long as its session needs to close. */
    public void stop(String accountId) {
        @Nullable AccountBridge bridge;
        synchronized (bridges) {
            bridge = bridges.remove(accountId);
        }
        if (bridge != null) {
            bridge.stop();
        }
    }

    /** Ends all accounts at the same time; returns after at most two and a half seconds. */
    public void close() {
        List<AccountBridge> all;
        synchronized (bridges) {
            closed = true;
            all = List.copyOf(bridges.values());
            bridges.clear();
        }
        CompletableFuture<?>[] ends = all.stream()
                .map(bridge -> CompletableFuture.runAsync(bridge::stop, threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(2500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("not all accounts ended in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A running account.
     *
     * @throws XmppException of kind {@code STATE} if there is none of that name
     */
    AccountBridge bridge(@Nullable String accountId) {
        synchronized (bridges) {
            AccountBridge bridge = accountId == null ? null : bridges.get(accountId);
            if (bridge == null) {
                throw new XmppException(
                        XmppException.Kind.STATE, "the XMPP account \"" + accountId + "\" is not running");
            }
            return bridge;
        }
    }

    /** A running account; empty if there is none of that name. */
    Optional<AccountBridge> find(String accountId) {
        synchronized (bridges) {
            return Optional.ofNullable(bridges.get(accountId));
        }
    }

    /** A running account's session. */
    XmppSession session(@Nullable String accountId) {
        return bridge(accountId)
                .session()
                .filter(session -> session.state() != SessionState.CLOSED)
                .orElseThrow(() -> new XmppException(
                        XmppException.Kind.STATE, "the XMPP account \"" + accountId + "\" has no session"));
    }

    /**
     * The latest decisions of an account, also of one that was stopped.
     *
     * @throws XmppException of kind {@code STATE} if there was none of that name
     */
    CompletionStage<Answers.Explained> explain(@Nullable String accountId, @Nullable String query, int limit) {
        @Nullable AccountMemory memory;
        synchronized (bridges) {
            memory = accountId == null ? null : memories.get(accountId);
        }
        if (accountId == null || memory == null) {
            throw new XmppException(
                    XmppException.Kind.STATE, "the XMPP account \"" + accountId + "\" has not been started");
        }
        Explanations explanations = new Explanations(accountId);
        return CompletableFuture.supplyAsync(
                () -> new Answers.Explained(memory.decisions().find(query, limit).stream()
                        .map(entry -> explained(entry, explanations))
                        .toList()),
                memory.executor());
    }

    private static Answers.Decided explained(Decisions.Entry entry, Explanations explanations) {
        Matter matter = entry.matter();
        Decisions.@Nullable Said said = entry.said();
        return new Answers.Decided(
                entry.at().toString(),
                matter.kind(),
                Shown.address(matter.sender()),
                Shown.address(matter.conversation()),
                matter.eventId(),
                matter.messageIds(),
                entry.decision().admission().name().toLowerCase(Locale.ROOT),
                entry.decision().reason().name().toLowerCase(Locale.ROOT),
                explanations.of(matter, entry.decision()),
                said == null ? null : new Answers.HostSaid(said.disposition(), said.reason()));
    }

    Answers.Statuses status(@Nullable String accountId) {
        List<AccountBridge> asked;
        synchronized (bridges) {
            asked = accountId == null
                    ? List.copyOf(bridges.values())
                    : Optional.ofNullable(bridges.get(accountId)).stream().toList();
        }
        return new Answers.Statuses(asked.stream().map(AccountBridge::status).toList());
    }
}
