package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.config.InvalidConfigException;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.PreviewCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The host's requests about accounts, one method each. None blocks; misuse throws at once. */
public final class Operations {

    /** Decisions in an answer, if the question does not say. */
    private static final int EXPLAINED = 20;

    private final Accounts accounts;
    private final ServerCheck check;
    private final Executor lifecycle;
    private final Executor threads;

    /**
     * Operations on accounts.
     *
     * @param threads runs what may take a while
     */
    public Operations(Accounts accounts, ServerCheck check, Executor threads) {
        this.accounts = accounts;
        this.check = check;
        this.lifecycle = new SerialExecutor(threads);
        this.threads = threads;
    }

    /** {@code account.start}: answered when the configuration is accepted. */
    public CompletionStage<Answers.Started> start(Requests.AccountStart request) {
        String accountId = Outbound.need(request.accountId(), "accountId");
        JsonObject raw = Outbound.need(request.config(), "config");
        return inOrder(() -> {
            accounts.start(accountId, ConfigReader.read(raw));
            return new Answers.Started(true);
        });
    }

    /** {@code account.stop}. */
    public CompletionStage<Answers.Stopped> stop(Requests.Account request) {
        String accountId = Outbound.need(request.accountId(), "accountId");
        return inOrder(() -> {
            accounts.stop(accountId);
            return new Answers.Stopped(true);
        });
    }

    /** Starts and stops one after the other, as they were asked for. */
    private <R> CompletionStage<R> inOrder(Supplier<R> task) {
        return CompletableFuture.supplyAsync(task, lifecycle);
    }

