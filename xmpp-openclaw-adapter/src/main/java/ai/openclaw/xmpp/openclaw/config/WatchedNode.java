package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;

/**
 * A node whose news the agent hears of.
 *
 * @param service whose node: a service's JID, or an account's bare JID
 * @param node its name
 * @param conversation the conversation, as a target, in whose next turn the agent reads of it
 */
public record WatchedNode(Jid service, String node, String conversation) {

    /** Whether it is the same node, wherever it is told. */
    public boolean isSameNode(WatchedNode other) {
        return service.equals(other.service) && node.equals(other.node);
    }
}
