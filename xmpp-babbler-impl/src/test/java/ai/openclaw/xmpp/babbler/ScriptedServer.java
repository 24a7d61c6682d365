package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server on loopback that says what the test tells it to, and keeps every byte that it is told. */
final class ScriptedServer implements AutoCloseable {

    static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams' id='1' from='localhost' version='1.0'>";

    /** What the server does with a connection. */
    interface Script {
        void play(Dialogue dialogue) throws IOException;
    }

    private final ServerSocket listener;
    private final StringBuilder heard = new StringBuilder();
    private final Thread thread;

    ScriptedServer(Script script) throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        thread = new Thread(
                () -> {
                    try (Socket socket = listener.accept()) {
                        script.play(new Dialogue(socket));
                    } catch (IOException over) {
                        // The client has gone, or the test is over.
                    }
                },
                "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** All text that the client sent, in clear or inside TLS. */
    String heard() {
        synchronized (heard) {
            return heard.toString();
        }
    }

    SessionConfig config(String scheme, TlsConfig tls) {
        return SessionConfig.of(Jid.of("bot@localhost"), Secret.of("canary-password"))
                .withServer(ServerAddress.parse(scheme + "://localhost:" + listener.getLocalPort()))
                .withTls(tls)
                .withConnectTimeout(Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection, seen from the server. */
    final class Dialogue {
        private Socket socket;
        private final StringBuilder waiting = new StringBuilder();

        Dialogue(Socket socket) {
            this.socket = socket;
        }

        /** Reads until the pattern has come; gives its match. */
        Matcher hear(String pattern) throws IOException {
            Pattern wanted = Pattern.compile(pattern, Pattern.DOTALL);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4096];
            while (true) {
                Matcher matcher = wanted.matcher(waiting);
                if (matcher.find()) {
                    String match = matcher.group();
                    waiting.delete(0, matcher.end());
                    Matcher found = wanted.matcher(match);
                    found.find();
                    return found;
                }
                int count = in.read(buffer);
                if (count < 0) {
                    throw new IOException("the client is gone");
                }
                String text = new String(buffer, 0, count, StandardCharsets.UTF_8);
                synchronized (heard) {
                    heard.append(text);
                }
                waiting.append(text);
            }
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Hears whatever comes until the client goes. */
        void listen() throws IOException {
            hear("(?!)");
        }

        /** TLS and PLAIN, up to the second stream's features: bind and those. */
        void authenticate(Key key, String features) throws IOException {
            secure(key);
            hear("<stream:stream[^>]*>");
            say(HEADER + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                    + "<mechanism>PLAIN</mechanism></mechanisms></stream:features>");
            hear("<auth[^>]*>");
            say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            hear("<stream:stream[^>]*>");
            say(HEADER + "<stream:features>" + features
                    + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
        }

        /** Binds what the client asks for. */
        void bind() throws IOException {
            Matcher iq = hear("<iq[^>]*id=[\"']([^\"']+)[\"'][^>]*>.*?</iq>");
            say("<iq type='result' id='" + iq.group(1) + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                    + "<jid>bot@localhost/openclaw</jid></bind></iq>");
        }

        /** Cuts the connection: FIN without a word. */
        void cut() throws IOException {
            socket.close();
        }

        /** Becomes a TLS server with that key. */
        void secure(Key key) throws IOException {
            SSLSocket secured = (SSLSocket) key.context().getSocketFactory().createSocket(socket, null, -1, true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            socket = secured;
        }
    }

    /**
     * A server's key.
     *
     * @param directory holds the store and the certificate as {@code server.pem}
     * @param context for the server's side
     */
    record Key(Path directory, SSLContext context) {

        TlsConfig trusted() {
            return TlsConfig.ofCaFile(directory.resolve("server.pem"));
        }

        /** Makes one by the JDK's own tool: self-signed, for that host, valid from that day on for so many days. */
        static Key make(Path directory, String host, String start, int days) throws Exception {
            List<String> make = new ArrayList<>(List.of(
                    "-genkeypair -alias server -keyalg EC -storetype PKCS12 -keystore store.p12 -storepass changeit"
                            .split(" ")));
            make.addAll(List.of("-dname", "CN=" + host, "-ext", "san=dns:" + host, "-startdate", start));
            make.addAll(List.of("-validity", String.valueOf(days)));
            keytool(directory, make);
            keytool(
                    directory,
                    List.of("-exportcert -rfc -alias server -keystore store.p12 -storepass changeit -file server.pem"
                            .split(" ")));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(directory.resolve("store.p12"))) {
                store.load(in, "changeit".toCharArray());
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new Key(directory, context);
        }

        private static void keytool(Path directory, List<String> arguments) throws Exception {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        }
    }
}
