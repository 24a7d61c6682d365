package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;

/** What a sender wishes to become of a message (XEP-0334). */
final class Hints {

    private static final String NAMESPACE = "urn:xmpp:hints";

    private Hints() {}

    /** Whether its text may be kept for later: as context of a room, or to be quoted. A turn may begin with it all the same. */
    static boolean mayBeKept(Message message) {
        for (XmlElement element : message.payload()) {
            if (element.is(NAMESPACE, "no-store") || element.is(NAMESPACE, "no-permanent-store")) {
                return false;
            }
        }
        return true;
    }
}
