package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.tls.Trust;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A peer over direct TLS and SASL PLAIN: as little as a client can be. One thread reads; who sends writes. */
public final class TcpPeer extends Peer {

    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";

    private final Socket plain;
    private final SSLSocket socket;
    private final BlockingQueue<XmlElement> negotiation = new LinkedBlockingQueue<>();
    private volatile @Nullable Jid address;
    private volatile StanzaSplitter splitter = newSplitter();

    private TcpPeer(Socket plain, SSLSocket socket) {
        this.plain = plain;
        this.socket = socket;
    }

    /**
     * Logs in.
     *
     * @param server where to go; its transport does not matter, it is spoken to by direct TLS
     * @param config who to be
     */
    public static TcpPeer logIn(ServerAddress server, SessionConfig config) {
        try {
            Socket plain = new Socket(InetAddress.getByName(server.host()), server.port());
            plain.setTcpNoDelay(true);
            SSLSocket socket = (SSLSocket) Trust.context(config.tls())
                    .getSocketFactory()
                    .createSocket(plain, config.jid().asciiDomain(), server.port(), true);
            TcpPeer peer = new TcpPeer(plain, socket);
            peer.negotiate(config);
            return peer;
        } catch (IOException failed) {
            throw new IllegalStateException(config.jid() + " cannot log in at " + server, failed);
        }
    }

    private void negotiate(SessionConfig config) throws IOException {
        Threads.daemon("peer-" + config.jid(), this::readAll);
        open(config);
        String secret = "\0" + config.jid().local() + "\0" + config.password().reveal();
        write("<auth xmlns='" + SASL + "' mechanism='PLAIN'>"
                + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)) + "</auth>");
        expect(SASL, "success");
        splitter = newSplitter();
        open(config);
        write("<iq type='set' id='bind'><bind xmlns='" + BIND + "'>"
                + XmlWriter.write(XmlElement.of(BIND, "resource", config.resource()), BIND) + "</bind></iq>");
        XmlElement bound = expect(XmlReader.CLIENT, "iq");
        address = bound.child(BIND, "bind")
                .flatMap(bind -> bind.child(BIND, "jid"))
                .flatMap(jid -> Jid.parse(jid.text()))
                .orElseThrow(() -> new IOException("no resource was bound: " + bound));
    }

    private void open(SessionConfig config) throws IOException {
        write("<?xml version='1.0'?><stream:stream xmlns='" + XmlReader.CLIENT + "' xmlns:stream='" + XmlReader.STREAM
                + "' to='" + config.jid().domain() + "' version='1.0'>");
        expect(XmlReader.STREAM, "features");
    }

    private XmlElement expect(String namespace, String name) throws IOException {
        try {
            XmlElement element = negotiation.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (element == null || !element.is(namespace, name)) {
                throw new IOException("the server said " + element + " instead of " + name);
            }
            return element;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while logging in", stopped);
        }
    }

    private void readAll() {
        String why = "the server has closed the connection";
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[16 * 1024];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                splitter.feed(buffer, 0, count);
            }
        } catch (IOException | XmlRefusedException broken) {
            why = broken.toString();
        }
        ended(why);
    }

    private StanzaSplitter newSplitter() {
        return StanzaSplitter.forStream(new StanzaSplitter.Sink() {
            @Override
            public void onOpen(String startTag) {}

            @Override
            public void onElement(String xml) {
                heard(xml);
            }

            @Override
            public void onClose() {
                ended("the server has closed the stream");
            }
        });
    }

    private void heard(String xml) {
        XmlElement element;
        try {
            element = XmlReader.read(xml);
        } catch (XmlRefusedException malformed) {
            ended("the server sent what is no XML: " + malformed.getMessage());
            return;
        }
        if (element.is(XmlReader.STREAM, "error")) {
            ended(xml);
        } else if (address == null && !isEarly(element)) {
            negotiation.add(element);
        } else {
            XmlReader.stanza(element).ifPresent(this::arrived);
        }
    }

    /** What the server sends between bind and our noticing it. */
    private static boolean isEarly(XmlElement element) {
        return element.is(XmlReader.CLIENT, "message") || element.is(XmlReader.CLIENT, "presence");
    }

    @Override
    public Jid address() {
        return Objects.requireNonNull(address, "not bound yet");
    }

    @Override
    public void send(Stanza stanza) {
        sendText(XmlWriter.forStream(stanza));
    }

    @Override
    public void sendText(String stanza) {
        try {
            write(stanza);
        } catch (IOException broken) {
            throw new IllegalStateException(address + " cannot send", broken);
        }
    }

    private synchronized void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void abort() {
        try {
            plain.setSoLinger(true, 0);
            plain.close();
        } catch (IOException gone) {
            // That was wanted.
        }
    }

    @Override
    public void close() {
        try {
            write("</stream:stream>");
            plain.close();
        } catch (IOException gone) {
            // That was wanted.
        }
    }
}
