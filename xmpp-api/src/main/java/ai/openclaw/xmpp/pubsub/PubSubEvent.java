package ai.openclaw.xmpp.pubsub;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.Objects;

/**
 * Something has changed in a node that we subscribed to, or in one of our own account.
 *
 * @param service whose node: the service's JID, or an account's bare JID
 * @param node the node
 * @param what what happened
 * @param published the new items; those of one event, the first 100
 * @param retracted the ids of items that are gone; the first 100
 */
public record PubSubEvent(Jid service, String node, What what, List<PubSubItem> published, List<String> retracted) {

    /** What happened to a node. */
    public enum What {
        /** Items came or went. */
        ITEMS,
        /** All items are gone. */
        PURGED,
        /** The node itself is gone. */
        DELETED
    }

    public PubSubEvent {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(what, "what");
        published = List.copyOf(published);
        retracted = List.copyOf(retracted);
    }
}
