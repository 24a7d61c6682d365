package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes stanzas. */
final class Stanzas {

    private static final String LANG = "{" + Ns.XML + "}lang";

    private Stanzas() {}

    static Stanza iq(String type, @Nullable Jid to, @Nullable String id, List<XmlElement> payload) {
        return new Stanza(Stanza.Kind.IQ, type, null, to, id, null, payload);
    }

    static Stanza message(@Nullable String type, Jid to, @Nullable String id, List<XmlElement> payload) {
        return new Stanza(Stanza.Kind.MESSAGE, type, null, to, id, null, payload);
    }

    static Stanza presence(@Nullable String type, @Nullable Jid to, @Nullable String id, List<XmlElement> payload) {
        return new Stanza(Stanza.Kind.PRESENCE, type, null, to, id, null, payload);
    }

    /**
     * Without an id that nobody honest would give: such an id in our answers could be more than our server lets us send. What a question with
     * one asks cannot be answered.
     */
    static Optional<Stanza> withHonestId(Stanza stanza) {
        if (stanza.id() == null || stanza.id().length() <= Elements.MAX_ID) {
            return Optional.of(stanza);
        }
        if (stanza.kind() == Stanza.Kind.IQ) {
            return Optional.empty();
        }
        return Optional.of(new Stanza(
                stanza.kind(), stanza.type(), stanza.from(), stanza.to(), null, stanza.lang(), stanza.payload()));
    }

    /** A message that travelled inside another one (XEP-0297); empty if it is none, or its addresses are malformed. */
    static Optional<Stanza> forwarded(XmlElement forwarded) {
        return forwarded
                .child(Ns.CLIENT, "message")
                .filter(message -> Elements.jid(message, "from").isPresent())
                .map(message -> new Stanza(
                        Stanza.Kind.MESSAGE,
                        message.attribute("type"),
                        Elements.jid(message, "from").orElse(null),
                        Elements.jid(message, "to").orElse(null),
                        message.attribute("id"),
                        message.attribute(LANG),
                        message.children()))
                .flatMap(Stanzas::withHonestId);
    }
}
