package ai.openclaw.xmpp.openclaw.bridge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** So many at once, and one more after each pause. Not thread-safe. */
final class Allowance {

    private final int most;
    private final Duration pause;
    private final Clock clock;
    private int left;
    private Instant since;

    /** A full one. */
    Allowance(int most, Duration pause, Clock clock) {
        this.most = most;
        this.pause = pause;
        this.clock = clock;
        this.left = most;
        this.since = clock.instant();
    }

    /** Takes one, if there is one left. */
    boolean take() {
        long gained = Math.max(0, Duration.between(since, clock.instant()).dividedBy(pause));
        since = since.plus(pause.multipliedBy(gained));
        left = (int) Math.min(most, left + gained);
        if (left == 0) {
            return false;
        }
        if (left-- == most) {
            since = clock.instant();
        }
        return true;
    }
}
