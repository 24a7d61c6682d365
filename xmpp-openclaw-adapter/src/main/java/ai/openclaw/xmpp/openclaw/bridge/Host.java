package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.AccountState;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundEvent;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.PairingRequest;
import ai.openclaw.xmpp.openclaw.wire.MenuCalls;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a bridge needs of the host. None of the methods blocks; stages may complete on any thread. */
public interface Host {

    /** Hands a message over. */
    CompletionStage<Disposition> inboundMessage(InboundMessage message);

    /** Tells of something that is no message. */
    CompletionStage<Disposition> inboundEvent(InboundEvent event);

    /** Tells of news of a node; who has no ear for them takes none. */
    default CompletionStage<Disposition> nodeEvent(ServiceCalls.NodeEvent event) {
        return CompletableFuture.completedFuture(new Disposition("dropped", "not wanted"));
    }

    /** The people of the host's pairing store, as it writes them. */
    CompletionStage<List<String>> pairedPeople(String accountId);

    /**
     * Lets the host offer a pairing code to a stranger; it does so once per request. Tells whether it did now. If it fails with an
     * {@link ai.openclaw.xmpp.XmppException} whose kind is retryable, the same request comes again; after other failures it does not.
     */
    CompletionStage<Boolean> requestPairing(PairingRequest request);

    /** Lets a command of the host's run, as if it had been written; tells what it said. */
    default CompletionStage<MenuCalls.Ran> runCommand(InboundMessage command) {
        return CompletableFuture.failedFuture(
                new XmppException(XmppException.Kind.UNSUPPORTED, "this host has no commands"));
    }

    /** Tells that a question was answered. */
    default CompletionStage<MenuCalls.CardAnswered> cardAnswered(MenuCalls.CardAnswer answer) {
        return CompletableFuture.failedFuture(
                new XmppException(XmppException.Kind.UNSUPPORTED, "this host asks no questions"));
    }

    /** Tells how an account fares. */
    void accountState(AccountState state);
}
