package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An open stream: stanzas from the wire to the listener and back, past Babbler, and the talk of stream management (XEP-0198 §4) between
 * them.
 */
final class BabblerStream implements StanzaStream {

    private static final String ASK = "<r xmlns='" + StreamManagement.NS + "'/>";

    private final Wire wire;
    private final ServerAddress server;
    private final ConnectRequest request;
    private final StanzaStreamListener listener;
    private final Callbacks callbacks = new Callbacks();

    /** Held while the books are kept and the wire's queue is filled, so that both have one order; never while somebody is called. */
    private final Object order = new Object();

    private @Nullable StreamManagement books;
    private Resumption.@Nullable Ticket ticket;
    private @Nullable XmppException failure;
    private boolean closing;
    private boolean ended;

    private volatile @Nullable Jid address;
    private volatile @Nullable StreamInfo info;

    BabblerStream(Wire wire, ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        this.wire = wire;
        this.server = server;
        this.request = request;
        this.listener = listener;
    }

    /** The stream is open: from now on the listener hears, first what came meanwhile. */
    void goLive(Jid boundAddress, StreamInfo streamInfo) {
        address = boundAddress;
        info = streamInfo;
        callbacks.open();
    }

    /** The server counts from now on; so do we. With a ticket it can be resumed. */
    void manage(Resumption.@Nullable Ticket given) {
        synchronized (order) {
            books = new StreamManagement();
            ticket = given;
        }
    }

    /**
     * The server goes on with an earlier stream and has so many of our stanzas. It is asked at once to say that again: there are servers
     * (Prosody 0.12) that go on reading where the link was cut, and if that was within a stanza they never see the end of it.
     *
     * @return whether the count can be true
     */
    boolean resume(Resumption earlier, OptionalLong count) {
        Optional<List<Stanza>> known;
        synchronized (order) {
            StreamManagement kept = earlier.books();
            known = confirm(kept, count);
            books = kept;
            ticket = earlier.ticket();
            wire.send(ASK);
        }
        known.ifPresent(this::tellKnown);
        return known.isPresent();
    }

    /**
     * The server reads what we write on the resumed stream: what it does not have yet goes again.
     *
     * @return whether the count can be true
     */
    boolean goOn(OptionalLong count) {
        Optional<List<Stanza>> known;
        synchronized (order) {
            StreamManagement kept = Objects.requireNonNull(books);
            known = confirm(kept, count);
            if (known.isPresent()) {
                kept.unconfirmed().forEach(sent -> wire.send(text(sent.stanza())));
                ask(kept);
            }
        }
        known.ifPresent(this::tellKnown);
        return known.isPresent();
    }

    private static Optional<List<Stanza>> confirm(StreamManagement now, OptionalLong count) {
        return count.isPresent() ? now.confirm(count.getAsLong()) : Optional.empty();
    }

    /** The server does not go on with an earlier stream, but says how many of our stanzas it got there (XEP-0198 §5, example 11). */
    void settle(Resumption earlier, OptionalLong count) {
        confirm(earlier.books(), count).ifPresent(this::tellKnown);
    }

    private void tellKnown(List<Stanza> known) {
        for (Stanza stanza : known) {
            callbacks.add(() -> listener.onAcknowledged(stanza));
        }
    }

    /** Something came once the stream was open. */
    void onElement(XmlElement came) {
        XmlElement element = came.namespace().equals(ComponentSteps.ACCEPT) ? ComponentSteps.asOfClients(came) : came;
        if (element.namespace().equals(StreamManagement.NS)) {
            onManagement(element);
        } else if (isStanza(element)) {
            Stanza stanza = XmlReader.stanza(element).filter(this::carries).orElse(null);
            synchronized (order) {
                if (books != null) {
                    books.arrive(stanza);
                }
            }
            if (stanza != null) {
                callbacks.add(() -> listener.onStanza(stanza));
            }
        }
    }

    private static boolean isStanza(XmlElement element) {
        return element.namespace().equals(XmlReader.CLIENT)
                && (element.name().equals("message")
                        || element.name().equals("presence")
                        || element.name().equals("iq"));
    }

