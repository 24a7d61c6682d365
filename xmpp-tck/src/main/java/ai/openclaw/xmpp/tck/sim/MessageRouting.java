package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Messages to and from accounts: RFC 6121 §8.5, archive, carbons, offline store. Server's loop only. */
final class MessageRouting {

    private final Realm realm;

    MessageRouting(Realm realm) {
        this.realm = realm;
    }

    /** An account's client sends a message. */
    void sent(ServerSession session, Stanza message) {
        if (isArchived(session.account(), message, Objects.requireNonNull(message.to()))) {
            session.account().archive().add(message, message.to());
        }
        if (isCopied(message)) {
            copies(session.account(), List.of(session), "sent", message);
        }
        realm.router().route(message);
    }

    /** A message comes for an account. */
    void deliver(Account account, Stanza stanza) {
        Stanza message = Copies.withoutIdsBy(stanza, account.jid());
        if (message.from() != null
                && !message.from().bare().equals(account.jid())
                && isArchived(account, message, message.from())) {
            String id = account.archive().add(message, message.from());
            message = Copies.with(message, Copies.stanzaId(account.jid(), id));
        }
        deliverArchived(account, message);
    }

    /** It came before, but perhaps not to the client. */
    void again(Account account, Stanza message) {
        boolean carbon = message.child(Ns.CARBONS, "received").isPresent()
                || message.child(Ns.CARBONS, "sent").isPresent();
        boolean archiveResult = message.child(Ns.MAM, "result").isPresent();
        boolean stored = message.child(Ns.DELAY, "delay").isPresent();
        if (message.hasType("groupchat") || message.hasType("error") || carbon || archiveResult) {
            return;
        }
        Stanza late = stored ? message : Copies.delayed(message, account.jid().domainJid(), realm.now());
        deliverArchived(account, Copies.addressed(late, late.from(), account.jid()));
    }

    private void deliverArchived(Account account, Stanza message) {
        Jid to = Objects.requireNonNull(message.to());
        Optional<ServerSession> exact = to.isBare() ? Optional.empty() : account.session(to);
        if (exact.isPresent()) {
            exact.get().deliver(message);
            if (isCopied(message)) {
                copies(account, List.of(exact.get()), "received", message);
            }
            return;
        }
        String type = message.type() == null ? "normal" : message.type();
        switch (type) {
            case "error" -> {
                // Errors to nobody end here.
            }
            case "groupchat" -> realm.router().refuse(message, "cancel", "service-unavailable");
            case "headline" -> {
                if (to.isBare()) {
                    account.reachable().forEach(session -> session.deliver(message));
                }
            }
            default -> toBest(account, message);
        }
    }

    private void toBest(Account account, Stanza message) {
        List<ServerSession> reachable = account.reachable();
        if (reachable.isEmpty()) {
            away(account, message);
            return;
        }
        int most = reachable.stream().mapToInt(ServerSession::priority).max().orElseThrow();
        List<ServerSession> best =
                reachable.stream().filter(session -> session.priority() == most).toList();
        best.forEach(session -> session.deliver(message));
        if (isCopied(message)) {
            copies(account, best, "received", message);
        }
    }

    private void away(Account account, Stanza message) {
        if (!realm.settings().offline()) {
            realm.router().refuse(message, "cancel", "service-unavailable");
        } else if (isWorthKeeping(message) && !Copies.hints(message, "no-permanent-store")) {
            boolean stored = message.child(Ns.DELAY, "delay").isPresent();
            account.offline()
                    .add(
                            stored
                                    ? message
                                    : Copies.delayed(message, account.jid().domainJid(), realm.now()));
        }
    }

    /** The account is back: what waited is delivered, once (XEP-0160). */
    void back(ServerSession session) {
        List<Stanza> waiting = List.copyOf(session.account().offline());
        session.account().offline().clear();
        waiting.forEach(session::deliver);
    }

    private boolean isArchived(Account account, Stanza message, Jid with) {
        return realm.settings().archive()
                && account.archive().wants(with, account.contacts())
                && !message.hasType("groupchat")
                && !message.hasType("error")
                && !message.hasType("headline")
                && !Copies.hints(message, "no-permanent-store")
                && isWorthKeeping(message);
    }

    /** Whether there is anything in it that somebody would miss. */
    private static boolean isWorthKeeping(Stanza message) {
        if (Copies.hints(message, "store")) {
            return true;
        }
        boolean invitation = message.child(Ns.MUC_USER, "x")
                .flatMap(x -> x.child(Ns.MUC_USER, "invite"))
                .isPresent();
        return !Copies.hints(message, "no-store")
                && (Copies.hasBody(message)
                        || invitation
                        || message.child(Ns.DIRECT_INVITE, "x").isPresent());
    }

    /** Which messages are copied to the account's other clients (XEP-0280 §6.1). */
    private static boolean isCopied(Stanza message) {
        boolean chat = message.hasType("chat");
        boolean normal = message.type() == null || message.hasType("normal");
        boolean asked = message.child(Ns.CARBONS, "private").isEmpty() && !Copies.hints(message, "no-copy");
        boolean throughRoom = message.child(Ns.MUC_USER, "x").isPresent();
        boolean copy =
                message.payload().stream().anyMatch(child -> child.namespace().equals(Ns.CARBONS));
        boolean result = message.child(Ns.MAM, "result").isPresent();
        return asked
                && !throughRoom
                && !copy
                && !result
                && (chat
                        || normal
                                && (Copies.hasBody(message)
                                        || message.child(Ns.RECEIPTS, "received")
                                                .isPresent()));
    }

    private void copies(Account account, List<ServerSession> have, String direction, Stanza message) {
        for (ServerSession session : account.sessions()) {
            if (session.wantsCarbons() && !have.contains(session)) {
                XmlElement forwarded = XmlElement.of(Ns.FORWARD, "forwarded").with(XmlWriter.element(message));
                session.deliver(Copies.message(
                        message.type(),
                        account.jid(),
                        session.address(),
                        realm.freshId(),
                        List.of(XmlElement.of(Ns.CARBONS, direction).with(forwarded))));
            }
        }
    }
}
