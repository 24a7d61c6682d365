package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;

/**
 * Which nodes of its own account the agent may use (XEP-0163). Clients keep their things there under names of protocols: bookmarks with rooms'
 * passwords, keys for encryption, the profile. What an agent is talked into reading or writing there is none of that, whoever invents the next
 * such name.
 */
final class OwnNodes {

    /** Posts for others to read (XEP-0277, XEP-0472). */
    private static final String MICROBLOG = "urn:xmpp:microblog:0";

    private OwnNodes() {}

    /**
     * Lets the agent at a node, or says why not.
     *
     * @throws XmppException {@code UNSUPPORTED} for a node of the account itself that is named like a protocol
     */
    static void require(Jid account, Jid service, String node) {
        if (service.bare().equals(account.bare()) && isOfAProtocol(node)) {
            throw new XmppException(
                    XmppException.Kind.UNSUPPORTED,
                    "the node " + Shown.name(node) + " of the account itself is its clients' own: bookmarks with rooms'"
                            + " passwords, keys and the profile lie in such nodes. There the agent uses " + MICROBLOG
                            + " and nodes with names that have no colon, slash or dot");
        }
    }

    private static boolean isOfAProtocol(String node) {
        boolean microblog = node.equals(MICROBLOG) || node.startsWith(MICROBLOG + ":comments/");
        return !microblog && node.chars().anyMatch(c -> c == ':' || c == '/' || c == '.');
    }
}
