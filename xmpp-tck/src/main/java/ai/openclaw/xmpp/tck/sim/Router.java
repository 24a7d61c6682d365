package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import java.util.Optional;

/** Where stanzas go (RFC 6120 §10, RFC 6121 §8). Server's loop only. */
final class Router {

    private final Realm realm;
    private final MessageRouting messages;
    private final PresenceRouting presences;
    private final AccountQueries accountQueries;
    private final DomainQueries domainQueries;

    Router(Realm realm) {
        this.realm = realm;
        this.messages = new MessageRouting(realm);
        this.presences = new PresenceRouting(realm);
        this.accountQueries = new AccountQueries(realm);
        this.domainQueries = new DomainQueries(realm);
    }

    MessageRouting messages() {
        return messages;
    }

    PresenceRouting presences() {
        return presences;
    }

    AccountQueries accountQueries() {
        return accountQueries;
    }

    /** A client's stanza; its {@code from} is the session's full JID. */
    void fromClient(ServerSession session, Stanza stanza) {
        switch (stanza.kind()) {
            case MESSAGE -> {
                Jid to = stanza.to() == null ? session.account().jid() : stanza.to();
                Stanza message = Copies.addressed(stanza, stanza.from(), to);
                if (session.account().blocked().covers(to)) {
                    session.deliver(Copies.error(message, "cancel", "not-acceptable"));
                } else {
                    messages.sent(session, message);
                }
            }
            case PRESENCE -> presences.fromClient(session, stanza);
            case IQ -> iqFromClient(session, stanza);
        }
    }

    private void iqFromClient(ServerSession session, Stanza iq) {
        Jid to = iq.to();
        if (iq.payload().size() != 1 && Copies.isQuestion(iq)) {
            session.deliver(Copies.error(iq, "modify", "bad-request"));
        } else if (to == null || to.equals(session.account().jid())) {
            if (Copies.isQuestion(iq)) {
                accountQueries.own(session, iq);
            }
        } else if (session.account().blocked().covers(to)) {
            session.deliver(Copies.error(iq, "cancel", "not-acceptable"));
        } else {
            route(iq);
        }
    }

    /** Brings a stanza to whom it is for; what cannot be delivered goes back as an error. */
    void route(Stanza stanza) {
        Jid to = stanza.to();
        if (to == null) {
            throw new IllegalArgumentException("nobody to route to");
        }
        Optional<Component> component = realm.component(to);
        if (realm.rooms().serves(to)) {
            realm.rooms().handle(stanza);
        } else if (component.isPresent()) {
            component.get().deliver(stanza);
        } else if (!realm.serves(to.domain())) {
            refuse(stanza, "cancel", "remote-server-not-found");
        } else if (to.local() == null) {
            domainQueries.handle(stanza);
        } else {
            toAccount(to, stanza);
        }
    }

    private void toAccount(Jid to, Stanza stanza) {
        Optional<Account> account = realm.account(to);
        Jid from = stanza.from();
        if (from != null
                && account.filter(known -> known.blocked().covers(from)).isPresent()) {
            // As if nobody were there (XEP-0191 §3.2).
            if (stanza.kind() != Stanza.Kind.PRESENCE) {
                refuse(stanza, "cancel", "service-unavailable");
            }
            return;
        }
        switch (stanza.kind()) {
            case MESSAGE ->
                account.ifPresentOrElse(
                        known -> messages.deliver(known, stanza),
                        () -> refuse(stanza, "cancel", "service-unavailable"));
            case PRESENCE -> account.ifPresent(known -> presences.deliver(known, stanza));
            case IQ -> iqToAccount(account, to, stanza);
        }
    }

    private void iqToAccount(Optional<Account> account, Jid to, Stanza iq) {
        if (to.isBare() && account.isPresent() && Copies.isQuestion(iq)) {
            accountQueries.others(account.get(), iq);
            return;
        }
        Optional<ServerSession> session = account.flatMap(known -> to.isBare() ? Optional.empty() : known.session(to));
        session.ifPresentOrElse(known -> known.deliver(iq), () -> refuse(iq, "cancel", "service-unavailable"));
    }

    /** Sends an error back, unless nobody waits for one. */
    void refuse(Stanza stanza, String type, String condition) {
        if (Copies.mayBeRefused(stanza) && stanza.from() != null) {
            route(Copies.error(stanza, type, condition));
        }
    }

    /** A session has ended with that in its hands, and nobody knows whether the client has it (XEP-0198 §5). */
    void undelivered(ServerSession session, Stanza stanza) {
        switch (stanza.kind()) {
            case MESSAGE -> messages.again(session.account(), stanza);
            case IQ -> refuse(stanza, "wait", "recipient-unavailable");
            case PRESENCE -> {
                // The next presence says more than a late one.
            }
        }
    }
}
