package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one connection: the one to the server, and the TLS over it, whoever asks for that. Smack is given them by its
 * factories, so that they can be dropped without it.
 */
final class Sockets {

    private final SSLContext trust;
    private final ConnectRequest request;
    private final ServerAddress server;
    private final Socket plain = new Socket();
    private volatile @Nullable SSLSocket secured;

    Sockets(ServerAddress server, ConnectRequest request) {
        this.server = server;
        this.request = request;
        this.trust = Trust.context(request.tls());
    }

    boolean isDirect() {
        return server.transport() == ServerAddress.Transport.DIRECT_TLS;
    }

    /** Where Smack gets the socket that it connects. */
    SocketFactory factory() {
        return new Factory(isDirect() ? new Direct() : plain);
    }

    /** Where Smack gets the context for STARTTLS: ours, whatever trust managers it wants to put into one. */
    SSLContext context() {
        return new OwnContext(trust, this::secure);
    }

    /** Puts TLS over a connected socket: the certificate must be trusted and name the XMPP domain, or the handshake fails. */
    private SSLSocket secure(Socket connected) throws IOException {
        SSLSocket socket = (SSLSocket)
                trust.getSocketFactory().createSocket(connected, request.jid().asciiDomain(), server.port(), true);
        SSLParameters parameters = Trust.parameters(trust, request.tls());
        if (isDirect()) {
            parameters.setApplicationProtocols(new String[] {"xmpp-client"});
        }
        socket.setSSLParameters(parameters);
        secured = socket;
        return socket;
    }

    /** What the server says, inside TLS as soon as there is any. */
    InputStream input() throws IOException {
        SSLSocket socket = secured;
        return socket != null ? socket.getInputStream() : plain.getInputStream();
    }

    /** The TLS session; {@code null} before the handshake. */
    @Nullable
    SSLSession session() {
        SSLSocket socket = secured;
        return socket == null ? null : socket.getSession();
    }

    @Nullable
    InetAddress remoteAddress() {
        return plain.getInetAddress();
    }

    /** Drops the connection. TLS's own goodbye could block on a dead network: the socket below it is closed. */
    void drop() {
        try {
            plain.close();
        } catch (IOException alreadyGone) {
            // It is closed either way.
        }
    }

    /** Gives Smack its one socket. */
    private static final class Factory extends SocketFactory {
        private final Socket socket;

        Factory(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        private static Socket refuse() {
            throw new UnsupportedOperationException("only sockets that are not connected yet");
        }

        @Override
        public Socket createSocket(String host, int port) {
            return refuse();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return refuse();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return refuse();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            return refuse();
        }
    }

    /** TLS from the first byte (XEP-0368), which Smack does not know: it takes this for an ordinary socket. */
    private final class Direct extends Socket {
        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            plain.connect(address, timeout);
            plain.setSoTimeout(timeout);
            secure(plain).startHandshake();
            plain.setSoTimeout(0);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return input();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return Objects.requireNonNull(secured, "not connected").getOutputStream();
        }

        @Override
        public boolean isClosed() {
            return plain.isClosed();
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // must not wait for one who connects
        public void close() {
            drop();
        }
    }
}
