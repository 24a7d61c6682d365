package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.openclaw.wire.ServiceCalls;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    CompletionStage<Answers.Ok> block(ServiceCalls.AddBlock request) {
        Jid address = Jid.of(Needed.field(request.address(), "address").strip());
        if (address.bare().equals(session.account())
                || address.equals(session.account().domainJid())) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION, "the bot cannot block itself, nor its own server: " + address);
        }
        if (shutsOut(request.owners(), address)) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    address + " is an owner's address, or their server: nobody could unblock it by talking to the bot");
        }
        return session.blocking().block(address).thenApply(done -> new Answers.Ok(true));
    }

    /** Whether an address is an owner's, or their server's: as XMPP compares addresses, however they are written. */
    private static boolean shutsOut(@Nullable List<String> owners, Jid address) {
        return owners != null
                && owners.stream()
                        .flatMap(owner -> Jid.parse(owner.strip()).stream())
                        .anyMatch(owner -> owner.bare().equals(address.bare())
                                || address.local() == null && address.domain().equals(owner.domain()));
    }

    CompletionStage<Answers.Ok> unblock(ServiceCalls.Block request) {
        return session.blocking()
                .unblock(Jid.of(Needed.field(request.address(), "address").strip()))
                .thenApply(done -> new Answers.Ok(true));
    }
}
