package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.onboarding.Wizard;
import ai.openclaw.xmpp.openclaw.bridge.Accounts;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.bridge.ServiceOperations;
import ai.openclaw.xmpp.openclaw.bridge.SharedStore;
import ai.openclaw.xmpp.openclaw.rpc.RpcConnection;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.rpc.RpcHost;
import ai.openclaw.xmpp.openclaw.rpc.RpcMethods;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.PreviewCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import ai.openclaw.xmpp.spi.StateStore;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one host over two streams: the table of its methods, from {@code initialize} to the end of the input. */
final class Sidecar {

    static final int PROTOCOL = 1;

    /** With what the accounts' ends take at most, within the three seconds that the end of the input leaves us. */
    private static final Duration STORE_PATIENCE = Duration.ofMillis(400);

    /** Opens sessions, as {@link ai.openclaw.xmpp.Xmpp#connect(SessionConfig, StateStore, XmppListener)} does. */
    interface Connector {
        XmppSession connect(SessionConfig config, StateStore store, XmppListener listener);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

    private final Connector connector;
    private final Function<Path, StateStore> stores;
    private final ServerCheck check;
    private final ExecutorService threads;
    private final Clock clock;
    private final RpcHost host = new RpcHost();
    private final CompletableFuture<RpcConnection> connection = new CompletableFuture<>();
    private final AtomicBoolean initializing = new AtomicBoolean();
    private final AtomicReference<@Nullable StateStore> store = new AtomicReference<>();
    private volatile boolean closing;
    private volatile @Nullable Accounts accounts;
    private volatile @Nullable Operations operations;

    /**
     * Not yet serving.
     *
     * @param stores opens the store in a directory; may block
     */
    Sidecar(
            Connector connector,
            Function<Path, StateStore> stores,
            ServerCheck check,
            ExecutorService threads,
            Clock clock) {
        this.connector = connector;
        this.stores = stores;
        this.check = check;
        this.threads = threads;
        this.clock = clock;
    }

    /** Returns when the host is gone and all sessions are closed. */
    void serve(InputStream in, OutputStream out) {
        try (RpcConnection open = new RpcConnection(in, out, methods())) {
            host.connect(open);
            connection.complete(open);
            open.listen();
            LOG.debug("the host is gone");
            close();
        }
    }

