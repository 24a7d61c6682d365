package ai.openclaw.xmpp.pubsub;

import ai.openclaw.xmpp.Jid;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of publish-subscribe services (XEP-0060) and of accounts (XEP-0163). A service is addressed by its JID, the nodes of an account by its
 * bare JID; the account's own by {@link ai.openclaw.xmpp.XmppSession#account()}.
 *
 * <p>Failures are {@code STANZA_ERROR} if the service refuses, with its reason, else as {@link ai.openclaw.xmpp.XmppSession} says. A node's name
 * has 1 to 1024 characters, or the method throws {@code IllegalArgumentException}.
 */
public interface PubSub {

    /**
     * Subscribes the account to a node. From then on its events are told by {@link ai.openclaw.xmpp.XmppListener#onPubSub}, until the session
     * ends; the server keeps the subscription for longer, so subscribe in each session to what you want to hear of. It may be done again.
     *
     * @return whether the subscription counts already; {@code false} if the node's owner has to approve it first, or wants to have it
     *     configured. Fails with {@code STATE} for the 1001st node
     */
    CompletionStage<Boolean> subscribe(Jid service, String node);

    /** Ends the account's subscription; its events are not told any more from now on, whatever the service says. */
    CompletionStage<Void> unsubscribe(Jid service, String node);

    /**
     * Publishes an item; one of the same id is replaced.
     *
     * @param options what the node must be like; one that does not exist is made so, where the service can, and one that does is never changed.
     *     {@code null} for whatever it is
     * @return the item's id, as the service says
     */
    CompletionStage<String> publish(Jid service, String node, PubSubItem item, @Nullable NodeOptions options);

    /** Takes an item back and tells the subscribers. */
    CompletionStage<Void> retract(Jid service, String node, String itemId);

    /**
     * The items of a node, page by page. A page may be shorter than was asked for, and the last one empty. Of a service that has no pages it is
     * the latest items, and no more of them.
     *
     * @param max how many at most, 1 to 200
     * @param after the last item's id of the page before; {@code null} for the first page
     */
    CompletionStage<PubSubPage> items(Jid service, String node, int max, @Nullable String after);

    /** Makes a node; fails with {@code STANZA_ERROR} ({@code conflict}) if it is there. */
    CompletionStage<Void> create(Jid service, String node, NodeOptions options);

    /** Deletes a node with all that is in it. */
    CompletionStage<Void> delete(Jid service, String node);
}
