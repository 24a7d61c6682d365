package ai.openclaw.xmpp.profile;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When somebody was last active (XEP-0012), as they say.
 *
 * @param ago how long ago that was; at most 100 years
 * @param status what they said when they went, at most 200 characters on one line; or {@code null}
 */
public record LastActivity(Duration ago, @Nullable String status) {
    public LastActivity {
        Objects.requireNonNull(ago, "ago");
    }
}
