package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the account's roster (RFC 6121 §2.1).
 *
 * @param jid the contact's bare JID
 * @param name what the account calls it; untrusted, for it may have been copied from the contact; or {@code null}
 * @param subscription who sees whose presence
 */
public record RosterItem(Jid jid, @Nullable String name, Subscription subscription) {
    public RosterItem {
        Objects.requireNonNull(jid, "jid");
        Objects.requireNonNull(subscription, "subscription");
    }

    /** Who sees whose presence (RFC 6121 §2.1.2.5). */
    public enum Subscription {
        /** Nobody sees the other's. */
        NONE,
        /** We see theirs. */
        TO,
        /** They see ours. */
        FROM,
        /** Each sees the other's. */
        BOTH
    }
}
