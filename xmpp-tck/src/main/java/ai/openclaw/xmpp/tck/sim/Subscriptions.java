package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.tck.sim.Contacts.Contact;
import java.util.List;
import java.util.Objects;

/** Who may see whose presence (RFC 6121 §3, Appendix A). Server's loop only. */
final class Subscriptions {

    private final Realm realm;
    private final PresenceRouting presences;

    Subscriptions(Realm realm, PresenceRouting presences) {
        this.realm = realm;
        this.presences = presences;
    }

    /** The account's client asks, grants, takes back. */
    void outbound(Account account, Stanza presence) {
        Jid contactJid = Objects.requireNonNull(presence.to()).bare();
        Contacts contacts = account.contacts();
        Contact contact = contacts.find(contactJid).orElseGet(() -> Contact.stranger(contactJid));
        boolean pass = true;
        switch (Objects.requireNonNull(presence.type())) {
            case "subscribe" -> {
                if (!contact.to()) {
                    change(account, contact.withAsked(true));
                }
            }
            case "unsubscribe" -> {
                if (contact.to() || contact.asked()) {
                    change(account, contact.withTo(false));
                }
            }
            case "subscribed" -> {
                pass = contacts.requests().remove(contactJid);
                if (pass) {
                    change(account, contact.withFrom(true));
                }
            }
            case "unsubscribed" -> {
                boolean asked = contacts.requests().remove(contactJid);
                pass = asked || contact.from();
                if (contact.from()) {
                    presences.show(account, contactJid, false);
                    change(account, contact.withFrom(false));
                }
            }
            default -> throw new IllegalArgumentException(String.valueOf(presence.type()));
        }
        if (pass) {
            realm.router().route(Copies.addressed(presence, account.jid(), contactJid));
            if (presence.hasType("subscribed")) {
                presences.show(account, contactJid, true);
            }
        }
    }

    /** Somebody asks, grants, takes back. */
    void inbound(Account account, Stanza presence) {
        Jid from = Objects.requireNonNull(presence.from()).bare();
        Contacts contacts = account.contacts();
        Contact contact = contacts.find(from).orElseGet(() -> Contact.stranger(from));
        switch (Objects.requireNonNull(presence.type())) {
            case "subscribe" -> {
                if (contact.from()) {
                    realm.router().route(Copies.presence("subscribed", account.jid(), from, List.of()));
                    presences.show(account, from, true);
                } else {
                    contacts.requests().add(from);
                    tell(account, presence);
                }
            }
            case "subscribed" -> {
                if (contact.asked()) {
                    tell(account, presence);
                    change(account, contact.withTo(true));
                }
            }
            case "unsubscribe" -> {
                boolean asked = contacts.requests().remove(from);
                if (contact.from()) {
                    presences.show(account, from, false);
                    change(account, contact.withFrom(false));
                }
                if (contact.from() || asked) {
                    tell(account, presence);
                }
            }
            case "unsubscribed" -> {
                if (contact.to() || contact.asked()) {
                    tell(account, presence);
                    change(account, contact.withTo(false));
                }
            }
            default -> throw new IllegalArgumentException(String.valueOf(presence.type()));
        }
    }

    private static void tell(Account account, Stanza presence) {
        Stanza told = Copies.addressed(
                presence, Objects.requireNonNull(presence.from()).bare(), account.jid());
        account.available().forEach(session -> session.deliver(told));
    }

    private void change(Account account, Contact contact) {
        account.contacts().put(contact);
        push(account, contact.item());
    }

    /** Tells all clients that know the roster (RFC 6121 §2.1.6). */
    void push(Account account, XmlElement item) {
        for (ServerSession session : account.sessions()) {
            if (session.wantsRoster()) {
                session.deliver(Copies.iq(
                        "set",
                        null,
                        session.address(),
                        realm.freshId(),
                        XmlElement.of(Ns.ROSTER, "query").with(item)));
            }
        }
    }

    /** A contact is taken off the roster, and with it what both granted each other (RFC 6121 §2.5.2). */
    void remove(Account account, Contact contact) {
        if (contact.to() || contact.asked()) {
            realm.router().route(Copies.presence("unsubscribe", account.jid(), contact.jid(), List.of()));
        }
        if (contact.from()) {
            presences.show(account, contact.jid(), false);
            realm.router().route(Copies.presence("unsubscribed", account.jid(), contact.jid(), List.of()));
        }
        account.contacts().remove(contact.jid());
        push(
                account,
                XmlElement.of(Ns.ROSTER, "item")
                        .with("jid", contact.jid().toString())
                        .with("subscription", "remove"));
    }

    /** Both see each other from now on. */
    void befriend(Account one, Account other) {
        grant(one, other.jid());
        grant(other, one.jid());
        presences.show(one, other.jid(), true);
        presences.show(other, one.jid(), true);
    }

    private void grant(Account account, Jid contact) {
        account.contacts().requests().remove(contact);
        change(
                account,
                account.contacts()
                        .find(contact)
                        .orElseGet(() -> Contact.stranger(contact))
                        .withTo(true)
                        .withFrom(true));
    }
}
