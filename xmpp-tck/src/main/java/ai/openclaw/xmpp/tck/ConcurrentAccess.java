package ai.openclaw.xmpp.tck;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Catches calls that overlap, and names both. Thread-safe. */
final class ConcurrentAccess {

    private final AtomicReference<@Nullable String> inside = new AtomicReference<>();

    /** A call begins; tells what is wrong if another one has not ended. */
    Optional<String> enter(String call) {
        String me = call + " on thread " + Thread.currentThread().getName();
        String other = inside.getAndSet(me);
        return other == null ? Optional.empty() : Optional.of(me + " came while " + other + " had not returned");
    }

    /** The call has returned. */
    void leave() {
        inside.set(null);
    }
}
