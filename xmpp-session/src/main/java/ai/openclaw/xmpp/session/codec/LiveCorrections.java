package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmlElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a text that grows (XEP-0308), and who is to keep them (XEP-0334). Only the one client that said it takes corrections gets
 * all of them: one that does not would show each as a message of its own, so the others get the last one alone (XEP-0280 §9). Archives get
 * the first, without which the last would have nothing to correct, and the last.
 */
public final class LiveCorrections {

    private static final List<XmlElement> NO_COPIES =
            List.of(XmlElement.of(Ns.CARBONS, "private"), XmlElement.of(Ns.HINTS, "no-copy"));

    private LiveCorrections() {}

    /** The beginning. */
    public static OutgoingMessage first(OutgoingMessage.Builder draft) {
        NO_COPIES.forEach(draft::payload);
        return draft.payload(XmlElement.of(Ns.HINTS, "store")).build();
    }

    /** What comes between, as a payload. */
    public static List<XmlElement> between(String text, String replaces, @Nullable MessageThread thread) {
        List<XmlElement> payload = new ArrayList<>();
        payload.add(XmlElement.of(Ns.CLIENT, "body", Elements.clean(text)));
        if (thread != null) {
            payload.add(XmlElement.of(Ns.CLIENT, "thread", Elements.clean(thread.id()))
                    .with("parent", thread.parent()));
        }
        payload.add(XmlElement.of(Ns.CORRECT, "replace").with("id", replaces));
        payload.addAll(NO_COPIES);
        payload.add(XmlElement.of(Ns.HINTS, "no-store"));
        return payload;
    }

    /** The end. */
    public static OutgoingMessage last(OutgoingMessage.Builder draft) {
        return draft.requestReceipt(true)
                .payload(XmlElement.of(Ns.HINTS, "store"))
                .build();
    }
}
