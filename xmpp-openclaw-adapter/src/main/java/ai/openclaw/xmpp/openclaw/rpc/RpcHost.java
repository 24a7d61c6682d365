package ai.openclaw.xmpp.openclaw.rpc;

import ai.openclaw.xmpp.openclaw.bridge.Host;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.AccountState;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundEvent;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.PairingRequest;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The host at the other end of a connection. */
public final class RpcHost implements Host {

    private final CompletableFuture<RpcConnection> connection = new CompletableFuture<>();

    /** The connection to call over; what was asked before waits for it. */
    public void connect(RpcConnection open) {
        connection.complete(open);
    }

    /** Adds the methods that the host answers. */
    public static RpcMethods declare(RpcMethods methods) {
        return methods.call("inbound.message", Disposition.class, InboundMessage.class)
                .call("inbound.event", Disposition.class, InboundEvent.class)
                .call("inbound.node", Disposition.class, ServiceCalls.NodeEvent.class)
                .call("pairing.allowFrom", HostCalls.Entries.class, HostCalls.AllowFrom.class)
                .call("pairing.request", HostCalls.Issued.class, PairingRequest.class)
                .call("menu.run", MenuCalls.Ran.class, InboundMessage.class)
                .call("card.answer", MenuCalls.CardAnswered.class, MenuCalls.CardAnswer.class)
                .call("prompt.note", Object.class, HostCalls.Note.class)
                .call("prompt.text", HostCalls.Value.class, HostCalls.Text.class)
                .call("prompt.select", HostCalls.Value.class, HostCalls.Select.class)
                .call("prompt.multiselect", HostCalls.Values.class, HostCalls.MultiSelect.class)
                .call("prompt.confirm", HostCalls.YesNo.class, HostCalls.Confirm.class);
    }

    private <R> CompletionStage<R> call(String method, Object params, Class<R> result) {
        return connection
                .thenCompose(open -> open.call(method, params, result))
                .thenApply(answer -> Objects.requireNonNull(answer, "the host answered " + method + " with nothing"));
    }

    @Override
    public CompletionStage<Disposition> inboundMessage(InboundMessage message) {
        return call("inbound.message", message, Disposition.class);
    }

    @Override
    public CompletionStage<Disposition> inboundEvent(InboundEvent event) {
        return call("inbound.event", event, Disposition.class);
    }

    @Override
    public CompletionStage<Disposition> nodeEvent(ServiceCalls.NodeEvent event) {
        return call("inbound.node", event, Disposition.class);
    }

    @Override
    public CompletionStage<List<String>> pairedPeople(String accountId) {
        return call("pairing.allowFrom", new HostCalls.AllowFrom(accountId), HostCalls.Entries.class)
                .thenApply(answer -> {
                    List<String> entries = answer.entries();
                    return entries == null ? List.of() : entries;
                });
    }

    @Override
    public CompletionStage<Boolean> requestPairing(PairingRequest request) {
        return call("pairing.request", request, HostCalls.Issued.class).thenApply(HostCalls.Issued::issued);
    }

    @Override
    public CompletionStage<MenuCalls.Ran> runCommand(InboundMessage command) {
        return call("menu.run", command, MenuCalls.Ran.class);
    }

    @Override
    public CompletionStage<MenuCalls.CardAnswered> cardAnswered(MenuCalls.CardAnswer answer) {
        return call("card.answer", answer, MenuCalls.CardAnswered.class);
    }

    @Override
    public void accountState(AccountState state) {
        connection.thenAccept(open -> open.tell("account.state", state));
    }
}
