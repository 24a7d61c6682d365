package ai.openclaw.xmpp.session;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each stanza that comes to the part that it is for, and says when it is safe there. Loop thread only. */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final SessionParts parts;

    /** When the application last said something (XEP-0012). */
    private Instant lastSpoken;

    Reception(SessionParts parts) {
        this.parts = parts;
        this.lastSpoken = parts.loop.now();
    }

    /** The application says something now. */
    void spoken() {
        lastSpoken = parts.loop.now();
    }

    /**
     * Takes a stanza.
     *
     * @param safe to be called once, when it need not come again
     */
    void take(Stanza stanza, Runnable safe) {
        parts.keepAlive.heard();
        Once once = new Once(safe);
        try {
            Stanzas.withHonestId(stanza).ifPresentOrElse(honest -> dispatch(honest, once), once);
        } catch (RuntimeException | Error broken) {
            // Were it never safe, nothing behind it would be either: the server would end the stream some time, and
            // send it all again.
            LOG.error("a stanza from {} could not be dealt with; it is left out", stanza.from(), broken);
            once.run();
        }
    }

    /** What may be said again, but is done once. */
    private static final class Once implements Runnable {
        private final Runnable task;
        private boolean done;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                task.run();
            }
        }
    }

    private void dispatch(Stanza stanza, Runnable safe) {
        switch (stanza.kind()) {
            case MESSAGE -> {
                if (parts.services.takes(stanza)) {
                    safe.run();
                } else {
                    parts.messages.handle(stanza, safe);
                }
            }
            case PRESENCE -> {
                parts.presences.handle(stanza);
                safe.run();
            }
            case IQ -> {
                iq(stanza);
                safe.run();
            }
        }
    }

    private void iq(Stanza stanza) {
        if (stanza.hasType("result") || stanza.hasType("error")) {
            parts.queries.answered(stanza);
        } else if (stanza.hasType("get") || stanza.hasType("set")) {
            if (parts.roster.isPush(stanza)) {
                parts.roster.push(stanza);
                parts.wire.sendIfOpen(Answers.done(stanza));
            } else if (parts.services.isPush(stanza)) {
                parts.services.push(stanza);
                parts.wire.sendIfOpen(Answers.done(stanza));
            } else if (!parts.commands.take(stanza)) {
                Instant now = parts.loop.now();
                parts.wire.sendIfOpen(parts.answers.to(
                        stanza, now, Duration.between(lastSpoken, now).toSeconds()));
            }
        }
    }
}
