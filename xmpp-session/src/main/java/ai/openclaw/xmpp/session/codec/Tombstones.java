package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import java.util.List;

/** What archives keep of messages that were taken back (XEP-0424 §5, XEP-0425), in the namespaces of today and of before. */
public final class Tombstones {

    private Tombstones() {}

    /** Whether a payload is one. */
    public static boolean is(List<XmlElement> payload) {
        return Elements.has(payload, Ns.RETRACT, "retracted")
                || Elements.has(payload, Ns.RETRACT_0, "retracted")
                || Elements.first(payload, Ns.MODERATE_0, "moderated")
                        .filter(moderated ->
                                moderated.child(Ns.RETRACT_0, "retracted").isPresent())
                        .isPresent();
    }
}
