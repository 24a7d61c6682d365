package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.profile.LastActivity;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Last activity (XEP-0012). */
public final class LastActivities {

    private static final Duration LONGEST = Duration.ofDays(36_525);

    private LastActivities() {}

    /** A question for it. */
    public static XmlElement query() {
        return XmlElement.of(Ns.LAST, "query");
    }

    /** An answer to {@link #query()}; empty if it does not say how long ago. */
    public static Optional<LastActivity> read(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .filter(query -> query.is(Ns.LAST, "query"))
                .flatMap(query -> ago(query.attribute("seconds")).map(ago -> new LastActivity(ago, status(query))));
    }

    private static Optional<Duration> ago(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Duration ago = Duration.ofSeconds(Long.parseLong(seconds));
        return Optional.of(ago.compareTo(LONGEST) > 0 ? LONGEST : ago);
    }

    private static @Nullable String status(XmlElement query) {
        String status = Elements.line(query.text()).strip();
        return status.isEmpty() ? null : status;
    }
}
