package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.Objects;

/** What the server answers for itself. Server's loop only. */
final class DomainQueries {

    private final Realm realm;

    DomainQueries(Realm realm) {
        this.realm = realm;
    }

    void handle(Stanza stanza) {
        switch (stanza.kind()) {
            case IQ -> {
                if (Copies.isQuestion(stanza)) {
                    realm.router().route(answer(stanza));
                }
            }
            case MESSAGE -> realm.router().refuse(stanza, "cancel", "service-unavailable");
            case PRESENCE -> {
                // A server has no use for presence.
            }
        }
    }

    private Stanza answer(Stanza question) {
        Jid to = Objects.requireNonNull(question.to());
        XmlElement asked = question.payload().get(0);
        if (question.hasType("get") && to.isBare() && asked.attribute("node") == null) {
            if (asked.is(Ns.DISCO_INFO, "query")) {
                return Copies.result(question, info());
            }
            if (asked.is(Ns.DISCO_ITEMS, "query")) {
                return Copies.result(
                        question,
                        XmlElement.of(Ns.DISCO_ITEMS, "query")
                                .with(XmlElement.of(Ns.DISCO_ITEMS, "item")
                                        .with("jid", realm.rooms().jid().toString())));
            }
            if (asked.is(Ns.PING, "ping")) {
                return Copies.result(question);
            }
            if (asked.is(Ns.VERSION, "query")) {
                return Copies.result(
                        question,
                        XmlElement.of(Ns.VERSION, "query")
                                .with(XmlElement.of(Ns.VERSION, "name", "SimulatedServer"))
                                .with(XmlElement.of(Ns.VERSION, "version", "1")));
            }
        }
        return Copies.error(question, "cancel", "service-unavailable");
    }

    private XmlElement info() {
        XmlElement query = Disclosures.info()
                .with(Disclosures.identity("server", "im", "SimulatedServer"))
                .with(Disclosures.features(
                        Ns.DISCO_INFO, Ns.DISCO_ITEMS, Ns.PING, Ns.VERSION, Ns.BLOCKING, "msgoffline"));
        return realm.settings().carbons() ? query.with(Disclosures.features(Ns.CARBONS)) : query;
    }
}
