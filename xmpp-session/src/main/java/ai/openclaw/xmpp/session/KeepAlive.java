package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds a dead peer: after silence it is asked for a sign of life (XEP-0199), without one it is dropped. Loop thread only. */
final class KeepAlive {

    static final Duration SILENCE = Duration.ofSeconds(60);
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Queries queries;
    private final Wire wire;
    private final Loop loop;
    private Instant heard = Instant.EPOCH;
    private Loop.@Nullable Timer timer;

    KeepAlive(Queries queries, Wire wire, Loop loop) {
        this.queries = queries;
        this.wire = wire;
        this.loop = loop;
    }

    void start() {
        stop();
        heard = loop.now();
        timer = loop.after(SILENCE, this::check);
    }

    /** The peer lives. */
    void heard() {
        heard = loop.now();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void check() {
        Duration left = SILENCE.minus(Duration.between(heard, loop.now()));
        if (left.compareTo(Duration.ZERO) > 0) {
            timer = loop.after(left, this::check);
            return;
        }
        Instant asked = loop.now();
        // Only the silence counts, not the answer: a server that refuses to be pinged lives too.
        queries.ask(null, "get", Queries.ping(), PATIENCE).exceptionally(error -> null);
        timer = loop.after(PATIENCE, () -> judge(asked));
    }

    private void judge(Instant asked) {
        if (heard.isBefore(asked)) {
            timer = null;
            wire.drop(new XmppException(
                    XmppException.Kind.TIMEOUT,
                    "the server has been silent for " + SILENCE.plus(PATIENCE).toSeconds() + " s, even when asked"));
        } else {
            timer = loop.after(SILENCE, this::check);
        }
    }
}
