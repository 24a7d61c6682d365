package ai.openclaw.xmpp.policy;

import java.util.Objects;

/**
 * How a request to see our presence is answered.
 *
 * @param reply what is said
 * @param subscribeBack whether we ask for theirs, too
 */
public record SubscriptionAnswer(Reply reply, boolean subscribeBack) {

    /** What is said to a request (RFC 6121 §3.1). */
    public enum Reply {
        /** {@code subscribed}. */
        APPROVE,
        /** {@code unsubscribed}. */
        DENY,
        /** Nothing, for now. */
        WAIT
    }

    public SubscriptionAnswer {
        Objects.requireNonNull(reply, "reply");
    }
}
