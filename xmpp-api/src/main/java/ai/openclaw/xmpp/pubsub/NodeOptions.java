package ai.openclaw.xmpp.pubsub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node is like (XEP-0060 §16.4.4).
 *
 * @param access who may subscribe and read
 * @param persist whether items stay for those who come later
 * @param maxItems how many items stay; {@code null} for as many as the service allows by itself
 */
public record NodeOptions(
        Access access, boolean persist, @Nullable Integer maxItems) {

    /** Who may subscribe and read. */
    public enum Access {
        /** Everybody. */
        OPEN,
        /** Who sees the owner's presence. */
        PRESENCE,
        /** Whom the owner lists; at first nobody but the owner. */
        WHITELIST
    }

    /** For everybody, and items stay. */
    public static final NodeOptions OPEN = new NodeOptions(Access.OPEN, true, null);

    /** For the owner alone, and items stay. */
    public static final NodeOptions PRIVATE = new NodeOptions(Access.WHITELIST, true, null);

    public NodeOptions {
        Objects.requireNonNull(access, "access");
        if (maxItems != null && maxItems < 1) {
            throw new IllegalArgumentException("a node keeps at least one item");
        }
    }
}
