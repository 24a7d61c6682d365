package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.concurrent.CompletionStage;

/** Whom the agent has kept away. */
final class BlockDesk {

    private final XmppSession session;

    BlockDesk(XmppSession session) {
        this.session = session;
    }

    CompletionStage<ServiceCalls.Blocked> list() {
        return session.blocking()
                .list()
                .thenApply(list -> new ServiceCalls.Blocked(
                        list.stream().map(Jid::toString).sorted().toList()));
    }

    CompletionStage<Answers.Ok> block(ServiceCalls.Block request) {
        Jid address = Jid.of(Outbound.need(request.address(), "address").strip());
        if (address.bare().equals(session.account())
                || address.equals(session.account().domainJid())) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION, "the bot cannot block itself, nor its own server: " + address);
        }
        return session.blocking().block(address).thenApply(done -> new Answers.Ok(true));
    }

    CompletionStage<Answers.Ok> unblock(ServiceCalls.Block request) {
        return session.blocking()
                .unblock(Jid.of(Outbound.need(request.address(), "address").strip()))
                .thenApply(done -> new Answers.Ok(true));
    }
}
