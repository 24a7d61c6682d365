package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Optional;

/** What archives keep of retractions (XEP-0424) and moderation (XEP-0425), in the namespaces of today and of before. */
public final class ArchivedRetractions {

    private static final String OLD_RETRACT = "urn:xmpp:message-retract:0";
    private static final String OLD_MODERATE = "urn:xmpp:message-moderate:0";
    private static final String FASTEN = "urn:xmpp:fasten:0";

    private ArchivedRetractions() {}

    /** The id of the message that a payload takes back. */
    public static Optional<String> retracted(List<XmlElement> payload) {
        return Elements.first(payload, Ns.RETRACT, "retract")
                .or(() -> Elements.first(payload, FASTEN, "apply-to").filter(ArchivedRetractions::takesBack))
                .flatMap(named -> Elements.id(named, "id"));
    }

    private static boolean takesBack(XmlElement fastened) {
        return fastened.child(OLD_RETRACT, "retract").isPresent()
                || fastened.child(OLD_MODERATE, "moderated")
                        .filter(moderated ->
                                moderated.child(OLD_RETRACT, "retract").isPresent())
                        .isPresent();
    }

    /** Whether a payload is what is left of a message that was taken back (XEP-0424 §5). */
    public static boolean isTombstone(List<XmlElement> payload) {
        return Elements.has(payload, Ns.RETRACT, "retracted")
                || Elements.has(payload, OLD_RETRACT, "retracted")
                || Elements.first(payload, OLD_MODERATE, "moderated")
                        .filter(moderated ->
                                moderated.child(OLD_RETRACT, "retracted").isPresent())
                        .isPresent();
    }
}
