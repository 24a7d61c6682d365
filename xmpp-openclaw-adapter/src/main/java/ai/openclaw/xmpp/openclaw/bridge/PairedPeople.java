package ai.openclaw.xmpp.openclaw.bridge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom the host has paired. Strangers can make us ask as often as they like, so one question serves for a second: they cost the host no more than
 * that. Thread-safe.
 */
final class PairedPeople implements Supplier<CompletionStage<List<String>>> {

    private static final Duration SERVES = Duration.ofSeconds(1);

    private final Supplier<CompletionStage<List<String>>> host;
    private final Clock clock;
    private @Nullable CompletionStage<List<String>> answer;
    private Instant asked = Instant.MIN;

    PairedPeople(Supplier<CompletionStage<List<String>>> host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<List<String>> get() {
        Instant now = clock.instant();
        CompletionStage<List<String>> known = answer;
        // A clock that was set back makes no answer last longer.
        if (known == null || now.isBefore(asked) || !now.isBefore(asked.plus(SERVES))) {
            known = host.get();
            answer = known;
            asked = now;
        }
        return known;
    }

    /** The store has changed: what was answered before is old. */
    synchronized void changed() {
        answer = null;
    }
}