    private void close() {
        closing = true;
        @Nullable Accounts running = accounts;
        if (running != null) {
            running.close();
        }
        @Nullable StateStore open = store.getAndSet(null);
        if (open != null) {
            try {
                CompletableFuture.runAsync(open::close, threads).get(STORE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException slow) {
                LOG.warn("the store was not closed in time; what was written is safe");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RpcMethods methods() {
        return RpcHost.declare(new RpcMethods())
                .handle("initialize", Requests.Initialize.class, this::initialize)
                .handle("account.start", Requests.AccountStart.class, on(Operations::start))
                .handle("account.stop", Requests.Account.class, on(Operations::stop))
                .handle("message.send", Requests.Send.class, on(Operations::send))
                .handle("message.edit", Requests.Edit.class, on(Operations::edit))
                .handle("message.retract", Requests.Retract.class, on(Operations::retract))
                .handle("preview.update", PreviewCalls.Update.class, on(Operations::showPreview))
                .handle("preview.finish", PreviewCalls.Finish.class, on(Operations::finishPreview))
                .handle("reaction.add", Requests.React.class, on(Operations::addReaction))
                .handle("reaction.remove", Requests.React.class, on(Operations::removeReaction))
                .handle("agent.state", Requests.AgentState.class, on(Operations::agentState))
                .handle("inbound.next", Requests.Next.class, on(Operations::next))
                .handle("marker.set", Requests.SetMarker.class, on(Operations::setMarker))
                .handle("chatstate.set", Requests.SetChatState.class, on(Operations::chatState))
                .handle("menu.set", MenuCalls.Menu.class, on(Operations::setMenu))
                .handle("card.open", MenuCalls.OpenCard.class, on(Operations::openCard))
                .handle("card.close", MenuCalls.CloseCard.class, on(Operations::closeCard))
                .handle("pairing.changed", Requests.PairingChanged.class, on(Operations::pairingChanged))
                .handle("status", Requests.Account.class, on(Operations::status))
                .handle("explain", Requests.Explain.class, on(Operations::explain))
                .handle("doctor", Requests.Doctor.class, on(Operations::doctor))
                .handle("probe", Requests.Probe.class, on(Operations::probe))
                .handle("directory.peers", Requests.Directory.class, on(Operations::peers))
                .handle("directory.rooms", Requests.Directory.class, on(Operations::rooms))
                .handle("directory.members", Requests.Directory.class, on(Operations::members))
                .handle("archive.read", ServiceCalls.ReadArchive.class, onServices(ServiceOperations::readArchive))
                .handle("pubsub.publish", ServiceCalls.Publish.class, onServices(ServiceOperations::publish))
                .handle("pubsub.retract", ServiceCalls.Retract.class, onServices(ServiceOperations::retractItem))
                .handle("pubsub.items", ServiceCalls.ReadNode.class, onServices(ServiceOperations::readNode))
                .handle("pubsub.subscribe", ServiceCalls.Subscribe.class, onServices(ServiceOperations::subscribe))
                .handle("pubsub.unsubscribe", ServiceCalls.Node.class, onServices(ServiceOperations::unsubscribe))
                .handle("pubsub.subscriptions", Requests.Account.class, onServices(ServiceOperations::subscriptions))
                .handle("contact.lookup", LookupCalls.Lookup.class, onServices(ServiceOperations::lookUpPerson))
                .handle("service.lookup", LookupCalls.Lookup.class, onServices(ServiceOperations::lookUpService))
                .handle("bookmark.list", Requests.Account.class, onServices(ServiceOperations::bookmarks))
                .handle("bookmark.put", LookupCalls.PutBookmark.class, onServices(ServiceOperations::bookmark))
                .handle("bookmark.remove", RoomCalls.Named.class, onServices(ServiceOperations::forgetBookmark))
                .handle("block.list", Requests.Account.class, onServices(ServiceOperations::blocked))
                .handle("block.add", ServiceCalls.AddBlock.class, onServices(ServiceOperations::block))
                .handle("block.remove", ServiceCalls.Block.class, onServices(ServiceOperations::unblock))
                .handle("target.resolve", RoomCalls.Resolve.class, on(Operations::resolve))
                .handle("room.join", RoomCalls.Join.class, on(Operations::joinRoom))
                .handle("room.leave", RoomCalls.Named.class, on(Operations::leaveRoom))
                .handle("room.info", RoomCalls.Named.class, on(Operations::roomInfo))
                .handle("room.subject", RoomCalls.Subject.class, on(Operations::roomSubject))
                .handle("room.invite", RoomCalls.Member.class, on(Operations::inviteToRoom))
                .handle("room.role", RoomCalls.Member.class, on(Operations::roomRole))
                .handle("room.affiliation", RoomCalls.Member.class, on(Operations::roomAffiliation))
                .handle("wizard.run", Requests.Wizard.class, this::wizard)
                .handle("shutdown", Requests.None.class, ignored -> shutdown());
    }

    private interface Operation<O, P, R> {
        CompletionStage<R> run(O operations, P params);
    }

    private <P, R> Function<P, CompletionStage<?>> onServices(Operation<ServiceOperations, P, R> operation) {
        return on((operations, params) -> operation.run(operations.services(), params));
    }

    private <P, R> Function<P, CompletionStage<?>> on(Operation<Operations, P, R> operation) {
        return params -> {
            @Nullable Operations ready = operations;
            if (ready == null) {
                throw RpcErrors.invalidRequest("initialize comes first");
            }
            return operation.run(ready, params);
        };
    }

    private CompletionStage<?> initialize(Requests.Initialize request) {
        if (request.protocol() != PROTOCOL) {
            throw RpcErrors.invalidRequest("this sidecar speaks version " + PROTOCOL + " of the protocol, the host "
                    + request.protocol() + "; install plugin and sidecar of the same release");
        }
        if (operations != null) {
            throw RpcErrors.invalidRequest("initialize comes once");
        }
        @Nullable String stateDir = request.stateDir();
        if (stateDir == null || stateDir.isEmpty()) {
            throw RpcErrors.invalidParams("initialize needs stateDir");
        }
        if (!initializing.compareAndSet(false, true)) {
            throw RpcErrors.invalidRequest("initialize is under way");
        }
        return CompletableFuture.supplyAsync(() -> open(Path.of(stateDir)), threads)
                .whenComplete((done, failure) -> initializing.set(false));
    }

    /** Opens the store, for which a sidecar that is just ending may make us wait. */
    private Answers.Initialized open(Path stateDir) {
        SharedStore opened = new SharedStore(stores.apply(stateDir));
        store.set(opened);
        Accounts made = new Accounts(
                (config, listener) -> connector.connect(config, opened, listener),
                opened::beside,
                host,
                stateDir,
                clock,
                threads);
        accounts = made;
        operations = new Operations(made, check, threads);
        if (closing) {
            close();
        }
        return new Answers.Initialized(PROTOCOL, "openclaw-xmpp", Version.current());
    }

    /** Asks on a thread of its own: a person takes their time. */
    private CompletionStage<?> wizard(Requests.Wizard request) {
        CompletableFuture<Answers.WizardResult> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(WizardRun.run(new Wizard(check), request, connection.join()));
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                "wizard");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private CompletionStage<?> shutdown() {
        return CompletableFuture.supplyAsync(
                () -> {
                    close();
                    return new Answers.Ok(true);
                },
                threads);
    }
}
