package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to go on with a stream that was cut (XEP-0198 §5): the server's ticket and the books as they were. An attempt that fails
 * changes nothing, so the next one begins from here again. Thread-safe.
 */
final class Resumption implements ResumeState {

    /**
     * What the server gives to come back with.
     *
     * @param id names the session at the server
     * @param address the full JID that is bound to it
     * @param location where the server would like us to come back, or {@code null}
     * @param max how long the server keeps the session without a stream, or {@code null} if it does not say
     */
    record Ticket(
            String id,
            Jid address,
            @Nullable String location,
            @Nullable Duration max) {}

    private final Ticket ticket;
    private final long handled;
    private final long confirmed;
    private final List<StreamManagement.Sent> unconfirmed;
    private final LongSupplier nanoTime;
    private final long since;
    private final AtomicBoolean locationTried = new AtomicBoolean();
    private final AtomicBoolean useless = new AtomicBoolean();

    /**
     * As it is now.
     *
     * @param nanoTime the clock of {@link System#nanoTime}
     */
    Resumption(Ticket ticket, StreamManagement books, LongSupplier nanoTime) {
        this.ticket = ticket;
        this.handled = books.handled();
        this.confirmed = books.confirmed();
        this.unconfirmed = books.unconfirmed();
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** What a request brings to go on with, if it is ours, this account's, and not too old. */
    static Optional<Resumption> of(ConnectRequest request) {
        return request.resume() instanceof Resumption resumption
                        && resumption.ticket.address().bare().equals(request.jid())
                        && resumption.isFresh()
                ? Optional.of(resumption)
                : Optional.empty();
    }

    private boolean isFresh() {
        Duration max = ticket.max();
        return !useless.get() && (max == null || nanoTime.getAsLong() - since < max.toNanos());
    }

    /** It has been seen that the server's books do not fit ours: no attempt more. */
    void discard() {
        useless.set(true);
    }

    Ticket ticket() {
        return ticket;
    }

    /** How many of the server's stanzas are safe with us. */
    long handled() {
        return handled;
    }

    /** The books to go on with. */
    StreamManagement books() {
        return new StreamManagement(handled, confirmed, unconfirmed);
    }

    /**
     * Where the server would like us to come back, if that is elsewhere and was not tried yet, which this call takes as done. It is a
     * hint: where it leads nowhere, the usual address will do.
     */
    Optional<String> hint(ServerAddress server) {
        String location = ticket.location();
        if (location == null || locationTried.getAndSet(true)) {
            return Optional.empty();
        }
        try {
            ServerAddress there = ServerAddress.parse(location);
            boolean here = there.host().equals(server.host()) && there.port() == server.port();
            return here ? Optional.empty() : Optional.of(location);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Resumption[" + ticket.address() + ", " + unconfirmed.size() + " unconfirmed]";
    }
}
