package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's key with a certificate that it signed itself, made by the JDK's own tool.
 *
 * @param certificate the certificate as a PEM file: trust this to trust the server
 * @param key the private key as a PEM file
 * @param context for the server's side
 */
public record ServerKey(Path certificate, Path key, SSLContext context) {

    private static final String PASSWORD = "changeit";

    /** One that is good for {@code localhost} for a month; made once. */
    public static ServerKey ofLocalhost() {
        return Shared.LOCALHOST;
    }

    /**
     * Makes one.
     *
     * @param host whom the certificate is for
     * @param start when it begins to be valid, as {@code keytool} writes it, such as {@code -1d}
     * @param days for how long
     */
    public static ServerKey make(String host, String start, int days) {
        try {
            return make(Directories.temporary("xmpp-key"), host, start, days);
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException("no key for " + host, failed);
        }
    }

    private static ServerKey make(Path directory, String host, String start, int days)
            throws IOException, GeneralSecurityException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server"));
        command.addAll(List.of(
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-storetype",
                "PKCS12",
                "-keystore",
                "store",
                "-storepass",
                PASSWORD));
        command.addAll(List.of("-dname", "CN=" + host, "-ext", "san=dns:" + host));
        command.addAll(List.of("-startdate", start, "-validity", String.valueOf(days)));
        // RSA: ejabberd does not read an EC key without its public half, which Java leaves out.
        run(directory, command);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("store"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new ServerKey(
                pem(directory, "CERTIFICATE", store.getCertificate("server").getEncoded()),
                pem(
                        directory,
                        "PRIVATE KEY",
                        store.getKey("server", PASSWORD.toCharArray()).getEncoded()),
                context);
    }

    private static Path pem(Path directory, String what, byte[] content) throws IOException {
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + what + "-----\n";
        return Files.writeString(directory.resolve(what.replace(' ', '-') + ".pem"), text);
    }

    private static void run(Path directory, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("stopped while keytool ran", stopped);
        }
    }

    /** Trusts this certificate and no other. */
    public TlsConfig trusted() {
        return TlsConfig.ofCaFile(certificate);
    }

    private static final class Shared {
        static final ServerKey LOCALHOST = make("localhost", "-1d", 30);
    }
}
