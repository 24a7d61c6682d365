package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.codec.Delays;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A stream between the engine and the session: what came by it is what the session is measured by. */
@SuppressWarnings("ReferenceEquality") // The very stanza is meant, not one like it.
final class WatchedStream implements StanzaStream, StanzaStreamListener {

    /** What came, and what is to become of it. */
    private static final class Arrival {
        private final Stanza stanza;
        private Optional<Ledger.Expected> expected = Optional.empty();
        private boolean acknowledged;

        Arrival(Stanza stanza) {
            this.stanza = stanza;
        }
    }

    private final WatchedEngine engine;
    private final StanzaStreamListener session;
    private final Deque<Arrival> unacknowledged = new ArrayDeque<>();
    private final List<Ledger.Expected> all = new ArrayList<>();
    private @Nullable StanzaStream stream;
    private boolean over;

    WatchedStream(WatchedEngine engine, StanzaStreamListener session) {
        this.engine = engine;
        this.session = session;
    }

    void opened(StanzaStream opened) {
        stream = opened;
    }

    private StanzaStream stream() {
        return Objects.requireNonNull(stream);
    }

    boolean isOver() {
        return over;
    }

    // From the server.

    /** The session deals with it in an event of its own; so do we, right before. */
    @Override
    public void onStanza(Stanza stanza) {
        Arrival arrival = new Arrival(stanza);
        unacknowledged.add(arrival);
        engine.loop().execute(() -> account(arrival));
        session.onStanza(stanza);
    }

    private void account(Arrival arrival) {
        if (arrival.stanza.kind() == Stanza.Kind.MESSAGE) {
            arrival.expected = expected(arrival.stanza);
        }
        arrival.expected.ifPresent(entry -> {
            all.add(entry);
            if (arrival.acknowledged) {
                entry.acknowledged();
            }
        });
        engine.rooms().came(arrival.stanza);
    }

    private Optional<Ledger.Expected> expected(Stanza outer) {
        Stanza message = outer;
        Optional<Stanza> copied = Carbons.received(outer, engine.account());
        if (Carbons.isCopy(outer)) {
            if (copied.isEmpty() || copied.get().hasType("groupchat")) {
                return Optional.empty();
            }
            message = copied.get();
        }
        Jid from = message.from();
        OptionalInt number = message.child(Ns.CLIENT, "body")
                .map(body -> Ledger.number(body.text()))
                .orElse(OptionalInt.empty());
        if (from == null || number.isEmpty() || message.hasType("error") || message.hasType("headline")) {
            return Optional.empty();
        }
        boolean ofRoom = from.domain().equals(engine.roomService().domain());
        if (message.hasType("groupchat")) {
            return groupchat(message, from, number.getAsInt());
        } else if (ofRoom) {
            // Said by whoever has the nick at that moment; what was stored meanwhile may be anybody's by now.
            boolean stale = Delays.any(message.payload(), by -> true);
            return engine.rooms().isInside(from)
                    ? engine.ledger()
                            .arrived(
                                    Ledger.lane(ChatKind.ROOM_PRIVATE, from),
                                    number.getAsInt(),
                                    stale || isUncertain(from))
                    : Optional.empty();
        }
        return engine.ledger().arrived(Ledger.lane(ChatKind.DIRECT, from.bare()), number.getAsInt(), false);
    }

    private Optional<Ledger.Expected> groupchat(Stanza message, Jid from, int number) {
        // What our own server held back, till the stream was resumed, is no history.
        Jid account = engine.account();
        boolean history = Delays.any(message.payload(), by -> !by.equals(account) && !by.equals(account.domainJid()));
        return engine.rooms().isInside(from) && !history
                ? engine.ledger().arrived(Ledger.lane(ChatKind.ROOM, from.bare()), number, isUncertain(from))
                : Optional.empty();
    }

    private boolean isUncertain(Jid room) {
        return !engine.rooms().isLive(room) || engine.rooms().isLate(room);
    }

    @Override
    public void onAcknowledged(Stanza stanza) {
        engine.acknowledged(stanza);
        session.onAcknowledged(stanza);
    }

    @Override
    public void onClosed(@Nullable XmppException cause, ResumeState resume, List<Stanza> deliveryUnknown) {
        over = true;
        engine.loop().execute(() -> all.forEach(Ledger.Expected::streamGone));
        engine.journal().note("stream ended: " + cause + (resume.equals(ResumeState.NONE) ? "" : ", resumable"));
        session.onClosed(cause, resume, deliveryUnknown);
    }

    // From the session.

    @Override
    public void send(Stanza stanza) {
        if (!over) {
            engine.rooms().sent(stanza);
        }
        if (stanza.kind() == Stanza.Kind.PRESENCE && stanza.to() == null) {
            engine.announcing(stanza);
        }
        stream().send(stanza);
    }

    @Override
    public void acknowledge(Stanza stanza) {
        Arrival next = unacknowledged.poll();
        if (next == null || next.stanza != stanza) {
            engine.journal()
                    .broken(
                            Invariant.ACKNOWLEDGED,
                            "acknowledged: " + stanza + ", and not " + (next == null ? "nothing" : next.stanza));
        } else {
            next.acknowledged = true;
            next.expected.ifPresent(Ledger.Expected::acknowledged);
        }
        stream().acknowledge(stanza);
    }

    @Override
    public Jid address() {
        return stream().address();
    }

    @Override
    public StreamInfo info() {
        return stream().info();
    }

    @Override
    public void close() {
        over = true;
        stream().close();
    }

    @Override
    public void abort() {
        over = true;
        stream().abort();
    }
}
