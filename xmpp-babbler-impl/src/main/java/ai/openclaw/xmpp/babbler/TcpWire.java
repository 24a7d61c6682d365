package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.tls.Trust;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A stream over TCP: STARTTLS (RFC 6120 §5) or TLS from the first byte (XEP-0368). There is no wire before TLS is proven. */
final class TcpWire implements Wire {

    private static final String STARTTLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final long MAX_QUEUED = 8L << 20;
    private static final String END = "</stream:stream>";
    private static final String STOP = "";

    private final ServerAddress server;
    private final ConnectRequest request;
    private final Socket plain;
    private final SSLSocket socket;
    private final LinkedBlockingQueue<String> outgoing = new LinkedBlockingQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean restart;
    private volatile @Nullable XmppException failure;

    private TcpWire(ServerAddress server, ConnectRequest request, Socket plain, SSLSocket socket) {
        this.server = server;
        this.request = request;
        this.plain = plain;
        this.socket = socket;
    }

    /** Connects and proves TLS; blocks. */
    static TcpWire connect(ServerAddress server, ConnectRequest request) {
        int timeout = Math.toIntExact(request.connectTimeout().toMillis());
        Socket plain = new Socket();
        boolean done = false;
        try {
            plain.connect(new InetSocketAddress(InetAddress.getByName(server.host()), server.port()), timeout);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(timeout);
            if (server.transport() == ServerAddress.Transport.STARTTLS) {
                startTls(plain, server, request);
            }
            TcpWire wire = new TcpWire(server, request, plain, secure(plain, server, request));
            plain.setSoTimeout(0);
            done = true;
            return wire;
        } catch (IOException failed) {
            throw Errors.connecting(failed, server, request);
        } catch (XmlRefusedException hostile) {
            throw Errors.hostile(server, hostile);
        } finally {
            if (!done) {
                closeQuietly(plain);
            }
        }
    }

