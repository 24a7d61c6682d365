package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that decides to connect, to connect again, or to stop. Loop thread only. */
final class Supervisor implements Link.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** A stream that lived that long was a good one: the next failure is a first one again. */
    private static final Duration GOOD_LIFE = Duration.ofSeconds(10);

    /** After that long a new conflict is not the old one. */
    private static final Duration CONFLICT_FORGOTTEN = Duration.ofMinutes(10);

    /** How streams are opened: {@link StreamProvider#connect}. */
    interface Connector {
        StanzaStream connect(ConnectRequest request, StanzaStreamListener listener);
    }

    /** What the session hears. */
    interface Owner {
        /** A new stream is bound; its stanzas follow. */
        void opened(Link link);

        void arrived(Link link, Link.Arrival arrival);

        /**
         * The stream is lost, or none could be opened; another attempt follows.
         *
         * @param resumable whether the next stream may go on where this one was cut
         */
        void lost(XmppException cause, boolean resumable);

        /** It is over, no attempt follows. */
        void stopped(XmppException cause);
    }

    private final SessionConfig config;
    private final Connector connector;
    private final Loop loop;
    private final Environment environment;
    private final Ids ids;
    private final Owner owner;

    private String resource;
    private ResumeState resume = ResumeState.NONE;
    private @Nullable Link current;
    private Threads.@Nullable Running attempt;
    private Loop.@Nullable Timer timer;
    private @Nullable Instant onlineSince;
    private int failures;
    private boolean conflictSpent;
    private boolean stopped;

    Supervisor(SessionConfig config, Connector connector, Loop loop, Environment environment, Ids ids, Owner owner) {
        this.config = config;
        this.connector = connector;
        this.loop = loop;
        this.environment = environment;
        this.ids = ids;
        this.owner = owner;
        this.resource = config.resource();
    }

    /** Opens a stream. */
    void connect() {
        if (stopped) {
            return;
        }
        timer = null;
        Link link = new Link(loop, this);
        current = link;
        ConnectRequest request = ConnectRequest.login(config.withResource(resource), resume);
        attempt = environment.threads().start("xmpp-connect", () -> attempt(link, request));
    }

    private void attempt(Link link, ConnectRequest request) {
        try {
            StanzaStream stream = connector.connect(request, link);
            loop.execute(() -> opened(link, stream));
        } catch (XmppException expected) {
            loop.execute(() -> failed(link, expected));
        } catch (RuntimeException | Error unexpected) {
            LOG.error("the engine failed while connecting", unexpected);
            XmppException failure = new XmppException(
                    XmppException.Kind.DISCONNECTED, "the engine failed while connecting: " + unexpected, unexpected);
            loop.execute(() -> failed(link, failure));
        }
    }

    private void opened(Link link, StanzaStream stream) {
        if (link != current) {
            stream.abort();
            return;
        }
        attempt = null;
        resume = ResumeState.NONE;
        link.opened(stream, () -> owner.opened(link));
    }

    private void failed(Link link, XmppException cause) {
        if (link == current) {
            attempt = null;
            over(cause);
        }
    }

    @Override
    public void arrived(Link link, Link.Arrival arrival) {
        if (link == current) {
            owner.arrived(link, arrival);
        }
    }

    @Override
    public void closed(Link link, @Nullable XmppException cause, ResumeState newResume) {
        if (link != current) {
            return;
        }
        resume = newResume;
        over(
                cause != null
                        ? cause
                        : new XmppException(XmppException.Kind.DISCONNECTED, "the server has ended the stream"));
    }

    private void over(XmppException cause) {
        if (current != null) {
            current.retire();
        }
        current = null;
        if (onlineSince != null) {
            Duration life = Duration.between(onlineSince, loop.now());
            failures = life.compareTo(GOOD_LIFE) >= 0 ? 0 : failures;
            conflictSpent &= life.compareTo(CONFLICT_FORGOTTEN) < 0;
            onlineSince = null;
        }
        Retry retry = Retry.decide(cause.kind(), failures, conflictSpent, environment.random());
        if (!retry.again()) {
            stopped = true;
            owner.stopped(cause);
            return;
        }
        if (retry.freshResource()) {
            conflictSpent = true;
            resource = config.resource() + "-" + ids.suffix();
            resume = ResumeState.NONE;
        }
        failures++;
        timer = loop.after(retry.delay(), this::connect);
        owner.lost(cause, !resume.equals(ResumeState.NONE));
    }

    /** The session is online on its stream. */
    void online() {
        onlineSince = loop.now();
    }

    /**
     * No more streams.
     *
     * @return the live one, which the caller ends; or {@code null}
     */
    @Nullable
    Link stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        if (attempt != null) {
            attempt.interrupt();
        }
        Link last = current;
        current = null;
        if (last == null) {
            return null;
        }
        boolean live = last.isLive();
        last.retire();
        return live ? last : null;
    }
}
