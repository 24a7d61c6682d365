package ai.openclaw.xmpp.smack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context that Smack cannot make trust others: it initialises any context anew, by default with the system's trust managers, and that
 * has no effect here.
 */
final class OwnContext extends SSLContext {

    /** Puts TLS over a connected socket. */
    interface Layer {
        Socket over(Socket connected) throws IOException;
    }

    OwnContext(SSLContext trust, Layer layer) {
        super(new Spi(trust, layer), trust.getProvider(), trust.getProtocol());
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext trust;
        private final Layer layer;

        Spi(SSLContext trust, Layer layer) {
            this.trust = trust;
            this.layer = layer;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random) {
            // Whom to trust has been decided.
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Factory(trust.getSocketFactory(), layer);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return trust.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return trust.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return trust.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return trust.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return trust.getClientSessionContext();
        }
    }

    /** Smack asks for one thing: TLS over the socket it has. */
    private static final class Factory extends SSLSocketFactory {
        private final SSLSocketFactory trust;
        private final Layer layer;

        Factory(SSLSocketFactory trust, Layer layer) {
            this.trust = trust;
            this.layer = layer;
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
            return layer.over(connected);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return trust.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return trust.getSupportedCipherSuites();
        }

        private static Socket refuse() {
            throw new UnsupportedOperationException("only TLS over a socket that is connected");
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
}
