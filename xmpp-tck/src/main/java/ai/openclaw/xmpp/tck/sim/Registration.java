package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import java.util.Optional;

/** Making an account before logging in (XEP-0077 §3.1). Server's loop only. */
final class Registration {

    static final String REGISTER = "jabber:iq:register";

    private final Realm realm;
    private final Jid domain;

    Registration(Realm realm, Jid domain) {
        this.realm = realm;
        this.domain = domain;
    }

    /** Answers an IQ of somebody who is not logged in. */
    Stanza answer(Stanza iq) {
        Stanza question = Copies.addressed(iq, null, domain);
        Optional<XmlElement> query = iq.child(REGISTER, "query");
        if (query.isEmpty() || !realm.settings().registration()) {
            return Copies.error(question, "cancel", "service-unavailable");
        }
        if (iq.hasType("get")) {
            return Copies.result(
                    question,
                    XmlElement.of(REGISTER, "query")
                            .with(XmlElement.of(REGISTER, "instructions", "Choose a name and a password."))
                            .with(XmlElement.of(REGISTER, "username"))
                            .with(XmlElement.of(REGISTER, "password")));
        }
        String name = text(query.get(), "username");
        String password = text(query.get(), "password");
        Optional<Jid> account = Jid.parse(name + "@" + domain).filter(Jid::isBare);
        if (password.isEmpty() || account.isEmpty()) {
            return Copies.error(question, "modify", "not-acceptable");
        }
        if (realm.account(account.get()).isPresent()) {
            return Copies.error(question, "cancel", "conflict");
        }
        realm.create(account.get(), password);
        return Copies.result(question);
    }

    private static String text(XmlElement query, String name) {
        return query.child(REGISTER, name).map(XmlElement::text).orElse("");
    }
}
