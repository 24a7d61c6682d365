package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket: bytes in and bytes out. One thread reads, and negotiates; another writes, so that the server never waits for a
 * client.
 */
final class SocketConnection implements ClientEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int LOGIN_PATIENCE_MILLIS = 30_000;
    private static final long MAX_WAITING = 8L << 20;

    /** Ends the writer, and the socket with it. */
    private static final String LAST = "";

    private final SimulatedServer server;
    private final SSLContext tls;
    private final Consumer<SocketConnection> whenOver;
    private final ClientNegotiation negotiation;
    private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final List<XmlElement> elements = new ArrayList<>();
    private final Socket raw;
    private volatile Socket socket;
    private volatile boolean dropped;
    private volatile boolean ending;
    private boolean secure;
    private boolean opened;
    private boolean closedByClient;

    SocketConnection(
            SimulatedServer server,
            Socket socket,
            SSLContext tls,
            boolean direct,
            Consumer<SocketConnection> whenOver) {
        this.server = server;
        this.raw = socket;
        this.socket = socket;
        this.tls = tls;
        this.whenOver = whenOver;
        this.secure = direct;
        this.negotiation = new ClientNegotiation(server, this);
    }

    /** Reads until the end. */
    void run() {
        LoopbackServer.start("sim-writer", this::writeOut);
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LOGIN_PATIENCE_MILLIS);
            if (secure) {
                secure();
            }
            readStreams();
        } catch (IOException over) {
            LOG.debug("a connection is over: {}", over.toString());
        } catch (StreamEndedException ended) {
            end(ended.error());
        } catch (XmlRefusedException refused) {
            end(new StreamError("policy-violation", String.valueOf(refused.getMessage())));
        } finally {
            negotiation.session().ifPresent(session -> server.act(() -> session.lost(this)));
            if (!ending) {
                drop();
            }
            whenOver.accept(this);
        }
    }

    private void secure() throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        socket = secured;
        secure = true;
    }

    private void readStreams() throws IOException, XmlRefusedException, StreamEndedException {
        byte[] buffer = new byte[16 * 1024];
        StanzaSplitter splitter = newStream();
        InputStream in = socket.getInputStream();
        int length;
        while (!dropped && !closedByClient && (length = in.read(buffer)) >= 0) {
            splitter.feed(buffer, 0, length);
            ClientNegotiation.Next next = take();
            if (next != ClientNegotiation.Next.GO_ON) {
                if (!splitter.isAtRest() || !elements.isEmpty()) {
                    throw new StreamEndedException(
                            "policy-violation", "there is more behind the end of a negotiation's step");
                }
                if (next == ClientNegotiation.Next.TLS) {
                    flush();
                    secure();
                    in = socket.getInputStream();
                }
                splitter = newStream();
            }
        }
        if (closedByClient) {
            if (negotiation.session().isPresent()) {
                server.act(() -> negotiation.session().ifPresent(session -> session.closed(this)));
            } else {
                end(null);
            }
        }
    }

    private ClientNegotiation.Next take() throws StreamEndedException {
        while (!elements.isEmpty() && !dropped) {
            ClientNegotiation.Next next = negotiation.take(elements.remove(0), secure);
            if (next != ClientNegotiation.Next.GO_ON) {
                return next;
            }
            if (negotiation.session().isPresent()) {
                patient();
            }
        }
        return ClientNegotiation.Next.GO_ON;
    }

    /** Who is logged in may be silent. */
    private void patient() {
        try {
            socket.setSoTimeout(0);
        } catch (IOException over) {
            LOG.debug("a connection is over: {}", over.toString());
        }
    }

    private StanzaSplitter newStream() {
        opened = false;
        return StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            private @Nullable XmlRefusedException refused;

            @Override
            public void onOpen(String startTag) {
                opened = true;
                write(negotiation.header(startTag));
                if (negotiation.isForUs(startTag)) {
                    write(negotiation.features(secure));
                } else {
                    end(new StreamError("host-unknown", "that domain is not here"));
                }
            }

            @Override
            public void onElement(String xml) {
                if (refused != null) {
                    return;
                }
                try {
                    elements.add(XmlReader.read(xml));
                } catch (XmlRefusedException malformed) {
                    refused = malformed;
                    end(new StreamError("not-well-formed", String.valueOf(malformed.getMessage())));
                }
            }

            @Override
            public boolean leavesOut() {
                return false;
            }

            @Override
            public void onClose() {
                closedByClient = true;
            }
        });
    }

    // Writing.

    /** Writes, some time. */
    void write(String text) {
        if (dropped || ending) {
            return;
        }
        if (waiting.addAndGet(text.length()) > MAX_WAITING) {
            LOG.info("a client does not read; its connection is dropped");
            drop();
            return;
        }
        outgoing.add(text);
    }

    private void writeOut() {
        try {
            while (true) {
                String text = outgoing.take();
                if (text.isEmpty()) {
                    break;
                }
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                synchronized (waiting) {
                    waiting.addAndGet(-text.length());
                    waiting.notifyAll();
                }
            }
        } catch (IOException over) {
            LOG.debug("a connection is over: {}", over.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            // TLS says good-bye where it may; this thread can wait for that.
            closeQuietly(dropped ? raw : socket);
            drop();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            LOG.debug("closing failed", failed);
        }
    }

    /** Waits until all is written. */
    private void flush() throws IOException {
        synchronized (waiting) {
            while (waiting.get() > 0 && !dropped) {
                try {
                    waiting.wait(LOGIN_PATIENCE_MILLIS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", stopped);
                }
            }
        }
    }

    @Override
    public void deliver(Stanza stanza) {
        String text = XmlWriter.forStream(stanza);
        negotiation
                .session()
                .ifPresent(session -> server.traced(session.account().jid(), "<", text));
        write(text);
    }

    @Override
    public void deliverRaw(String xml) {
        write(xml);
    }

    @Override
    public void requestAcknowledgement() {
        write("<r xmlns='" + Names.SM + "'/>");
    }

    @Override
    public void acknowledge(long handled) {
        write("<a xmlns='" + Names.SM + "' h='" + handled + "'/>");
    }

    @Override
    public void end(@Nullable StreamError error) {
        if (error != null) {
            write((opened ? "" : negotiation.header("")) + "<stream:error><" + error.condition()
                    + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                    + XmlWriter.write(
                            XmlElement.of("urn:ietf:params:xml:ns:xmpp-streams", "text", error.text()),
                            XmlReader.CLIENT)
                    + "</stream:error>");
        }
        write("</stream:stream>");
        ending = true;
        outgoing.add(LAST);
    }

    @Override
    public void drop() {
        dropped = true;
        outgoing.add(LAST);
        // Not that of TLS: it would wait for a writer that is stuck.
        closeQuietly(raw);
    }
}
