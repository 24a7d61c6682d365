package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out whether a room that says nothing has us inside still: asks ourselves through it (XEP-0410). Loop thread only. */
final class SelfPing {

    static final Duration SILENCE = Duration.ofMinutes(5);

    /** Errors that say nothing against our being in the room: of our own client, or of the way to the room (XEP-0410 §3.2). */
    private static final Set<String> STILL_INSIDE = Set.of(
            "service-unavailable", "feature-not-implemented", "remote-server-not-found", "remote-server-timeout");

    private final RoomEntry.Shared shared;
    private final Supplier<Jid> self;
    private final Runnable outside;
    private Instant heard = Instant.EPOCH;
    private Loop.@Nullable Timer timer;

    /** Whether the answer to a question is still to come: then there is no other, however many reasons there are. */
    private boolean asking;

    /**
     * Not yet asking.
     *
     * @param self our own address in the room at the moment
     * @param outside runs when the room says that we are not in it
     */
    SelfPing(RoomEntry.Shared shared, Supplier<Jid> self, Runnable outside) {
        this.shared = shared;
        this.self = self;
        this.outside = outside;
    }

    /** The room has said something. */
    void heard() {
        heard = shared.loop().now();
    }

    /** We are inside: asks after each long silence from now on. */
    void start() {
        stop();
        timer = shared.loop().after(SILENCE, this::check);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void check() {
        start();
        Duration silent = Duration.between(heard, shared.loop().now());
        if (silent.compareTo(SILENCE) >= 0 && shared.wire().isOpen()) {
            ask();
        }
    }

    /** Asks now. */
    void ask() {
        if (asking) {
            return;
        }
        asking = true;
        Jid asked = self.get();
        shared.queries().get(asked, Queries.ping()).whenComplete((pong, failure) -> {
            asking = false;
            if (failure instanceof XmppException known
                    && known.stanzaError()
                            .map(StanzaError::condition)
                            .filter(condition -> !STILL_INSIDE.contains(condition))
                            // Who took another nick meanwhile is not found, and inside.
                            .filter(condition -> !condition.equals("item-not-found") || asked.equals(self.get()))
                            .isPresent()) {
                outside.run();
            }
        });
    }
}
