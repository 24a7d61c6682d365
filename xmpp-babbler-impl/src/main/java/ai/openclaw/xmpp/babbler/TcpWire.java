package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A stream over TCP. */
final class TcpWire implements Wire {

    private final ServerAddress server;
    private final ConnectRequest request;
    private final Socket plain;
    private final Socket socket;
    private final OutgoingText outgoing;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean restart;
    private boolean closed;
    private volatile @Nullable XmppException failure;

    private TcpWire(ServerAddress server, ConnectRequest request, TcpConnector.Connected connected) throws IOException {
        this.server = server;
        this.request = request;
        this.plain = connected.plain();
        this.socket = connected.socket();
        // That writing has failed the reader notices too, and tells.
        this.outgoing = new OutgoingText("xmpp-writer-" + request.jid(), socket.getOutputStream(), this::abort);
    }

    /** Connects and proves TLS; blocks. */
    static TcpWire connect(ServerAddress server, ConnectRequest request) {
        TcpConnector.Connected connected = new TcpConnector(server, request).connect();
        try {
            return new TcpWire(server, request, connected);
        } catch (IOException lost) {
            TcpConnector.closeQuietly(connected.plain());
            throw EngineErrors.lost(server, lost);
        }
    }

    @Override
    public void open(Listener listener) {
        outgoing.add(TcpConnector.header(request));
        EngineThreads.start("xmpp-reader-" + request.jid(), () -> read(listener));
    }

    private void read(Listener listener) {
        @Nullable XmppException cause = null;
        boolean cut = true;
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[16 * 1024];
            StanzaSplitter splitter = splitter(listener);
            int count;
            while (!closed && (count = in.read(buffer)) >= 0) {
                splitter.feed(buffer, 0, count);
                if (restart) {
                    restart = false;
                    splitter = splitter(listener);
                }
            }
            cut = !closed;
            if (cut) {
                cause = EngineErrors.lost(server, null);
            }
        } catch (XmlRefusedException hostile) {
            cause = EngineErrors.hostile(server, hostile);
            cut = false;
        } catch (IOException broken) {
            cause = EngineErrors.lost(server, broken);
        } finally {
            abort();
            ended.countDown();
            XmppException known = failure;
            listener.onEnd(known != null ? known : cause, cut);
        }
    }

    private StanzaSplitter splitter(Listener listener) {
        return StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            @Override
            public void onOpen(String startTag) {
                listener.onOpen(startTag);
            }

            @Override
            public void onElement(String xml) {
                listener.onElement(xml);
            }

            @Override
            public void onClose() {
                closed = true;
            }
        });
    }

    @Override
    public void restart() {
        restart = true;
        send(TcpConnector.header(request));
    }

    @Override
    public void send(String xml) {
        if (!outgoing.add(xml)) {
            failure = EngineErrors.stuck(server, OutgoingText.MAX_WAITING);
            abort();
        }
    }

    @Override
    public boolean isFramed() {
        return false;
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            outgoing.add(TcpConnector.END);
            try {
                ended.await(900, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        abort();
    }

    @Override
    public void abort() {
        outgoing.stop();
        // TLS's own goodbye could block on a dead network: the socket below it is closed instead.
        TcpConnector.closeQuietly(plain);
    }

    @Override
    public @Nullable InetAddress remoteAddress() {
        return plain.getInetAddress();
    }

    @Override
    public @Nullable String tlsVersion() {
        return socket instanceof SSLSocket secure ? secure.getSession().getProtocol() : null;
    }

    @Override
    public @Nullable String tlsCipher() {
        return socket instanceof SSLSocket secure ? secure.getSession().getCipherSuite() : null;
    }
}
