package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Presence between accounts (RFC 6121 §4); what it means for subscriptions is {@link Subscriptions}'. Server's loop only. */
final class PresenceRouting {

    private static final Set<String> SUBSCRIPTION_TYPES =
            Set.of("subscribe", "subscribed", "unsubscribe", "unsubscribed");

    private final Realm realm;
    private final Subscriptions subscriptions;

    PresenceRouting(Realm realm) {
        this.realm = realm;
        this.subscriptions = new Subscriptions(realm, this);
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    void fromClient(ServerSession session, Stanza presence) {
        Jid to = presence.to();
        String type = presence.type() == null ? "available" : presence.type();
        boolean about = type.equals("available") || type.equals("unavailable");
        if (SUBSCRIPTION_TYPES.contains(type)) {
            if (to != null) {
                subscriptions.outbound(session.account(), presence);
            }
        } else if (to != null) {
            if (about && type.equals("available")) {
                session.directed().add(to);
            } else if (about) {
                session.directed().remove(to);
            }
            realm.router().route(presence);
        } else if (type.equals("available")) {
            available(session, presence);
        } else if (type.equals("unavailable")) {
            unavailable(session, presence);
        }
    }

    private void available(ServerSession session, Stanza presence) {
        boolean initial = !session.isAvailable();
        boolean wasReachable = session.isAvailable() && session.priority() >= 0;
        session.presence(presence);
        broadcast(session, presence);
        if (initial) {
            greet(session);
        }
        if (!wasReachable && session.priority() >= 0) {
            realm.router().messages().back(session);
        }
    }

    /** A client that comes online hears who is there, and who asked meanwhile (RFC 6121 §4.2.2, §3.1.3). */
    private void greet(ServerSession session) {
        Account account = session.account();
        for (ServerSession other : account.available()) {
            if (other != session) {
                session.deliver(shown(other, session.address()));
            }
        }
        for (Jid contact : account.contacts().subscriptions()) {
            realm.account(contact)
                    .filter(known -> known.contacts().isSubscriber(account.jid()))
                    .ifPresent(known ->
                            known.available().forEach(other -> session.deliver(shown(other, session.address()))));
        }
        for (Jid requester : account.contacts().requests()) {
            session.deliver(Copies.presence("subscribe", requester, account.jid(), List.of()));
        }
    }

    private static Stanza shown(ServerSession of, Jid to) {
        return Copies.addressed(of.presence().orElseThrow(), of.address(), to);
    }

    private void unavailable(ServerSession session, Stanza presence) {
        if (session.isAvailable()) {
            session.presence(null);
            broadcast(session, presence);
            session.deliver(Copies.addressed(presence, session.address(), session.address()));
        }
        farewell(session, presence);
    }

    /** Those who got presence apart from the broadcast. */
    private void farewell(ServerSession session, Stanza presence) {
        List<Jid> told = List.copyOf(session.directed());
        session.directed().clear();
        for (Jid to : told) {
            realm.router().route(Copies.addressed(presence, session.address(), to));
        }
    }

    /** The session is over. */
    void gone(ServerSession session) {
        Stanza unavailable = Copies.presence("unavailable", session.address(), null, List.of());
        if (session.isAvailable()) {
            session.presence(null);
            broadcast(session, unavailable);
        }
        farewell(session, unavailable);
    }

    private void broadcast(ServerSession session, Stanza presence) {
        Account account = session.account();
        Set<Jid> audience = new LinkedHashSet<>(account.contacts().subscribers());
        for (Jid subscriber : audience) {
            realm.account(subscriber)
                    .ifPresent(known -> deliver(known, Copies.addressed(presence, session.address(), subscriber)));
        }
        // To the client that sent it as well (RFC 6121 §4.2.2).
        for (ServerSession other : account.available()) {
            other.deliver(Copies.addressed(presence, session.address(), account.jid()));
        }
    }

    /** Tells a contact how the account stands, for instance because it may know from now on. */
    void show(Account account, Jid to, boolean available) {
        for (ServerSession session : account.available()) {
            Stanza presence =
                    available ? shown(session, to) : Copies.presence("unavailable", session.address(), to, List.of());
            realm.account(to).ifPresent(known -> deliver(known, presence));
        }
    }

    /** A presence comes for an account (RFC 6121 §8.5). */
    void deliver(Account account, Stanza presence) {
        Jid to = Objects.requireNonNull(presence.to());
        String type = presence.type() == null ? "" : presence.type();
        if (SUBSCRIPTION_TYPES.contains(type)) {
            subscriptions.inbound(account, presence);
        } else if (type.equals("probe")) {
            Jid asker = Objects.requireNonNull(presence.from());
            if (account.contacts().isSubscriber(asker.bare())) {
                show(account, asker, true);
            }
        } else if (to.isBare()) {
            account.available().forEach(session -> session.deliver(presence));
        } else {
            Optional<ServerSession> exact = account.session(to);
            exact.ifPresent(session -> session.deliver(presence));
        }
    }
}
