package ai.openclaw.xmpp.openclaw.bot;

import java.time.Duration;

/** How often we complain: an agent that answers every line would else talk with us for ever. Not thread-safe. */
final class Complaints {

    static final int MOST = 20;
    private static final Duration SPAN = Duration.ofMinutes(1);

    private long began = System.nanoTime();
    private int made;

    boolean mayBeMade() {
        long now = System.nanoTime();
        if (now - began > SPAN.toNanos()) {
            began = now;
            made = 0;
        }
        return made++ < MOST;
    }
}
