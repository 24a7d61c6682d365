package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Forgets events that are too old or too many, piece by piece, when there is nothing else to do. Loop thread only. */
final class Forgetting {

    static final Duration MAX_AGE = Duration.ofDays(7);

    /** With three names each, as most have, these are 100,000 names. */
    static final int MAX_EVENTS = 33_000;

    private static final Duration EVERY = Duration.ofHours(1);
    private static final int EVERY_EVENTS = 500;
    private static final int PIECE = 200;

    private final Loop loop;
    private final Runnable due;
    private Loop.@Nullable Timer timer;
    private boolean isDue;
    private int added;

    /**
     * Not yet begun.
     *
     * @param due runs when there may be something to forget
     */
    Forgetting(Loop loop, Runnable due) {
        this.loop = loop;
        this.due = due;
    }

    void begin() {
        isDue = true;
        timer = loop.after(EVERY, this::again);
    }

    private void again() {
        begin();
        due.run();
    }

    void end() {
        isDue = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void added(int events) {
        added += events;
        if (added >= EVERY_EVENTS) {
            added = 0;
            isDue = true;
        }
    }

    boolean isDue() {
        return isDue;
    }

    /** What to take away next. */
    CompletionStage<StateBatch> batch(AccountState state, long last) {
        isDue = false;
        Instant oldest = loop.now().minus(MAX_AGE);
        String few = DurableInbox.key(Math.max(0, last - MAX_EVENTS));
        return state.page(DurableInbox.EVENTS, null, PIECE).thenCompose(page -> {
            SortedMap<String, Set<String>> old = old(page, oldest, few);
            Set<String> names = new LinkedHashSet<>();
            old.values().forEach(names::addAll);
            return state.find(DurableInbox.NAMES, names).thenApply(current -> batch(old, current));
        });
    }

    private static SortedMap<String, Set<String>> old(SortedMap<String, String> page, Instant oldest, String few) {
        SortedMap<String, Set<String>> old = new TreeMap<>();
        for (Map.Entry<String, String> entry : page.entrySet()) {
            @Nullable Event event = Event.read(entry.getValue()).orElse(null);
            boolean kept = event != null
                    && entry.getKey().compareTo(few) > 0
                    && event.at().isAfter(oldest);
            if (kept) {
                break;
            }
            old.put(entry.getKey(), event == null ? Set.of() : event.names());
        }
        return old;
    }

    private static StateBatch batch(SortedMap<String, Set<String>> old, Map<String, String> current) {
        StateBatch batch = new StateBatch();
        old.forEach((number, names) -> {
            batch.remove(DurableInbox.EVENTS, number);
            // A name may have gone over to a later event.
            names.stream()
                    .filter(name -> number.equals(current.get(name)))
                    .forEach(name -> batch.remove(DurableInbox.NAMES, name));
        });
        return batch;
    }

    /** That was taken away; where something was, there may be more. */
    void forgot(StateBatch batch) {
        isDue |= !batch.isEmpty();
    }
}
