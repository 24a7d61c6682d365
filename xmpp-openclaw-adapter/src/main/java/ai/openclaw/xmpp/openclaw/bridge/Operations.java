package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.openclaw.config.ConfigReader;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.PreviewCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import com.google.gson.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The host's requests about accounts, one method each. None blocks; misuse throws at once. */
public final class Operations {

    /** Decisions in an answer, if the question does not say. */
    private static final int EXPLAINED = 20;

    private final Accounts accounts;
    private final ServiceOperations services;
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
        this.services = new ServiceOperations(accounts);
        this.check = check;
        this.lifecycle = new SerialExecutor(threads);
        this.threads = threads;
    }

    /** {@code account.start}: answered when the configuration is accepted. */
    public CompletionStage<Answers.Started> start(Requests.AccountStart request) {
        String accountId = Needed.field(request.accountId(), "accountId");
        JsonObject raw = Needed.field(request.config(), "config");
        return inOrder(() -> {
            accounts.start(accountId, ConfigReader.read(raw));
            return new Answers.Started(true);
        });
    }

    /** {@code account.stop}. */
    public CompletionStage<Answers.Stopped> stop(Requests.Account request) {
        String accountId = Needed.field(request.accountId(), "accountId");
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
                .with(parts -> parts.signals().addReaction(request));
    }

    /** {@code reaction.remove}. */
    public CompletionStage<Answers.Emojis> removeReaction(Requests.React request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.signals().removeReaction(request));
    }

    /** {@code agent.state}. */
    public CompletionStage<Answers.Ok> agentState(Requests.AgentState request) {
        boolean able = Needed.field(request.able(), "able");
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.face().able(able);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code inbound.next}. */
    public CompletionStage<Answers.Ok> next(Requests.Next request) {
        String eventId = Needed.field(request.eventId(), "eventId");
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.inbound().next(parts.session(), eventId);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code marker.set}. */
    public CompletionStage<Answers.Marked> setMarker(Requests.SetMarker request) {
        return accounts.bridge(request.accountId())
                .with(parts -> parts.signals().markDisplayed(request));
    }

    /** {@code chatstate.set}. */
    public CompletionStage<Answers.Ok> chatState(Requests.SetChatState request) {
        return accounts.bridge(request.accountId()).with(parts -> {
            parts.signals().chatState(request);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** {@code pairing.changed}. */
    public CompletionStage<Answers.Ok> pairingChanged(Requests.PairingChanged request) {
        return accounts.bridge(request.accountId()).pairingChanged(Needed.field(request.entries(), "entries"));
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
        String accountId = Needed.field(request.accountId(), "accountId");
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
                .with(parts -> Directory.members(parts.session(), parts.people(), request));
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

    /** {@code probe}: of an unsaved configuration, else of the live session. What is wrong is in the result. */
    public CompletionStage<Answers.ProbeResult> probe(Requests.Probe request) {
        Probes probes = new Probes(check, threads);
        @Nullable JsonObject raw = request.config();
        return raw == null ? probes.live(accounts.session(request.accountId())) : probes.unsaved(raw);
    }

    /** The requests about what servers keep and know. */
    public ServiceOperations services() {
        return services;
    }
}
