package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.session.Stanza;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The books of stream management (XEP-0198 §4): which of our stanzas the server has confirmed, and which of the server's are safe with us.
 * All counts are modulo 2^32. Pure; not thread-safe.
 */
final class StreamManagement {

    static final String NS = "urn:xmpp:sm:3";

    /** The most that may wait for the server's word, in characters: 8 MiB, less some room for the stream's own elements. */
    static final int MAX_UNCONFIRMED = (8 << 20) - (64 << 10);

    /** After so many stanzas the server is asked, or told, again, whatever else is under way. */
    static final int BATCH = 25;

    private static final long MODULUS = 1L << 32;

    /**
     * A stanza of ours that the server has not confirmed.
     *
     * @param size its length as text, in characters
     */
    record Sent(Stanza stanza, int size) {}

    /** A stanza of the server's that does not count yet. */
    private static final class Arrival {
        private final @Nullable Stanza stanza;
        private boolean safe;

        Arrival(@Nullable Stanza stanza) {
            this.stanza = stanza;
            this.safe = stanza == null;
        }
    }

    private final Deque<Sent> unconfirmed = new ArrayDeque<>();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private int waiting;
    private long confirmed;
    private long handled;
    private long told;
    private boolean asked;
    private int sinceAsked;

    /** The books of a new session: nothing has gone to and fro. */
    StreamManagement() {}

    /**
     * The books of a session that goes on.
     *
     * @param handled how many stanzas of the server's are safe with us
     * @param confirmed how many of ours the server has confirmed
     * @param unconfirmed those of ours that followed
     */
    StreamManagement(long handled, long confirmed, List<Sent> unconfirmed) {
        this.handled = handled;
        this.told = handled;
        this.confirmed = confirmed;
        this.unconfirmed.addAll(unconfirmed);
        for (Sent sent : unconfirmed) {
            waiting += sent.size();
        }
        sinceAsked = unconfirmed.size();
    }

    /** The count that an attribute says (an {@code xs:unsignedInt}); empty if it says none. */
    static OptionalLong count(@Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 10
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long count = Long.parseLong(text);
        return count < MODULUS ? OptionalLong.of(count) : OptionalLong.empty();
    }

    /**
     * A stanza of ours is about to go.
     *
     * @return whether it may: {@code false} if too much waits for the server's word already, then it is not in the books
     */
    boolean send(Stanza stanza, int size) {
        if (waiting + size > MAX_UNCONFIRMED) {
            return false;
        }
        unconfirmed.add(new Sent(stanza, size));
        waiting += size;
        sinceAsked++;
        return true;
    }

    /**
     * Whether the server is to be asked now what it has, which this call takes as done: where something is unconfirmed one question is
     * always under way, and every {@value #BATCH} stanzas there is another.
     */
    boolean ask() {
        if (unconfirmed.isEmpty() || asked && sinceAsked < BATCH) {
            return false;
        }
        asked = true;
        sinceAsked = 0;
        return true;
    }

    /**
     * The server says how many of our stanzas it has.
     *
     * @return those that are confirmed by that, in order; empty if it cannot be: more than were sent, or fewer than it had
     */
    Optional<List<Stanza>> confirm(long count) {
        long more = Math.floorMod(count - confirmed, MODULUS);
        if (more > unconfirmed.size()) {
            return Optional.empty();
        }
        asked = false;
        confirmed = count;
        List<Stanza> known = new ArrayList<>();
        for (long i = 0; i < more; i++) {
            Sent sent = unconfirmed.remove();
            waiting -= sent.size();
            known.add(sent.stanza());
        }
        return Optional.of(known);
    }

    /** What of ours the server has not confirmed, in order. */
    List<Sent> unconfirmed() {
        return List.copyOf(unconfirmed);
    }

    /** How many of ours the server has confirmed. */
    long confirmed() {
        return confirmed;
    }

    /**
     * A stanza has come.
     *
     * @param stanza it, or {@code null} if nobody will be shown it and it counts as soon as those before it do
     */
    void arrive(@Nullable Stanza stanza) {
        arrivals.add(new Arrival(stanza));
        count();
    }

    /**
     * A stanza is safe with us. It counts as soon as all before it do; one that did not come on this stream does not count.
     *
     * @return whether the server is to be told now, unasked: when nothing is left to become safe, or after {@value #BATCH} stanzas
     */
    @SuppressWarnings("ReferenceEquality") // see below
    boolean safe(Stanza stanza) {
        for (Arrival arrival : arrivals) {
            // Not equals(): a stanza that the server sent again on a resumed stream is another one, and safe by itself.
            if (arrival.stanza == stanza && !arrival.safe) {
                arrival.safe = true;
                break;
            }
        }
        count();
        return handled != told && (arrivals.isEmpty() || Math.floorMod(handled - told, MODULUS) >= BATCH);
    }

    private void count() {
        while (!arrivals.isEmpty() && arrivals.element().safe) {
            arrivals.remove();
            handled = (handled + 1) % MODULUS;
        }
    }

    /** How many of the server's stanzas are safe with us; takes it that the server is told. */
    long tell() {
        told = handled;
        return handled;
    }

    /** Whether the server does not know yet all that is safe with us. */
    boolean hasNews() {
        return handled != told;
    }

    /** How many of the server's stanzas are safe with us. */
    long handled() {
        return handled;
    }
}
