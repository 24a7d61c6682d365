package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.RosterCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a session: tells its parts, in the right order, that the books are open, that a stream is there, that it is lost or resumed, and
 * that all is over. Loop thread only.
 */
final class SessionLife implements Supervisor.Owner {

    private final SessionConfig config;
    private final Environment environment;
    private final SessionParts parts;
    private final SessionStatus status;
    private final Reception reception;
    private final Supervisor supervisor;
    private final boolean silent;

    /** Whether the server knows on this stream, or the one that it resumes, that we are there. */
    private boolean announced;

    /**
     * Not yet connecting.
     *
     * @param silent whether to stay without presence, roster and rooms, as for a try-out
     */
    SessionLife(
            SessionConfig config,
            Supervisor.Connector connector,
            Environment environment,
            SessionParts parts,
            SessionStatus status,
            Reception reception,
            boolean silent) {
        this.config = config;
        this.environment = environment;
        this.parts = parts;
        this.status = status;
        this.reception = reception;
        this.silent = silent;
        this.supervisor = new Supervisor(config, connector, parts.loop, environment, parts.ids, this);
    }

    void start() {
        parts.books.open(this::connect, problem -> {
            status.down(problem);
            parts.announcer.state(SessionState.CONNECTING, problem);
        });
    }

    private void connect() {
        parts.lanes.open();
        parts.liveTexts.open();
        supervisor.connect();
    }

    @Override
    public void opened(Link link) {
        parts.wire.open(link);
        parts.keepAlive.start();
        status.opened(link.stream());
        if (!link.stream().info().resumed()) {
            forget(Wire.lost());
        }
        if (announced) {
            live();
            parts.rooms.resumed();
            parts.profile.resumed();
        } else if (silent) {
            live();
        } else {
            parts.queries.get(null, RosterCodec.query()).whenComplete((answer, failure) -> {
                if (link.isLive()) {
                    parts.roster.load(failure == null ? answer : null);
                    announce();
                }
            });
        }
    }

    /** All ears are ready: only now the server may send what it kept for us. */
    private void announce() {
        parts.queries.set(null, XmlElement.of(Ns.CARBONS, "enable")).exceptionally(unsupported -> null);
        parts.directory.info(config.jid());
        live();
        announced = true;
        parts.profile.appear();
        parts.rooms.online();
        parts.services.online();
    }

    private void live() {
        supervisor.online();
        reception.spoken();
        status.online();
        parts.announcer.state(SessionState.ONLINE, null);
        parts.lanes.online();
        parts.liveTexts.online();
    }

    @Override
    public void arrived(Link link, Link.Arrival arrival) {
        reception.take(arrival.stanza(), () -> link.safe(arrival));
    }

    @Override
    public void lost(XmppException cause, boolean resumable) {
        down(cause);
        if (!resumable) {
            forget(cause);
        }
        if (silent) {
            stop(cause);
            return;
        }
        status.retrying();
        parts.announcer.state(status.state(), cause);
    }

    @Override
    public void stopped(XmppException cause) {
        down(cause);
        stop(cause);
    }

    /** There is no stream at the moment. */
    private void down(@Nullable XmppException cause) {
        status.down(cause);
        parts.keepAlive.stop();
        parts.wire.close();
    }

    /** The old stream will not go on: what it carried is gone, and with it our places in rooms. Harmless to say twice. */
    private void forget(XmppException cause) {
        announced = false;
        parts.profile.vanished();
        // First: who hears that a question has no answer must not take that for the resumption.
        parts.rooms.disconnected();
        parts.outgoing.fail(cause);
        parts.queries.fail(cause);
        parts.services.forget(cause);
        parts.roster.reset();
        parts.directory.forget();
        parts.commands.forget();
    }

    private void stop(@Nullable XmppException cause) {
        if (status.isClosed()) {
            return;
        }
        supervisor.stop();
        parts.lanes.end();
        parts.reactions.end();
        parts.liveTexts.end();
        parts.books.close();
        status.close();
        XmppException told = cause == null ? Session.ended() : cause;
        forget(told);
        parts.rooms.end(told);
        parts.outgoing.end();
        status.settle(told);
        parts.announcer.state(SessionState.CLOSED, cause);
        status.release();
    }

    /** Says good-bye to the server, and ends. */
    void leave() {
        if (status.isClosed()) {
            return;
        }
        Link last = supervisor.stop();
        if (last == null) {
            gone();
            return;
        }
        parts.wire.sendIfOpen(Stanzas.presence("unavailable", null, null, List.of()));
        environment.threads().start("xmpp-close", () -> {
            try {
                last.stream().close();
            } finally {
                parts.loop.execute(this::gone);
            }
        });
    }

    private void gone() {
        if (!status.isClosed()) {
            down(null);
            stop(null);
        }
    }
}
