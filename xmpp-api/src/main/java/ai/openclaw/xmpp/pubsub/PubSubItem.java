package ai.openclaw.xmpp.pubsub;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import org.jspecify.annotations.Nullable;

/**
 * An item of a node.
 *
 * @param id its id; {@code null} to let the service choose one
 * @param payload what is in it, untrusted; {@code null} for none
 * @param publisher who published it, as the service says; or {@code null}. Services may let publishers claim this themselves
 */
public record PubSubItem(
        @Nullable String id,
        @Nullable XmlElement payload,
        @Nullable Jid publisher) {

    public PubSubItem {
        if (id != null && (id.isEmpty() || id.length() > 1024)) {
            throw new IllegalArgumentException("an item's id has 1 to 1024 characters");
        }
    }

    /** An item to be published. */
    public static PubSubItem of(@Nullable String id, XmlElement payload) {
        return new PubSubItem(id, payload, null);
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "PubSubItem[" + id + "]";
    }
}
