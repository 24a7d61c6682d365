package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What rooms show to everybody who is in them. A moderator sees real JIDs that a semi-anonymous room hides from the others (XEP-0045 §4.2): those
 * are not ours to tell.
 */
record Anonymity(XmppSession session) {

    private static final String DISCO_INFO = "http://jabber.org/protocol/disco#info";
    private static final int PATIENCE_S = 10;

    /** Whether a room shows everybody who is who. Asked anew, for that may change; a room that does not say so hides its people. */
    CompletionStage<Boolean> isOpen(Jid room) {
        return session.query(room.bare(), false, XmlElement.of(DISCO_INFO, "query"))
                .handle((answer, failure) -> has(answer, "muc_nonanonymous") && !has(answer, "muc_semianonymous"))
                .toCompletableFuture()
                .completeOnTimeout(false, PATIENCE_S, TimeUnit.SECONDS);
    }

    private static boolean has(@Nullable XmlElement answer, String feature) {
        return answer != null
                && answer.is(DISCO_INFO, "query")
                && answer.children().stream()
                        .anyMatch(child -> child.is(DISCO_INFO, "feature") && feature.equals(child.attribute("var")));
    }
}
