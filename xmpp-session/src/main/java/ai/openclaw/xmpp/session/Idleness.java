package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Since when we have had nothing to do (XEP-0319), as contacts are told. It goes along with whatever else our presence says anew; for its
 * own sake presence is sent every few minutes at most. Loop thread only.
 */
final class Idleness {

    static final Duration PAUSE = Duration.ofMinutes(5);

    private final Loop loop;
    private final Runnable tell;
    private @Nullable Instant since;
    private @Nullable Instant told;
    /** From when on news may be told; {@code null} while there is nobody to tell. */
    private @Nullable Instant next;

    private Loop.@Nullable Timer timer;

    /** @param tell sends our presence, and says {@link #told} if it did */
    Idleness(Loop loop, Runnable tell) {
        this.loop = loop;
        this.tell = tell;
    }

    /** For the next presence, whatever it is sent for. */
    void set(@Nullable Instant newSince) {
        since = newSince == null ? null : newSince.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Tells it if it is news, now or later. */
    void tell() {
        if (next == null || timer != null || Objects.equals(since, told)) {
            return;
        }
        if (loop.now().isBefore(next)) {
            timer = loop.after(Duration.between(loop.now(), next), () -> {
                timer = null;
                tell();
            });
        } else {
            tell.run();
        }
    }

    /** Our presence was sent. */
    void told() {
        stop();
        told = since;
        next = loop.now().plus(PAUSE);
    }

    /** We have no presence any more. */
    void gone() {
        stop();
        next = null;
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** What presence says of it. */
    Optional<XmlElement> element() {
        return Optional.ofNullable(since)
                .map(instant -> XmlElement.of(Ns.IDLE, "idle").with("since", instant.toString()));
    }
}
