package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.session.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that writes and reads text. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5000;
    private static final String SASL = " xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";

    private final Path caFile;
    private final StringBuilder heard = new StringBuilder();
    private final byte[] buffer = new byte[8192];
    private Socket socket;

    RawClient(ServerAddress address, Path caFile) throws IOException {
        this.caFile = caFile;
        this.socket = new Socket(InetAddress.getByName(address.host()), address.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (address.transport() == ServerAddress.Transport.DIRECT_TLS) {
            secure();
        }
    }

    void secure() throws IOException {
        TlsConfig trust = TlsConfig.ofCaFile(caFile);
        SSLContext context = Trust.context(trust);
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "example.org", socket.getPort(), true);
        SSLParameters parameters = Trust.parameters(context, trust);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads until the pattern has come, forgets all up to it, and gives its first group, {@code null} if that took no part. */
    @Nullable
    String read(String pattern) throws IOException {
        Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL);
        InputStream in = socket.getInputStream();
        while (true) {
            Matcher matcher = compiled.matcher(heard);
            if (matcher.find()) {
                String found = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
                heard.delete(0, matcher.end());
                return found;
            }
            int length = in.read(buffer);
            if (length < 0) {
                throw new IOException("the end came instead of " + pattern + "; heard: " + heard);
            }
            heard.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
    }

    void open() throws IOException {
        write("<?xml version='1.0'?><stream:stream to='example.org' version='1.0' xmlns='jabber:client'"
                + " xmlns:stream='http://etherx.jabber.org/streams'>");
        read("</stream:features>");
    }

    void startTls() throws IOException {
        open();
        write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        read("<proceed");
        read(">");
        secure();
    }

    void plain(String user, String password) throws IOException {
        open();
        String data = base64("\0" + user + "\0" + password);
        write("<auth" + SASL + " mechanism='PLAIN'>" + data + "</auth>");
    }

    /** Logs in by SCRAM and checks that the server knows the password, too. */
    void scram(String hash, String user, String password) throws IOException, GeneralSecurityException {
        open();
        String first = "n=" + user + ",r=clientnonce";
        write("<auth" + SASL + " mechanism='SCRAM-" + hash + "'>" + base64("n,," + first) + "</auth>");
        String challenge = decode(found("<challenge[^>]*>([^<]*)</challenge>"));
        Matcher fields = Pattern.compile("r=(.*),s=(.*),i=(\\d+)").matcher(challenge);
        if (!fields.matches()) {
            throw new IOException("not a challenge: " + challenge);
        }
        String plain = hash.replace("-", "");
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmac" + plain)
                .generateSecret(new PBEKeySpec(
                        password.toCharArray(),
                        Base64.getDecoder().decode(fields.group(2)),
                        Integer.parseInt(fields.group(3)),
                        MessageDigest.getInstance(hash).getDigestLength() * 8))
                .getEncoded();
        String withoutProof = "c=biws,r=" + fields.group(1);
        String auth = first + "," + challenge + "," + withoutProof;
        byte[] key = hmac(plain, salted, "Client Key");
        byte[] proof = hmac(plain, MessageDigest.getInstance(hash).digest(key), auth);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= key[i];
        }
        write("<response" + SASL + ">"
                + base64(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)) + "</response>");
        String success = read("<success[^>]*>([^<]*)</success>|<failure.*</failure>");
        if (success == null) {
            throw new IOException("refused");
        }
        byte[] expected = hmac(plain, hmac(plain, salted, "Server Key"), auth);
        if (!decode(success).equals("v=" + Base64.getEncoder().encodeToString(expected))) {
            throw new IOException("the server does not know the password");
        }
    }

    private static byte[] hmac(String hash, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + hash);
        mac.init(new SecretKeySpec(key, "Hmac" + hash));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private String found(String pattern) throws IOException {
        return Objects.requireNonNull(read(pattern));
    }

    String bind(String resource) throws IOException {
        open();
        write("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource
                + "</resource></bind></iq>");
        return found("<jid>([^<]*)</jid></bind></iq>");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
