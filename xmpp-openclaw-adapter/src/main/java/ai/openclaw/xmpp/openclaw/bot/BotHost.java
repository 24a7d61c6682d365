package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.bridge.Host;
import ai.openclaw.xmpp.openclaw.bridge.Operations;
import ai.openclaw.xmpp.openclaw.rpc.RpcErrors;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** The bridge's host where there is no OpenClaw: an agent, and a pairing of our own. Thread-safe. */
final class BotHost implements Host {

    private final Places places;
    private final PairingDesk desk;
    private final Consumer<HostCalls.AccountState> fate;
    private final CompletableFuture<Operations> operations = new CompletableFuture<>();
    private final CompletableFuture<Agent> agent = new CompletableFuture<>();

    /**
     * A host whose questions wait until it is connected.
     *
     * @param fate hears how the accounts fare
     */
    BotHost(Places places, PairingDesk desk, Consumer<HostCalls.AccountState> fate) {
        this.places = places;
        this.desk = desk;
        this.fate = fate;
    }

    void connect(Operations accounts, Agent answering) {
        operations.complete(accounts);
        agent.complete(answering);
    }

    @Override
    public CompletionStage<HostCalls.Disposition> inboundMessage(HostCalls.InboundMessage message) {
        places.note(message);
        return agent.thenCompose(answering -> answering.message(message));
    }

    @Override
    public CompletionStage<HostCalls.Disposition> inboundEvent(HostCalls.InboundEvent event) {
        places.note(event);
        return agent.thenApply(answering -> {
            answering.event(event);
            return new HostCalls.Disposition("adopted", null);
        });
    }

    @Override
    public CompletionStage<HostCalls.Disposition> nodeEvent(ServiceCalls.NodeEvent event) {
        return agent.thenApply(answering -> {
            answering.node(event);
            return new HostCalls.Disposition("adopted", null);
        });
    }

    @Override
    public CompletionStage<List<String>> pairedPeople(String accountId) {
        return desk.people(accountId);
    }

    @Override
    public CompletionStage<Boolean> requestPairing(HostCalls.PairingRequest request) {
        PairingStore store = desk.store(request.accountId());
        return store.request(Jid.of(request.sender()), request.eventId())
                .thenCompose(code -> code.map(fresh -> tell(request, fresh, store))
                        .orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    /**
     * Sends the code. If that cannot be done now the request stays as it is: the message comes again, and with it the same code. If it can
     * never be done nobody is to wait for an hour for a code that they do not have.
     */
    private CompletionStage<Boolean> tell(HostCalls.PairingRequest request, String code, PairingStore store) {
        return operations
                .thenCompose(ready -> ready.send(invitation(request, code)))
                .handle((sent, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(true);
                    }
                    CompletionStage<Void> undone = Hands.isToComeAgain(failure)
                            ? CompletableFuture.completedStage(null)
                            : store.withdraw(Jid.of(request.sender()), request.eventId());
                    // What matters is why it was not sent, whether it was taken back or not.
                    return undone.handle((done, alsoFailed) -> true)
                            .thenCompose(done -> CompletableFuture.<Boolean>failedStage(RpcErrors.unwrap(failure)));
                })
                .thenCompose(Function.identity());
    }

    private static Requests.Send invitation(HostCalls.PairingRequest request, String code) {
        return new Requests.Send(
                request.accountId(),
                request.kind(),
                request.replyAddress(),
                "I do not know you yet. Your pairing code is " + code
                        + ". Give it to my owner, who can let you in with it within an hour.",
                null,
                null,
                null,
                "pairing-" + request.eventId(),
                null);
    }

    @Override
    public void accountState(HostCalls.AccountState state) {
        fate.accept(state);
        agent.thenAccept(answering -> answering.state(state));
    }
}
