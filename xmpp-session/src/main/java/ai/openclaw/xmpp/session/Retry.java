package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What to do about a lost stream.
 *
 * @param again whether to try again at all
 * @param freshResource whether under another resource
 * @param delay after how long
 */
record Retry(boolean again, boolean freshResource, Duration delay) {

    private static final Retry STOP = new Retry(false, false, Duration.ZERO);
    private static final long FIRST_MILLIS = 5_000;
    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;

    /**
     * Decides.
     *
     * @param kind what went wrong
     * @param failures how often in a row it failed before
     * @param conflictSpent whether a fresh resource has been tried already
     */
    static Retry decide(XmppException.Kind kind, int failures, boolean conflictSpent, RandomGenerator random) {
        if (kind == XmppException.Kind.CONFLICT) {
            return conflictSpent ? STOP : new Retry(true, true, backoff(failures, random));
        }
        return kind.isRetryable() ? new Retry(true, false, backoff(failures, random)) : STOP;
    }

    /** 1 to 5 s at first, doubling to 60 s at most, with jitter so that a thousand clients do not come back at once. */
    static Duration backoff(int failures, RandomGenerator random) {
        long most = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        long least = failures == 0 ? LEAST_MILLIS : most / 2;
        return Duration.ofMillis(random.nextLong(least, most + 1));
    }
}
