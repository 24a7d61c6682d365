package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters and results about what servers keep: archives, nodes, whom to block. What is missing on the wire is {@code null}. */
public final class ServiceCalls {

    private ServiceCalls() {}

    /**
     * Of {@code archive.read}: a page of a conversation, the latest without {@code before} and {@code after}. Times are ISO 8601. With
     * {@code query} only messages that contain it, looked for from the latest to the oldest.
     */
    public record ReadArchive(
            @Nullable String accountId,
            @Nullable String kind,
            @Nullable String to,
            @Nullable String before,
            @Nullable String after,
            @Nullable String since,
            @Nullable String until,
            @Nullable String query,
            @Nullable Integer limit)
            implements ForAccount {
        /** Without what is looked for. */
        @Override
        public String toString() {
            return "ReadArchive[" + accountId + ", " + to + "]";
        }
    }

    /**
     * Of {@code archive.read}, oldest first. {@code before} is what to ask for next to go back, {@code after} to go on; {@code complete} says
     * that there is nothing more in the direction that was asked for.
     */
    public record History(
            List<Said> messages,
            boolean complete,
            @Nullable String before,
            @Nullable String after) {}

    /** What somebody said. {@code fate} is {@code corrected} or {@code retracted}, {@code null} for what stands as it was said. */
    public record Said(
            String id,
            @Nullable String messageId,
            String sender,
            boolean own,
            String text,
            List<String> links,
            String timestamp,
            @Nullable String fate) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "Said[" + id + "]";
        }
    }

    /** Of {@code pubsub.publish}; without {@code service} to the account's own nodes. */
    public record Publish(
            @Nullable String accountId,
            @Nullable String service,
            @Nullable String node,
            @Nullable String id,
            @Nullable String title,
            @Nullable String text,
            @Nullable String access)
            implements ForAccount {
        /** Without what is published. */
        @Override
        public String toString() {
            return "Publish[" + accountId + ", " + node + "]";
        }
    }

    /** Of {@code pubsub.retract}. */
    public record Retract(
            @Nullable String accountId,
            @Nullable String service,
            @Nullable String node,
            @Nullable String id) implements ForAccount {}

    /** Of {@code pubsub.subscribe}: its news are told in {@code conversation}, which is a chat with somebody. */
    public record Subscribe(
            @Nullable String accountId,
            @Nullable String service,
            @Nullable String node,
            @Nullable String conversation) implements ForAccount {}

    /** Of {@code pubsub.subscribe}: whether it counts already, or the node's owner has to approve it. */
    public record Subscribed(boolean counts) {}

    /** Of {@code pubsub.unsubscribe}. */
    public record Node(
            @Nullable String accountId,
            @Nullable String service,
            @Nullable String node) implements ForAccount {}

    /** Of {@code pubsub.subscriptions}. */
    public record Subscriptions(List<Subscription> subscriptions) {}

    /** A node whose news are told. {@code asked} says that the agent was asked for it; the settings name the others. */
    public record Subscription(String service, String node, String conversation, boolean asked) {}

    /** Of {@code pubsub.items}. */
    public record ReadNode(
            @Nullable String accountId,
            @Nullable String service,
            @Nullable String node,
            @Nullable Integer limit,
            @Nullable String after)
            implements ForAccount {}

    /** Of {@code pubsub.items}. */
    public record Items(List<Item> items, @Nullable String next) {}

    /** An item: the text that is in it, whatever it is made of. */
    public record Item(@Nullable String id, @Nullable String publisher, String text) {
        /** Without what is in it. */
        @Override
        public String toString() {
            return "Item[" + id + "]";
        }
    }

    /**
     * Of {@code block.add}.
     *
     * @param owners addresses that are not blocked, nor are their servers; what is no address counts for nothing
     */
    public record AddBlock(
            @Nullable String accountId,
            @Nullable String address,
            @Nullable List<String> owners) implements ForAccount {}

    /** Of {@code block.remove}. */
    public record Block(
            @Nullable String accountId, @Nullable String address) implements ForAccount {}

    /** Of {@code block.list}. */
    public record Blocked(List<String> addresses) {}

    /**
     * Of {@code inbound.node}: something was published to a node that the configuration names, or that the agent was {@code asked} to
     * subscribe to.
     */
    public record NodeEvent(
            String accountId,
            String eventId,
            String service,
            String node,
            String conversation,
            String what,
            List<Item> items,
            List<String> retracted,
            String timestamp,
            boolean asked) {}
}