    private static SSLSocket secure(Socket plain, ServerAddress server, ConnectRequest request) throws IOException {
        SSLContext context = Trust.context(request.tls());
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(plain, request.jid().asciiDomain(), server.port(), true);
        SSLParameters parameters = Trust.parameters(context, request.tls());
        if (server.transport() == ServerAddress.Transport.DIRECT_TLS) {
            parameters.setApplicationProtocols(new String[] {"xmpp-client"});
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (java.net.SocketTimeoutException silent) {
            throw silent;
        } catch (IOException refused) {
            throw Errors.tls(refused, server, request);
        }
        return socket;
    }

    /** Asks for TLS in clear; whatever else the server says before or behind its answer is not listened to. */
    private static void startTls(Socket plain, ServerAddress server, ConnectRequest request)
            throws IOException, XmlRefusedException {
        List<String> elements = new ArrayList<>();
        StanzaSplitter splitter = StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            @Override
            public void onOpen(String startTag) {}

            @Override
            public void onElement(String xml) {
                elements.add(xml);
            }

            @Override
            public void onClose() {
                elements.add(END);
            }
        });
        write(plain, header(request));
        XmlElement features = nextElement(plain, splitter, elements, server, request);
        if (!features.is(XmlReader.STREAM, "features")
                || features.child(STARTTLS, "starttls").isEmpty()) {
            throw Errors.noStartTls(server);
        }
        write(plain, "<starttls xmlns='" + STARTTLS + "'/>");
        XmlElement answer = nextElement(plain, splitter, elements, server, request);
        if (!answer.is(STARTTLS, "proceed")) {
            throw new XmppException(
                    XmppException.Kind.TLS,
                    "the server " + server + " offers TLS but refuses to start it, so the password was not sent");
        }
        if (!splitter.isAtRest() || !elements.isEmpty()) {
            throw new XmppException(
                    XmppException.Kind.TLS,
                    "the server " + server
                            + " sent clear text behind its answer to STARTTLS; somebody may be tampering with"
                            + " the connection, so the password was not sent");
        }
    }

    private static XmlElement nextElement(
            Socket plain, StanzaSplitter splitter, List<String> elements, ServerAddress server, ConnectRequest request)
            throws IOException, XmlRefusedException {
        byte[] buffer = new byte[8192];
        while (elements.isEmpty()) {
            int count = plain.getInputStream().read(buffer);
            if (count < 0) {
                throw Errors.lost(server, null);
            }
            splitter.feed(buffer, 0, count);
        }
        String first = elements.remove(0);
        if (first.equals(END)) {
            throw Errors.lost(server, null);
        }
        XmlElement element = XmlReader.read(first);
        if (element.is(XmlReader.STREAM, "error")) {
            throw Errors.streamError(element, server, request);
        }
        return element;
    }

    private static void write(Socket plain, String text) throws IOException {
        plain.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        plain.getOutputStream().flush();
    }

    private static String header(ConnectRequest request) {
        return "<?xml version='1.0'?><stream:stream xmlns='" + XmlReader.CLIENT + "' xmlns:stream='" + XmlReader.STREAM
                + "' to='" + request.jid().domain() + "' version='1.0'>";
    }

    @Override
    public void open(Listener listener) {
        outgoing.add(header(request));
        daemon("xmpp-writer-" + request.jid(), this::writeAll).start();
        daemon("xmpp-reader-" + request.jid(), () -> readAll(listener)).start();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void readAll(Listener listener) {
        boolean[] closed = {false};
        @Nullable XmppException cause = null;
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[16 * 1024];
            StanzaSplitter splitter = splitter(listener, closed);
            int count;
            while (!closed[0] && (count = in.read(buffer)) >= 0) {
                splitter.feed(buffer, 0, count);
                if (restart) {
                    restart = false;
                    splitter = splitter(listener, closed);
                }
            }
            if (!closed[0]) {
                cause = Errors.lost(server, null);
            }
        } catch (XmlRefusedException hostile) {
            cause = Errors.hostile(server, hostile);
        } catch (IOException broken) {
            cause = Errors.lost(server, broken);
        } finally {
            abort();
            ended.countDown();
            XmppException known = failure;
            listener.onEnd(closing.get() ? null : known != null ? known : cause);
        }
    }

    private static StanzaSplitter splitter(Listener listener, boolean[] closed) {
        return StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            @Override
            public void onOpen(String startTag) {
                listener.onOpen();
            }

            @Override
            public void onElement(String xml) {
                listener.onElement(xml);
            }

            @Override
            public void onClose() {
                closed[0] = true;
            }
        });
    }

    private void writeAll() {
        try {
            java.io.OutputStream out = new java.io.BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
            while (true) {
                String text = outgoing.take();
                if (text.equals(STOP)) {
                    return;
                }
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.write(bytes);
                queued.addAndGet(-text.length());
                if (outgoing.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException broken) {
            // The reader notices too, and tells.
            abort();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void restart() {
        restart = true;
        outgoing.add(header(request));
    }

    @Override
    public void send(String xml) {
        if (queued.addAndGet(xml.length()) > MAX_QUEUED) {
            failure = new XmppException(
                    XmppException.Kind.DISCONNECTED,
                    "the connection to " + server + " takes no data: more than " + (MAX_QUEUED >> 20)
                            + " MiB are waiting");
            abort();
            return;
        }
        outgoing.add(xml);
    }

    @Override
    public boolean isFramed() {
        return false;
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            outgoing.add(END);
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
        outgoing.add(STOP);
        // TLS's own goodbye could block on a dead network: the socket below it is closed instead.
        closeQuietly(plain);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // It is closed either way.
        }
    }

    @Override
    public @Nullable InetAddress remoteAddress() {
        return plain.getInetAddress();
    }

    @Override
    public @Nullable String tlsVersion() {
        return socket.getSession().getProtocol();
    }

    @Override
    public @Nullable String tlsCipher() {
        return socket.getSession().getCipherSuite();
    }
}
