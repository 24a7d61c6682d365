package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Blocking;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.BlockCodec;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whom the server keeps away (XEP-0191). Loop thread only, but for the API's methods. */
final class BlockList implements Blocking {

    private final Origin origin;
    private final Queries queries;
    private final Calls calls;

    /** As it was told on this stream; {@code null} before anybody has asked: then changes are nobody's concern. */
    private @Nullable CompletableFuture<Set<Jid>> blocked;

    BlockList(Origin origin, Queries queries, Calls calls) {
        this.origin = origin;
        this.queries = queries;
        this.calls = calls;
    }

    /** A new stream: what changed meanwhile was not told. */
    void forget() {
        blocked = null;
    }

    /** Whether an IQ tells of a change; that may only come from the own account (§3.3). */
    boolean isPush(Stanza iq) {
        return iq.hasType("set") && change(iq).isPresent() && origin.isAccount(iq.from());
    }

    private static Optional<XmlElement> change(Stanza iq) {
        return iq.child(Ns.BLOCKING, "block").or(() -> iq.child(Ns.BLOCKING, "unblock"));
    }

    void push(Stanza iq) {
        change(iq).ifPresent(this::apply);
    }

    /** Before the list has come: behind it, and behind what changed before, for the server tells things in their order. */
    private void apply(XmlElement change) {
        @Nullable CompletableFuture<Set<Jid>> list = blocked;
        if (list != null) {
            blocked = list.thenApply(addresses -> apply(change, addresses));
        }
    }

    private static Set<Jid> apply(XmlElement change, Set<Jid> addresses) {
        Set<Jid> named = BlockCodec.read(change);
        if (change.name().equals("block")) {
            addresses.addAll(named);
        } else if (change.children().isEmpty()) {
            addresses.clear();
        } else {
            addresses.removeAll(named);
        }
        return addresses;
    }

    @Override
    public CompletionStage<Set<Jid>> list() {
        return calls.on(() -> known().thenApply(Set::copyOf));
    }

    private CompletableFuture<Set<Jid>> known() {
        @Nullable CompletableFuture<Set<Jid>> known = blocked;
        if (known != null && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<Set<Jid>> asked =
                queries.get(null, BlockCodec.query()).thenApply(list -> new LinkedHashSet<>(BlockCodec.read(list)));
        blocked = asked;
        return asked;
    }

    @Override
    public CompletionStage<Void> block(Jid address) {
        if (origin.isOurs(address) || address.equals(origin.account().domainJid())) {
            return CompletableFuture.failedFuture(new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "an account cannot block itself or its own server, and " + address + " is one of them"));
        }
        return change("block", address);
    }

    @Override
    public CompletionStage<Void> unblock(Jid address) {
        return change("unblock", address);
    }

    private CompletionStage<Void> change(String what, Jid address) {
        XmlElement change = BlockCodec.change(what, Objects.requireNonNull(address, "address"));
        return calls.on(() -> queries.set(null, change).thenAccept(done -> apply(change)));
    }
}
