package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Archives;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.tck.sim.Contacts.Contact;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a server answers for an account: roster, archive, carbons, nodes, whom to block, discovery. Server's loop only. */
final class AccountQueries {

    private final Realm realm;

    AccountQueries(Realm realm) {
        this.realm = realm;
    }

    /** The account's own client asks. */
    void own(ServerSession session, Stanza iq) {
        Stanza question = Copies.addressed(
                iq, iq.from(), iq.to() == null ? session.account().jid() : iq.to());
        XmlElement asked = question.payload().get(0);
        switch (asked.namespace()) {
            case Ns.ROSTER -> roster(session, question, asked);
            case Ns.CARBONS -> carbons(session, question, asked);
            case Ns.MAM -> mam(session, question, asked);
            case Ns.BLOCKING -> session.account().blocked().answer(realm, session, question);
            case Ns.PUBSUB, Ns.PUBSUB_OWNER ->
                session.deliver(session.account().nodes().answer(question));
            case Ns.VCARD -> session.deliver(vCard(session.account(), question));
            case Ns.PRIVATE -> privateStorage(session, question, asked);
            case Ns.PING, Names.SESSION -> session.deliver(Copies.result(question));
            case Ns.DISCO_INFO -> session.deliver(info(session.account(), question));
            case Ns.DISCO_ITEMS -> session.deliver(Copies.result(question, XmlElement.of(Ns.DISCO_ITEMS, "query")));
            default -> refuse(session, question, "cancel", "service-unavailable");
        }
    }

    private static void refuse(ServerSession session, Stanza question, String type, String condition) {
        session.deliver(Copies.error(question, type, condition));
    }

    /** Somebody else asks (XEP-0030 §8: only those who see its presence learn anything). */
    void others(Account account, Stanza iq) {
        Jid asker = Objects.requireNonNull(iq.from()).bare();
        XmlElement asked = iq.payload().get(0);
        if (account.contacts().isSubscriber(asker) && iq.hasType("get") && asked.is(Ns.DISCO_INFO, "query")) {
            realm.router().route(info(account, iq));
        } else if (asked.is(Ns.VCARD, "vCard") && iq.hasType("get")) {
            realm.router().route(vCard(account, iq));
        } else if (asked.is(Ns.PUBSUB, "pubsub")) {
            realm.router().route(account.nodes().answer(iq));
        } else {
            realm.router().refuse(iq, "cancel", "service-unavailable");
        }
    }

    /** XEP-0054 §3: anybody may see it; only the account's own clients come here with a {@code set}. */
    private static Stanza vCard(Account account, Stanza question) {
        if (question.hasType("set")) {
            account.vCard(question.payload().get(0));
            return Copies.result(question);
        }
        XmlElement shown = account.vCard();
        return shown == null ? Copies.error(question, "cancel", "item-not-found") : Copies.result(question, shown);
    }

    private Stanza info(Account account, Stanza question) {
        XmlElement query = Disclosures.info()
                .with(Disclosures.identity("account", "registered", null))
                .with(Disclosures.identity("pubsub", "pep", null))
                .with(PersonalNodes.features())
                .with(Disclosures.features(Ns.DISCO_INFO, Ns.DISCO_ITEMS, Ns.PING));
        if (realm.settings().archive()) {
            query = query.with(Disclosures.features(Ns.MAM, Ns.SID));
        }
        return account.jid().equals(question.to()) && question.hasType("get")
                ? Copies.result(question, query)
                : Copies.error(question, "cancel", "service-unavailable");
    }

    private void carbons(ServerSession session, Stanza question, XmlElement asked) {
        if (!realm.settings().carbons() || !question.hasType("set")) {
            refuse(session, question, "cancel", "service-unavailable");
            return;
        }
        session.carbons(asked.name().equals("enable"));
        session.deliver(Copies.result(question));
    }

    private void mam(ServerSession session, Stanza question, XmlElement asked) {
        if (!realm.settings().archive()) {
            refuse(session, question, "cancel", "service-unavailable");
            return;
        }
        if (asked.name().equals("prefs")) {
            preferences(session, question, asked);
        } else {
            new ArchiveQuery(session.account().archive(), question).answer(session::deliver);
        }
    }

    private static void preferences(ServerSession session, Stanza question, XmlElement asked) {
        Archive archive = session.account().archive();
        if (question.hasType("set")) {
            Optional<ArchivePreferences> wanted = Archives.readPreferences(asked);
            if (wanted.isEmpty()) {
                refuse(session, question, "modify", "bad-request");
                return;
            }
            archive.preferences(wanted.get());
        }
        session.deliver(Copies.result(question, Archives.preferences(archive.preferences())));
    }

    private static void privateStorage(ServerSession session, Stanza question, XmlElement asked) {
        List<XmlElement> children = asked.children();
        if (children.size() != 1) {
            refuse(session, question, "modify", "bad-request");
            return;
        }
        XmlElement child = children.get(0);
        if (question.hasType("set")) {
            session.account().privateStorage().put(child.namespace(), child);
            session.deliver(Copies.result(question));
        } else {
            XmlElement kept = session.account().privateStorage().getOrDefault(child.namespace(), child);
            session.deliver(
                    Copies.result(question, XmlElement.of(Ns.PRIVATE, "query").with(kept)));
        }
    }

    private void roster(ServerSession session, Stanza question, XmlElement asked) {
        Contacts contacts = session.account().contacts();
        if (question.hasType("get")) {
            session.wantRoster();
            session.deliver(Copies.result(
                    question,
                    XmlElement.of(Ns.ROSTER, "query")
                            .with(contacts.all().stream().map(Contact::item).toList())));
            return;
        }
        List<XmlElement> items = asked.children();
        Optional<Jid> jid =
                items.size() == 1 ? Elements.jid(items.get(0), "jid").map(Jid::bare) : Optional.empty();
        if (jid.isEmpty()) {
            refuse(session, question, "modify", "bad-request");
            return;
        }
        XmlElement item = items.get(0);
        Optional<Contact> known = contacts.find(jid.get());
        Subscriptions subscriptions = realm.router().presences().subscriptions();
        if ("remove".equals(item.attribute("subscription"))) {
            if (known.isEmpty()) {
                refuse(session, question, "cancel", "item-not-found");
                return;
            }
            subscriptions.remove(session.account(), known.get());
        } else {
            Contact changed = known.orElseGet(() -> Contact.stranger(jid.get()))
                    .named(
                            item.attribute("name"),
                            item.children().stream()
                                    .filter(child -> child.is(Ns.ROSTER, "group"))
                                    .toList());
            contacts.put(changed);
            subscriptions.push(session.account(), changed.item());
        }
        session.deliver(Copies.result(question));
    }
}
