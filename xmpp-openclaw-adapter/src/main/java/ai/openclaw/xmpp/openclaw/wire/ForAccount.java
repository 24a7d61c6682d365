package ai.openclaw.xmpp.openclaw.wire;

import org.jspecify.annotations.Nullable;

/** Parameters that belong to one account. */
public interface ForAccount {
    /** The host's id of the account; {@code null} if the host left it out. */
    @Nullable
    String accountId();
}
