package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.tls.Trust;
import ai.openclaw.xmpp.session.xml.StanzaSplitter;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections over TCP whose TLS is proven: by STARTTLS (RFC 6120 §5), or from the first byte (XEP-0368). Without TLS nothing
 * goes but a component's stream to this machine, which knows no STARTTLS (XEP-0114).
 */
final class TcpConnector {

    private static final String STARTTLS = "urn:ietf:params:xml:ns:xmpp-tls";
    static final String END = "</stream:stream>";

    private final ServerAddress server;
    private final ConnectRequest request;

    TcpConnector(ServerAddress server, ConnectRequest request) {
        this.server = server;
        this.request = request;
    }

    /**
     * A connection.
     *
     * @param plain the socket below
     * @param socket what to talk through: over TLS, or {@code plain} itself
     */
    record Connected(Socket plain, Socket socket) {}

    /** Connects and proves TLS; blocks. */
    Connected connect() {
        int timeout = Math.toIntExact(request.connectTimeout().toMillis());
        @Nullable Socket plain = null;
        boolean done = false;
        try {
            // A channel's socket: an interrupt closes it, in whatever it waits.
            plain = SocketChannel.open().socket();
            InetAddress address = InetAddress.getByName(server.host());
            boolean bare = mayGoWithoutTls(address);
            plain.connect(new InetSocketAddress(address, server.port()), timeout);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(timeout);
            if (!bare && server.transport() == ServerAddress.Transport.STARTTLS) {
                startTls(plain);
            }
            Connected connected = new Connected(plain, bare ? plain : secure(plain));
            plain.setSoTimeout(0);
            done = true;
            return connected;
        } catch (IOException failed) {
            throw EngineErrors.connecting(failed, server, request);
        } catch (XmlRefusedException hostile) {
            throw EngineErrors.hostile(server, hostile);
        } finally {
            if (!done && plain != null) {
                closeQuietly(plain);
            }
        }
    }

    private boolean mayGoWithoutTls(InetAddress address) {
        if (request.purpose() != ConnectRequest.Purpose.COMPONENT
                || server.transport() == ServerAddress.Transport.DIRECT_TLS) {
            return false;
        }
        if (!address.isLoopbackAddress()) {
            throw new XmppException(
                    XmppException.Kind.TLS,
                    "a component's stream to another machine (" + server
                            + ") needs TLS; give an address with xmpps://");
        }
        return true;
    }

    private SSLSocket secure(Socket plain) throws IOException {
        SSLContext context = Trust.context(request.tls());
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(plain, request.jid().asciiDomain(), server.port(), true);
        SSLParameters parameters = Trust.parameters(context, request.tls());
        if (server.transport() == ServerAddress.Transport.DIRECT_TLS
                && request.purpose() != ConnectRequest.Purpose.COMPONENT) {
            parameters.setApplicationProtocols(new String[] {"xmpp-client"});
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException refused) {
            throw EngineErrors.tls(refused, server, request);
        }
        return socket;
    }

    /** Asks for TLS in clear; whatever else the server says before or behind its answer is not listened to. */
    private void startTls(Socket plain) throws IOException, XmlRefusedException {
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
        XmlElement features = nextElement(plain, splitter, elements);
        if (!features.is(XmlReader.STREAM, "features")
                || features.child(STARTTLS, "starttls").isEmpty()) {
            throw EngineErrors.noStartTls(server);
        }
        write(plain, "<starttls xmlns='" + STARTTLS + "'/>");
        XmlElement answer = nextElement(plain, splitter, elements);
        if (!answer.is(STARTTLS, "proceed")) {
            throw EngineErrors.startTlsRefused(server);
        }
        if (!splitter.isAtRest() || !elements.isEmpty()) {
            throw EngineErrors.clearTextBehindProceed(server);
        }
    }

    private XmlElement nextElement(Socket plain, StanzaSplitter splitter, List<String> elements)
            throws IOException, XmlRefusedException {
        byte[] buffer = new byte[8192];
        while (elements.isEmpty()) {
            int count = plain.getInputStream().read(buffer);
            if (count < 0) {
                throw EngineErrors.lost(server, null);
            }
            splitter.feed(buffer, 0, count);
        }
        String first = elements.remove(0);
        if (first.equals(END)) {
            throw EngineErrors.lost(server, null);
        }
        XmlElement element = XmlReader.read(first);
        if (element.is(XmlReader.STREAM, "error")) {
            throw EngineErrors.opening(element, server, request);
        }
        return element;
    }

    private static void write(Socket plain, String text) throws IOException {
        plain.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        plain.getOutputStream().flush();
    }

    /** How we open a stream. */
    static String header(ConnectRequest request) {
        boolean component = request.purpose() == ConnectRequest.Purpose.COMPONENT;
        return "<?xml version='1.0'?><stream:stream xmlns='"
                + (component ? ComponentSteps.ACCEPT : XmlReader.CLIENT)
                + "' xmlns:stream='" + XmlReader.STREAM + "' to='"
                + request.jid().domain()
                // A component's stream has features in no version of the protocol.
                + (component ? "'>" : "' version='1.0'>");
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // It is closed either way.
        }
    }
}
