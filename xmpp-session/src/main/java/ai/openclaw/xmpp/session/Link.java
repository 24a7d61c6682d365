package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream as the session sees it, one generation. It brings the engine's events to the loop, in order, and lets none through
 * before the stream is known or after it was given up. But for the listener's methods: loop thread only.
 */
final class Link implements StanzaStreamListener {

    /** A dropped stream that does not say so by then is taken as ended. */
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    /** What the session hears. */
    interface Handler {
        void arrived(Link link, Arrival arrival);

        void closed(Link link, @Nullable XmppException cause, ResumeState resume);
    }

    /** A stanza that came and is not yet safe with us. */
    static final class Arrival {
        private final Stanza stanza;
        private boolean safe;

        Arrival(Stanza stanza) {
            this.stanza = stanza;
        }

        Stanza stanza() {
            return stanza;
        }
    }

    private final Loop loop;
    private final Handler handler;
    private final List<Runnable> early = new ArrayList<>();
    private final Deque<Arrival> unacknowledged = new ArrayDeque<>();
    private @Nullable StanzaStream stream;
    private @Nullable XmppException dropped;
    private boolean ended;

    Link(Loop loop, Handler handler) {
        this.loop = loop;
        this.handler = handler;
    }

    @Override
    public void onStanza(Stanza stanza) {
        hear(() -> {
            Arrival arrival = new Arrival(stanza);
            unacknowledged.add(arrival);
            handler.arrived(this, arrival);
        });
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        hear(() -> end(dropped != null ? dropped : cause, resume));
    }

    private void hear(Runnable event) {
        loop.execute(() -> {
            if (ended) {
                return;
            }
            if (stream == null) {
                early.add(event);
            } else {
                event.run();
            }
        });
    }

    private void end(@Nullable XmppException cause, ResumeState resume) {
        if (!ended) {
            ended = true;
            handler.closed(this, cause, resume);
        }
    }

    /** The stream is there: {@code first} runs, then what the stream said meanwhile is heard. */
    void opened(StanzaStream opened, Runnable first) {
        stream = opened;
        first.run();
        List<Runnable> kept = List.copyOf(early);
        early.clear();
        for (Runnable event : kept) {
            if (!ended) {
                event.run();
            }
        }
    }

    StanzaStream stream() {
        return Objects.requireNonNull(stream, "the stream is not open yet");
    }

    boolean isLive() {
        return stream != null && !ended && dropped == null;
    }

    void send(Stanza stanza) {
        stream().send(stanza);
    }

    /** The stanza is safe with us; it is acknowledged as soon as all before it are. */
    void safe(Arrival arrival) {
        arrival.safe = true;
        while (!unacknowledged.isEmpty() && unacknowledged.peek().safe) {
            Stanza stanza = unacknowledged.remove().stanza();
            if (!ended) {
                stream().acknowledge(stanza);
            }
        }
    }

    /** Drops a stream that is no good any more; its end is told soon, with this cause. */
    void drop(XmppException cause) {
        if (ended || dropped != null) {
            return;
        }
        dropped = cause;
        stream().abort();
        loop.after(LAST_WORD, () -> end(cause, ResumeState.NONE));
    }

    /** Nothing more is to be heard of it. */
    void retire() {
        ended = true;
        early.clear();
    }
}
