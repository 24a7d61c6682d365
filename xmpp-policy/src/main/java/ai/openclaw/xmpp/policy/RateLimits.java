package ai.openclaw.xmpp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Token buckets by name: each holds what one minute grants, and fills up evenly. Only so many are kept, and only those that are not
 * full. Where all are in use, who is new is refused: it takes a flood to get there. Not thread-safe; has no clock of its own.
 */
public final class RateLimits {

    private static final long NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

    private final int capacity;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** @param level what is left, in tokens times the nanoseconds of a minute: whole numbers, so nothing is lost in rounding */
    private record Bucket(int perMinute, long level, Instant at) {

        Bucket at(Instant now) {
            if (!now.isAfter(at)) {
                return this;
            }
            Duration passed = Duration.between(at, now);
            long most = perMinute * NANOS_PER_MINUTE;
            boolean full = passed.compareTo(Duration.ofMinutes(1)) >= 0;
            return new Bucket(perMinute, full ? most : Math.min(most, level + passed.toNanos() * perMinute), now);
        }

        boolean isFull() {
            return level >= perMinute * NANOS_PER_MINUTE;
        }
    }

    /**
     * All buckets are full.
     *
     * @param capacity how many names are kept at most
     */
    public RateLimits(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is under 1");
        }
        this.capacity = capacity;
    }

    /**
     * Takes one token.
     *
     * @param perMinute how many a minute grants, and how many may be taken at once
     * @param now the time; one that lies before an earlier one fills nothing
     * @return whether there was one
     */
    public boolean take(String name, int perMinute, Instant now) {
        check(name, perMinute);
        Bucket known = buckets.get(name);
        if (known == null && !makeRoom(now)) {
            return false;
        }
        long most = perMinute * NANOS_PER_MINUTE;
        Bucket bucket = known == null ? new Bucket(perMinute, most, now) : known.at(now);
        long level = Math.min(bucket.level(), most);
        boolean granted = level >= NANOS_PER_MINUTE;
        buckets.put(name, new Bucket(perMinute, granted ? level - NANOS_PER_MINUTE : level, bucket.at()));
        return granted;
    }

    /**
     * Whether there is a token to take; none is taken.
     *
     * @param perMinute as for {@link #take}
     * @param now as for {@link #take}
     */
    public boolean has(String name, int perMinute, Instant now) {
        check(name, perMinute);
        Bucket known = buckets.get(name);
        return known == null
                ? makeRoom(now)
                : Math.min(known.at(now).level(), perMinute * NANOS_PER_MINUTE) >= NANOS_PER_MINUTE;
    }

    private static void check(String name, int perMinute) {
        Objects.requireNonNull(name, "name");
        if (perMinute < 1) {
            throw new IllegalArgumentException(perMinute + " per minute is under 1");
        }
    }

    /** Forgets full buckets, the longest unused first. */
    private boolean makeRoom(Instant now) {
        Iterator<Bucket> oldest = buckets.values().iterator();
        while (oldest.hasNext() && oldest.next().at(now).isFull()) {
            oldest.remove();
        }
        return buckets.size() < capacity;
    }

    /** How many names are kept. */
    public int size() {
        return buckets.size();
    }
}
