package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;

/** What a sender says of a message beside its text. */
final class Hints {

    private static final String NAMESPACE = "urn:xmpp:hints";

    private Hints() {}

    /** Whether it says that it corrects another (XEP-0308), of whomever. */
    static boolean isCorrection(Message message) {
        return message.payload().stream().anyMatch(element -> element.is("urn:xmpp:message-correct:0", "replace"));
    }

    /** Whether its text may be kept for later: as context of a room, or to be quoted (XEP-0334). A turn may begin with it all the same. */
    static boolean mayBeKept(Message message) {
        for (XmlElement element : message.payload()) {
            if (element.is(NAMESPACE, "no-store") || element.is(NAMESPACE, "no-permanent-store")) {
                return false;
            }
        }
        return true;
    }
}
