package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Environment;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulated engine, with every stream watched and, where a mutant wants it, bent. */
@SuppressWarnings("ReferenceEquality") // The very stanza is meant, not one like it.
final class WatchedEngine extends StreamProvider {

    /** How long a stanza may take to the server. */
    private static final Duration UNDERWAY = Duration.ofSeconds(40);

    private final SimulatedServer server;
    private final Jid account;
    private final Journal journal;
    private final Ledger ledger;
    private final RoomTruth rooms;
    private final Mutation mutation;
    private final boolean forgetful;
    private final Loop loop;
    private final List<WatchedStream> streams = new ArrayList<>();
    private @Nullable Stanza announcement;
    private Instant announcing = Instant.MIN;

    /**
     * An engine for one account.
     *
     * @param environment what the session lives in
     * @param forgetful whether messages may be lost with every stream that is not resumed
     */
    WatchedEngine(
            Environment environment,
            SimulatedServer server,
            Jid account,
            Journal journal,
            Ledger ledger,
            RoomTruth rooms,
            Mutation mutation,
            boolean forgetful) {
        super(environment);
        this.server = server;
        this.account = account;
        this.journal = journal;
        this.ledger = ledger;
        this.rooms = rooms;
        this.mutation = mutation;
        this.forgetful = forgetful;
        this.loop = server.scheduler().loop();
    }

    Loop loop() {
        return loop;
    }

    Jid account() {
        return account;
    }

    Jid roomService() {
        return server.roomService();
    }

    Journal journal() {
        return journal;
    }

    Ledger ledger() {
        return ledger;
    }

    RoomTruth rooms() {
        return rooms;
    }

    /** Our presence is on its way. Where another client or nobody keeps our messages, they may miss us until it is there. */
    void announcing(Stanza presence) {
        announcement = presence;
        announcing = journal.now();
        mayLose();
    }

    void acknowledged(Stanza stanza) {
        if (stanza == announcement) {
            announcement = null;
        }
    }

    private void mayLose() {
        if (forgetful) {
            ledger.mayLose(announcement == null ? journal.now() : announcing, UNDERWAY);
        }
    }

    @Override
    public String name() {
        return "watched";
    }

    @Override
    protected StanzaStream connect(ServerAddress address, ConnectRequest request, StanzaStreamListener listener) {
        StanzaStream stream = open(request, listener);
        if (mutation.opensTwo()) {
            open(request, listener);
        }
        return stream;
    }

    private StanzaStream open(ConnectRequest request, StanzaStreamListener listener) {
        BentStream bent = mutation.stream(loop);
        WatchedStream watched = new WatchedStream(this, bent);
        bent.between(listener, watched);
        StanzaStream stream = server.engine().connect(request, watched);
        watched.opened(stream);
        streams.removeIf(WatchedStream::isOver);
        if (!streams.isEmpty()) {
            journal.broken(Invariant.ONE_STREAM, "a stream is opened while another lives");
        }
        streams.add(watched);
        boolean resumed = stream.info().resumed();
        journal.note("opened " + stream.address() + (resumed ? ", resumed" : ""));
        if (!request.resume().equals(ResumeState.NONE)) {
            journal.hit(resumed ? "RESUMED" : "NOT_RESUMED");
        }
        if (!resumed) {
            rooms.newStream();
            announcement = null;
            mayLose();
        } else if (announcement != null) {
            mayLose();
        }
        return bent;
    }
}
