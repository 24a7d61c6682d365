package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Delay stamps (XEP-0203, and the old XEP-0091 where it only matters whether there is one). */
public final class Delays {

    /** XMPP's first year. Earlier stamps are wrong or hostile. */
    private static final Instant EARLIEST = Instant.parse("1999-01-01T00:00:00Z");

    private Delays() {}

    /**
     * When a trusted party says it stored the stanza. Of several stamps the last counts, because a server puts its own behind what a sender
     * wrote; a stamp that the sender made up where the server adds none is believed, so nothing may be granted for it.
     *
     * @param trusted whose stamps count; a stamp that names nobody never does
     * @param now bounds the answer: nothing was sent in the future
     * @return empty if no trusted party delayed it; a stamp that makes no sense becomes {@code now}
     */
    public static Optional<Instant> sentAt(List<XmlElement> payload, Predicate<Jid> trusted, Instant now) {
        return payload.stream()
                .filter(element -> element.is(Ns.DELAY, "delay"))
                .filter(element -> Elements.jid(element, "from").filter(trusted).isPresent())
                .reduce((forged, own) -> own)
                .map(element -> instant(element.attribute("stamp"), now));
    }

    /** Whether anybody at all says it was stored: how rooms mark their history. */
    public static boolean any(List<XmlElement> payload, Predicate<Jid> by) {
        return payload.stream()
                .filter(element -> element.is(Ns.DELAY, "delay") || element.is(Ns.LEGACY_DELAY, "x"))
                .anyMatch(element -> Elements.jid(element, "from").map(by::test).orElse(true));
    }

    /** When an archive says that a message came to it (XEP-0297 §3); {@code now} if it does not say, or makes no sense. */
    public static Instant ofForwarded(XmlElement forwarded, Instant now) {
        return instant(
                forwarded
                        .child(Ns.DELAY, "delay")
                        .map(delay -> delay.attribute("stamp"))
                        .orElse(null),
                now);
    }

    private static Instant instant(@org.jspecify.annotations.Nullable String stamp, Instant now) {
        if (stamp == null || stamp.length() > 40) {
            return now;
        }
        try {
            Instant parsed = OffsetDateTime.parse(stamp).toInstant();
            return parsed.isBefore(EARLIEST) || parsed.isAfter(now) ? now : parsed;
        } catch (DateTimeParseException malformed) {
            return now;
        }
    }
}
