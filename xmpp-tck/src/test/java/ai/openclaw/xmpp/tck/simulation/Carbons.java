package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.List;
import java.util.Optional;

/** Copies of messages (XEP-0280), as a reader of the specification takes them. */
final class Carbons {

    private Carbons() {}

    static boolean isCopy(Stanza stanza) {
        return stanza.child(Ns.CARBONS, "received").isPresent()
                || stanza.child(Ns.CARBONS, "sent").isPresent();
    }

    /** The message that came at another client of the account, if the account itself says so (§11). */
    static Optional<Stanza> received(Stanza stanza, Jid account) {
        return stanza.child(Ns.CARBONS, "received")
                .filter(copy -> account.equals(stanza.from()))
                .flatMap(copy -> copy.child(Ns.FORWARD, "forwarded"))
                .flatMap(forwarded -> forwarded.child(Ns.CLIENT, "message"))
                .map(Carbons::message);
    }

    private static Stanza message(XmlElement element) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                element.attribute("type"),
                Elements.jid(element, "from").orElse(null),
                Elements.jid(element, "to").orElse(null),
                element.attribute("id"),
                null,
                element.children());
    }

    /** A copy, as a server writes it. */
    static Stanza of(Jid account, Jid to, String direction, XmlElement message) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                account,
                to,
                null,
                null,
                List.of(XmlElement.of(Ns.CARBONS, direction)
                        .with(XmlElement.of(Ns.FORWARD, "forwarded").with(message))));
    }
}