    private boolean carries(Stanza stanza) {
        return switch (request.purpose()) {
            case LOGIN, COMPONENT -> true;
            case REGISTRATION -> stanza.kind() == Stanza.Kind.IQ;
            case PROBE -> false;
        };
    }

    private void onManagement(XmlElement element) {
        Optional<List<Stanza>> known = Optional.of(List.of());
        synchronized (order) {
            if (books == null) {
                return;
            }
            if (element.name().equals("r")) {
                wire.send(answer(books));
            } else if (element.name().equals("a")) {
                known = confirm(books, StreamManagement.count(element.attribute("h")));
                ask(books);
            }
        }
        if (known.isEmpty()) {
            fail(EngineErrors.wrongCount(server));
            wire.abort();
        }
        known.ifPresent(this::tellKnown);
    }

    private void ask(StreamManagement now) {
        if (now.ask()) {
            wire.send(ASK);
        }
    }

    private static String answer(StreamManagement now) {
        return "<a xmlns='" + StreamManagement.NS + "' h='" + now.tell() + "'/>";
    }

    /** The stream is of no more use, and nobody should come back to it; the wire is dropped next. */
    void fail(XmppException cause) {
        synchronized (order) {
            ticket = null;
            failure = failure == null ? cause : failure;
        }
    }

    /** The wire has ended. */
    void onEnd(@Nullable XmppException cause, boolean cut) {
        @Nullable XmppException told;
        ResumeState resume = ResumeState.NONE;
        List<Stanza> unknown = List.of();
        synchronized (order) {
            ended = true;
            told = closing ? null : failure != null ? failure : cause != null ? cause : EngineErrors.ended(server);
            if (books != null) {
                unknown = books.unconfirmed().stream()
                        .map(StreamManagement.Sent::stanza)
                        .toList();
                if (cut && !closing && ticket != null) {
                    resume = new Resumption(ticket, books, System::nanoTime);
                }
            }
        }
        ResumeState left = resume;
        List<Stanza> left2 = unknown;
        callbacks.add(() -> listener.onClosed(told, left, left2));
    }

    @Override
    public Jid address() {
        return Objects.requireNonNull(address);
    }

    @Override
    public StreamInfo info() {
        return Objects.requireNonNull(info);
    }

    @Override
    public void send(Stanza stanza) {
        if (!carries(stanza)) {
            return;
        }
        String text = text(stanza);
        synchronized (order) {
            if (ended || closing || failure != null) {
                return;
            }
            if (books == null || books.send(stanza, text.length())) {
                wire.send(text);
                if (books != null) {
                    ask(books);
                }
                return;
            }
            // The session may go on elsewhere; this stanza was not on it.
            failure = EngineErrors.stuck(server, OutgoingText.MAX_WAITING);
        }
        wire.abort();
    }

    private String text(Stanza stanza) {
        Stanza full = stanza;
        if (request.purpose() == ConnectRequest.Purpose.COMPONENT && stanza.from() == null) {
            // For a client the server writes it, for a component nobody does (XEP-0114 §3).
            full = new Stanza(
                    stanza.kind(),
                    stanza.type(),
                    request.jid(),
                    stanza.to(),
                    stanza.id(),
                    stanza.lang(),
                    stanza.payload());
        }
        return wire.isFramed() ? XmlWriter.forFrame(full) : XmlWriter.forStream(full);
    }

    @Override
    public void acknowledge(Stanza stanza) {
        synchronized (order) {
            if (!ended && books != null && books.safe(stanza)) {
                wire.send(answer(books));
            }
        }
    }

    @Override
    public void close() {
        synchronized (order) {
            if (!closing && !ended && books != null) {
                if (books.hasNews()) {
                    wire.send(answer(books));
                }
                if (!books.unconfirmed().isEmpty()) {
                    wire.send(ASK);
                }
            }
            closing = true;
        }
        wire.close();
    }

    @Override
    public void abort() {
        wire.abort();
    }
}
