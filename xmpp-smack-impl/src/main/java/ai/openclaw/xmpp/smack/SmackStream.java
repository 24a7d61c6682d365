package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream: Smack opens it, then stanzas go from the gate to the listener and into Smack's writer, past the rest of Smack. */
final class SmackStream implements StanzaStream, Gate.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SmackStream.class);
    private static final String END = "</stream:stream>";

    private final ServerAddress server;
    private final ConnectRequest request;
    private final StanzaStreamListener listener;
    private final Sockets sockets;
    private final Gate gate;
    private final SmackConnection connection;
    private final Outgoing outgoing;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** True once the stream is its caller's; false if it never will be. */
    private final CompletableFuture<Boolean> given = new CompletableFuture<>();

    private volatile boolean negotiated;
    private volatile @Nullable RuntimeException failure;
    private @Nullable Jid address;
    private @Nullable StreamInfo info;

    /** Who waits for the login: Smack alone does not wake it if the connection ends in the middle of SASL. */
    private @Nullable Thread waiting;

    private boolean woken;
    private boolean explained;

    SmackStream(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        this.server = server;
        this.request = request;
        this.listener = listener;
        this.sockets = new Sockets(server, request);
        this.gate = new Gate(server, request, this);
        this.connection =
                new SmackConnection(Smack.configuration(server, request, sockets), sockets, gate, this::broken);
        this.outgoing = new Outgoing(connection::queue);
        connection.setReplyTimeout(request.connectTimeout().toMillis());
    }

    /**
     * Opens it; blocks.
     *
     * @throws XmppException if that fails
     * @throws ai.openclaw.xmpp.session.SeeOtherHostException if the server sends us elsewhere
     */
    void open() {
        synchronized (this) {
            waiting = Thread.currentThread();
        }
        try {
            connection.connect();
            address = request.jid();
            if (request.purpose() == ConnectRequest.Purpose.LOGIN) {
                connection.login(request.jid().local(), request.secret().reveal(), Smack.resource(request));
                address = Jid.of(connection.getUser().toString());
            }
            info = describe();
        } catch (InterruptedException stopped) {
            fail(EngineErrors.gaveUp(server, stopped));
            Thread.currentThread().interrupt();
        } catch (SmackException | XMPPException | IOException | RuntimeException failed) {
            fail(Errors.opening(failed, server, request));
        }
        synchronized (this) {
            waiting = null;
            if (woken) {
                // Our own interrupt has served its purpose.
                Thread.interrupted();
            }
        }
        if (!given.complete(info != null) || info == null) {
            abort();
            throw Objects.requireNonNull(failure);
        }
    }

    private StreamInfo describe() {
        SSLSession session = Objects.requireNonNull(sockets.session(), "there is no stream without TLS");
        return new StreamInfo(
                server.toString(),
                sockets.remoteAddress(),
                session.getProtocol(),
                session.getCipherSuite(),
                gate.mechanism(),
                null,
                gate.features(),
                false);
    }

    /** Keeps the first reason for the end, and wakes who waits for the login. */
    private synchronized void fail(RuntimeException cause) {
        boolean opener = waiting == Thread.currentThread();
        if (failure == null && (opener || !explained)) {
            failure = cause;
        }
        if (waiting != null && !opener && !explained && !negotiated) {
            woken = true;
            waiting.interrupt();
        }
    }

    /** Smack gives the connection up, for a reason of its own or because there is nothing more to read. */
    private void broken(@Nullable Exception problem) {
        if (!isExplained()) {
            fail(
                    problem == null || negotiated
                            ? EngineErrors.lost(server, problem)
                            : Errors.opening(problem, server, request));
        }
        given.complete(false);
    }

    /** Whether who opens the stream is thrown the reason by Smack; what comes of dropping the connection is none. */
    private synchronized boolean isExplained() {
        explained = explained || waiting == Thread.currentThread();
        return explained;
    }

    @Override
    public void onNegotiated() {
        negotiated = true;
    }

    @Override
    public void onStanza(Stanza stanza) {
        if (given.join()) {
            tell(() -> listener.onStanza(stanza));
        }
    }

    @Override
    public void onEnd(RuntimeException cause) {
        fail(cause);
        ended.countDown();
        sockets.drop();
        if (negotiated && given.join()) {
            @Nullable
            XmppException told = closing.get()
                    ? null
                    : failure instanceof XmppException known ? known : EngineErrors.lost(server, failure);
            tell(() -> listener.onClosed(told, ResumeState.NONE, List.of()));
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException faulty) {
            LOG.error("the listener of {} failed; the stream goes on", address, faulty);
        }
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
        if (request.purpose() != ConnectRequest.Purpose.PROBE && !closing.get() && ended.getCount() > 0) {
            write(XmlWriter.forStream(stanza));
        }
    }

    private void write(String text) {
        if (!outgoing.add(text)) {
            fail(EngineErrors.stuck(server, Outgoing.MAX_QUEUED));
            sockets.drop();
        }
    }

    @Override
    public void acknowledge(Stanza stanza) {
        // Counts with XEP-0198, which this engine does not speak.
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            write(END);
            try {
                ended.await(800, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        abort();
    }

    @Override
    public void abort() {
        sockets.drop();
    }
}