    /** {@code message.send}. */
    public CompletionStage<Answers.Sent> send(Requests.Send request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.outbound().send(request));
    }

    /** {@code message.edit}. */
    public CompletionStage<Answers.Id> edit(Requests.Edit request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.cards()
                        .unlessCard(
                                request.id(),
                                () -> parts.outbound().amendments().edit(request)));
    }

    /** {@code message.retract}. */
    public CompletionStage<Answers.Ok> retract(Requests.Retract request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.cards()
                        .unlessCard(
                                request.id(),
                                () -> parts.outbound().amendments().retract(request)));
    }

    /** {@code preview.update}. */
    public CompletionStage<PreviewCalls.Shown> showPreview(PreviewCalls.Update request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.previews().update(request));
    }

    /** {@code preview.finish}. */
    public CompletionStage<PreviewCalls.Shown> finishPreview(PreviewCalls.Finish request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.previews().finish(request));
    }

    /** {@code reaction.add}. */
    public CompletionStage<Answers.Emojis> addReaction(Requests.React request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.outbound().addReaction(request));
    }

    /** {@code reaction.remove}. */
    public CompletionStage<Answers.Emojis> removeReaction(Requests.React request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.outbound().removeReaction(request));
    }

    /** {@code agent.state}. */
    public CompletionStage<Answers.Ok> agentState(Requests.AgentState request) {
        boolean able = Outbound.need(request.able(), "able");
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.face().able(able);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code marker.set}. */
    public CompletionStage<Answers.Marked> setMarker(Requests.SetMarker request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.outbound().markDisplayed(request));
    }

    /** {@code chatstate.set}. */
    public CompletionStage<Answers.Ok> chatState(Requests.SetChatState request) {
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.outbound().chatState(request);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code pairing.changed}. */
    public CompletionStage<Answers.Ok> pairingChanged(Requests.PairingChanged request) {
        return accounts.bridge(request.accountId()).pairingChanged(Outbound.need(request.entries(), "entries"));
    }

    /** {@code menu.set}. */
    public CompletionStage<Answers.Ok> setMenu(MenuCalls.Menu request) {
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.menu().set(request);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code card.open}. */
    public CompletionStage<Answers.Sent> openCard(MenuCalls.OpenCard request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.cards().open(request));
    }

    /** {@code card.close}. */
    public CompletionStage<Answers.Ok> closeCard(MenuCalls.CloseCard request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.cards().close(request));
    }

    /** {@code status}. */
    public CompletionStage<Answers.Statuses> status(Requests.Account request) {
        return CompletableFuture.completedFuture(accounts.status(request.accountId()));
    }

    /** {@code explain}. */
    public CompletionStage<Answers.Explained> explain(Requests.Explain request) {
        int limit = request.limit() == null ? EXPLAINED : Math.min(request.limit(), Decisions.LIMIT);
        return accounts.explain(request.accountId(), request.query(), limit);
    }

    /** {@code doctor}: what is wrong is in the result. */
    public CompletionStage<Answers.Findings> doctor(Requests.Doctor request) {
        String accountId = Outbound.need(request.accountId(), "accountId");
        return accounts.find(accountId)
                .map(bridge -> bridge.examination()
                        .run(
                                CompletableFuture.supplyAsync(() -> check.start(bridge.sessionConfig()), threads)
                                        .thenCompose(Function.identity()),
                                request.hostSettings()))
                .orElseGet(() -> CompletableFuture.completedFuture(Examination.notRunning(accountId)));
    }

    /** {@code directory.peers}. */
    public CompletionStage<Answers.Directory> peers(Requests.Directory request) {
        return CompletableFuture.completedFuture(Directory.peers(accounts.session(request.accountId()), request));
    }

    /** {@code directory.rooms}. */
    public CompletionStage<Answers.Directory> rooms(Requests.Directory request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.aliases().rooms(parts.people(), request));
    }

    /** {@code directory.members}. */
    public CompletionStage<Answers.Directory> members(Requests.Directory request) {
        return accounts.bridge(request.accountId())
                .with(parts ->
                        CompletableFuture.completedFuture(Directory.members(parts.session(), parts.people(), request)));
    }

    /** {@code target.resolve}. */
    public CompletionStage<RoomCalls.Resolved> resolve(RoomCalls.Resolve request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.aliases().resolve(request));
    }

    /** {@code room.join}. */
    public CompletionStage<RoomCalls.Info> joinRoom(RoomCalls.Join request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().join(request));
    }

    /** {@code room.leave}. */
    public CompletionStage<Answers.Ok> leaveRoom(RoomCalls.Named request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().leave(request));
    }

    /** {@code room.info}. */
    public CompletionStage<RoomCalls.Info> roomInfo(RoomCalls.Named request) {
        return accounts.bridge(request.accountId())
                .with(parts -> CompletableFuture.completedFuture(parts.rooms().info(request)));
    }

    /** {@code room.subject}. */
    public CompletionStage<Answers.Ok> roomSubject(RoomCalls.Subject request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().subject(request));
    }

    /** {@code room.invite}. */
    public CompletionStage<Answers.Ok> inviteToRoom(RoomCalls.Member request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().invite(request));
    }

    /** {@code room.role}. */
    public CompletionStage<Answers.Ok> roomRole(RoomCalls.Member request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().role(request));
    }

    /** {@code room.affiliation}. */
    public CompletionStage<Answers.Ok> roomAffiliation(RoomCalls.Member request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.rooms().affiliation(request));
    }

    /** {@code archive.read}. */
    public CompletionStage<ServiceCalls.History> readArchive(ServiceCalls.ReadArchive request) {
        return accounts.bridge(request.accountId())
                .with(parts -> new AccountArchive(parts.session(), parts.references()).read(request));
    }

    /** {@code pubsub.publish}. */
    public CompletionStage<Answers.Id> publish(ServiceCalls.Publish request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().publish(request));
    }

    /** {@code pubsub.retract}. */
    public CompletionStage<Answers.Ok> retractItem(ServiceCalls.Retract request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().retract(request));
    }

    /** {@code pubsub.items}. */
    public CompletionStage<ServiceCalls.Items> readNode(ServiceCalls.ReadNode request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().items(request));
    }

    /** {@code pubsub.subscribe}. */
    public CompletionStage<ServiceCalls.Subscribed> subscribe(ServiceCalls.Subscribe request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().subscribe(request));
    }

    /** {@code pubsub.unsubscribe}. */
    public CompletionStage<Answers.Ok> unsubscribe(ServiceCalls.Node request) {
        return accounts.bridge(request.accountId()).with(parts -> parts.nodes().unsubscribe(request));
    }

    /** {@code pubsub.subscriptions}. */
    public CompletionStage<ServiceCalls.Subscriptions> subscriptions(Requests.Account request) {
        return accounts.bridge(request.accountId())
                .with(parts -> CompletableFuture.completedFuture(parts.nodes().subscriptions()));
    }

    /** {@code contact.lookup}. */
    public CompletionStage<LookupCalls.Person> lookUpPerson(LookupCalls.Lookup request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.lookups().person(request));
    }

    /** {@code service.lookup}. */
    public CompletionStage<LookupCalls.Service> lookUpService(LookupCalls.Lookup request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.lookups().service(request));
    }

    /** {@code bookmark.list}. */
    public CompletionStage<LookupCalls.Bookmarks> bookmarks(Requests.Account request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).list());
    }

    /** {@code bookmark.put}. */
    public CompletionStage<Answers.Ok> bookmark(LookupCalls.PutBookmark request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).put(request));
    }

    /** {@code bookmark.remove}. */
    public CompletionStage<Answers.Ok> forgetBookmark(RoomCalls.Named request) {
        return accounts.bridge(request.accountId()).with(parts -> new BookmarkDesk(parts.session()).remove(request));
    }

    /** {@code block.list}. */
    public CompletionStage<ServiceCalls.Blocked> blocked(Requests.Account request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).list());
    }

    /** {@code block.add}. */
    public CompletionStage<Answers.Ok> block(ServiceCalls.AddBlock request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).block(request));
    }

    /** {@code block.remove}. */
    public CompletionStage<Answers.Ok> unblock(ServiceCalls.Block request) {
        return accounts.bridge(request.accountId()).with(parts -> new BlockDesk(parts.session()).unblock(request));
    }

    /** {@code probe}: of an unsaved configuration, else of the live session. What is wrong is in the result. */
    public CompletionStage<Answers.ProbeResult> probe(Requests.Probe request) {
        @Nullable JsonObject raw = request.config();
        if (raw == null) {
            return probeLive(accounts.session(request.accountId()));
        }
        AccountConfig config;
        try {
            config = ConfigReader.read(raw);
        } catch (InvalidConfigException invalid) {
            return CompletableFuture.completedFuture(failed(
                    0,
                    new Answers.Problem(
                            XmppException.Kind.CONFIGURATION.name(), String.valueOf(invalid.getMessage()), false)));
        }
        return CompletableFuture.supplyAsync(() -> check.start(config.session()), threads)
                .thenCompose(Function.identity())
                .thenApply(Operations::result);
    }

    private static Answers.ProbeResult result(ServerCheck.Result found) {
        ServerCheck.@Nullable Problem problem = found.error();
        return new Answers.ProbeResult(
                found.ok(),
                found.elapsedMs(),
                found.jid() == null ? null : found.jid().toString(),
                found.server(),
                found.tls(),
                found.sasl(),
                found.features(),
                found.services().stream()
                        .map(service ->
                                new Answers.Service(service.jid().toString(), service.category(), service.type()))
                        .toList(),
                found.lacks(),
                problem == null
                        ? null
                        : new Answers.Problem(problem.kind().name(), problem.message(), problem.retryable()));
    }

    /** No second login: that would throw the live session out (R23). */
    private CompletionStage<Answers.ProbeResult> probeLive(XmppSession session) {
        long began = System.nanoTime();
        CompletableFuture<List<String>> features = session.discover(
                        session.account().domainJid())
                .thenApply(info -> info.features().stream().sorted().toList())
                .exceptionally(unknown -> List.of())
                .toCompletableFuture();
        return session.ping(session.account().domainJid())
                .toCompletableFuture()
                .orTimeout(15, TimeUnit.SECONDS)
                .thenCombine(features, (time, found) -> {
                    Optional<SessionInfo> info = session.info();
                    return new Answers.ProbeResult(
                            true,
                            time.toMillis(),
                            info.map(known -> known.address().toString())
                                    .orElse(session.account().toString()),
                            info.map(SessionInfo::server).orElse(null),
                            info.map(SessionInfo::tlsVersion).orElse(null),
                            info.map(SessionInfo::saslMechanism).orElse(null),
                            found,
                            List.of(),
                            List.of(),
                            null);
                })
                .exceptionally(failure ->
                        failed(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), problem(session, failure)));
    }

    private static Answers.Problem problem(XmppSession session, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (session.state() != ai.openclaw.xmpp.SessionState.ONLINE
                && session.lastError().isPresent()) {
            return AccountLife.problem(session.lastError().get());
        }
        return AccountLife.problem(
                cause instanceof XmppException known
                        ? known
                        : new XmppException(XmppException.Kind.TIMEOUT, "the server gave no sign of life", cause));
    }

    private static Answers.ProbeResult failed(long elapsedMs, Answers.Problem problem) {
        return new Answers.ProbeResult(
                false, elapsedMs, null, null, null, null, List.of(), List.of(), List.of(), problem);
    }
}
