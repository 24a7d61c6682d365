package ai.openclaw.xmpp.session.tls;

import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Turns the settings of whom to trust into what JSSE wants, for streams and for file transfers. Thread-safe. */
public final class Trust {

    private Trust() {}

    /**
     * A context that trusts exactly whom the settings name.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if the certificate file cannot be read
     */
    public static SSLContext context(TlsConfig tls) {
        try {
            X509ExtendedTrustManager trusted = trustManager(tls.caFile());
            TrustManager[] managers = {new Strict(trusted, tls.pinSha256())};
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException | IOException broken) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the certificate authorities in tls.caFile (" + tls.caFile() + ") cannot be read: "
                            + broken.getMessage() + "; it must be a PEM file with at least one certificate",
                    broken);
        }
    }

    /** Parameters that check the certificate's name and keep old versions away. */
    public static SSLParameters parameters(SSLContext context, TlsConfig tls) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(
                tls.minVersion().equals("TLSv1.3") ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"});
        return parameters;
    }

    private static X509ExtendedTrustManager trustManager(@Nullable Path caFile)
            throws GeneralSecurityException, IOException {
        @Nullable KeyStore store = null;
        if (caFile != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            try (InputStream in = Files.newInputStream(caFile)) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca" + count++, certificate);
                }
            }
            if (count == 0) {
                throw new IOException("it holds no certificate");
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    /**
     * Trust as usual; besides, the certificate must be valid today even if it is its own authority (Java does not ask then), and if
     * keys are pinned its key must be one of them.
     */
    private static final class Strict extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager trusted;
        private final Set<String> pins;

        Strict(X509ExtendedTrustManager trusted, Set<String> pins) {
            this.trusted = trusted;
            this.pins = pins;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            chain[0].checkValidity();
            if (pins.isEmpty()) {
                return;
            }
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(chain[0].getPublicKey().getEncoded());
                String pin = Base64.getEncoder().encodeToString(digest);
                if (!pins.contains(pin)) {
                    throw new CertificateException("the server's key " + pin + " is none of those in tls.pinSha256");
                }
            } catch (java.security.NoSuchAlgorithmException impossible) {
                throw new CertificateException(impossible);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trusted.checkServerTrusted(chain, authType, socket);
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trusted.checkServerTrusted(chain, authType, engine);
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trusted.checkServerTrusted(chain, authType);
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trusted.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trusted.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trusted.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trusted.getAcceptedIssuers();
        }
    }
}
