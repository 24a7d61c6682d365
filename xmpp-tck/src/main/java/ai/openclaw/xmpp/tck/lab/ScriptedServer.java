package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** A server on loopback that says what the test tells it to, and keeps every byte that it is told. Plays its script anew for each client. */
public final class ScriptedServer implements AutoCloseable {

    /** What a server says first. */
    public static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams' id='1' from='localhost' version='1.0'>";

    /** What a server says that has STARTTLS. */
    public static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    /** What a server says that is ready for TLS. */
    public static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    /** The password that clients are given; it must never be heard in clear. */
    public static final String PASSWORD = "canary-password";

    /** What the server does with a connection. */
    public interface Script {
        /** Plays; when it returns, the connection is closed. */
        void play(Dialogue dialogue) throws IOException;
    }

    private static final int MAX_KEPT = 1 << 20;

    private final ServerSocket listener;
    private final CountDownLatch over = new CountDownLatch(1);
    private final StringBuilder heard = new StringBuilder();

    /** Starts one. */
    public ScriptedServer(Script script) {
        try {
            listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new IllegalStateException("no port is free", none);
        }
        Threads.daemon("scripted-server", () -> serve(script));
    }

    private void serve(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Threads.daemon("scripted-server", () -> {
                    try (socket) {
                        script.play(new Dialogue(socket));
                    } catch (IOException over) {
                        // The client has gone, or the test is over.
                    }
                });
            } catch (IOException over) {
                return;
            }
        }
    }

    /** All text that clients sent, in clear or inside TLS; the first MiB of it. */
    public String heard() {
        synchronized (heard) {
            return heard.toString();
        }
    }

    /** Where it listens. */
    public ServerAddress address(ServerAddress.Transport transport) {
        return new ServerAddress(transport, "localhost", listener.getLocalPort(), "");
    }

    /** How to log in to it. */
    public SessionConfig config(ServerAddress.Transport transport, TlsConfig tls) {
        return SessionConfig.of(Jid.of("bot@localhost"), Secret.of(PASSWORD))
                .withServer(address(transport))
                .withTls(tls)
                .withConnectTimeout(Duration.ofSeconds(15));
    }

    @Override
    public void close() {
        over.countDown();
        try {
            listener.close();
        } catch (IOException closed) {
            // It is.
        }
    }

    /** A server's features with that in them. */
    public static String features(String inner) {
        return "<stream:features>" + inner + "</stream:features>";
    }

    /** The feature that offers those SASL mechanisms. */
    public static String mechanisms(String... names) {
        StringBuilder text = new StringBuilder("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>");
        for (String name : names) {
            text.append("<mechanism>").append(name).append("</mechanism>");
        }
        return text.append("</mechanisms>").toString();
    }

    /** One connection, seen from the server. */
    public final class Dialogue {
        private Socket socket;
        private final StringBuilder waiting = new StringBuilder();

        private Dialogue(Socket socket) {
            this.socket = socket;
        }

        /** Reads until the pattern has come; gives its match. */
        public Matcher hear(String pattern) throws IOException {
            Pattern wanted = Pattern.compile(pattern, Pattern.DOTALL);
            while (true) {
                Matcher matcher = wanted.matcher(waiting.toString());
                if (matcher.find()) {
                    waiting.delete(0, matcher.end());
                    return matcher;
                }
                waiting.append(read());
            }
        }

        private String read() throws IOException {
            byte[] buffer = new byte[16 * 1024];
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new IOException("the client is gone");
            }
            String text = new String(buffer, 0, count, StandardCharsets.UTF_8);
            synchronized (heard) {
                if (heard.length() < MAX_KEPT) {
                    heard.append(text);
                }
            }
            return text;
        }

        /** Says something. */
        public void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Hears whatever comes until the client goes. */
        public void listen() throws IOException {
            while (true) {
                read();
            }
        }

        /** Hears nothing any more until the server is closed; the client sees its bytes wait. */
        public void ignore() throws IOException {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                throw new IOException("stopped", stopped);
            }
        }

        /** Becomes a TLS server with that key; of those versions ({@code TLSv1.2}) where some are named, else of all that Java has. */
        public void secure(ServerKey key, String... versions) throws IOException {
            SSLSocket secured = (SSLSocket) key.context().getSocketFactory().createSocket(socket, null, -1, true);
            secured.setUseClientMode(false);
            if (versions.length > 0) {
                secured.setEnabledProtocols(versions);
            }
            secured.startHandshake();
            socket = secured;
        }

        /** Offers STARTTLS and says to go ahead; {@link #secure} comes next. */
        public void offerTls() throws IOException {
            hear("<stream:stream[^>]*>");
            say(HEADER + features(STARTTLS));
            hear("<starttls[^>]*>");
            say(PROCEED);
        }

        /** Becomes a TLS server with the good key and answers the first stream header: with its own and those features. */
        public void offer(String features) throws IOException {
            secure(ServerKey.ofLocalhost());
            hear("<stream:stream[^>]*>");
            say(HEADER + features(features));
        }

        /**
         * Plays a good server up to the bind request, by direct TLS and PLAIN, and answers that.
         *
         * @param features more features to offer
         * @param behind what to say in the same breath as the answer to the bind request
         */
        public void bind(String features, String behind) throws IOException {
            authenticate(features);
            bind(behind);
        }

        /** Plays a good server by direct TLS and PLAIN, up to what it offers behind them: bind and those features, as before. */
        public void authenticate(String features) throws IOException {
            secure(ServerKey.ofLocalhost());
            hear("<stream:stream[^>]*>");
            say(HEADER + features(features + mechanisms("PLAIN")));
            hear("<auth[^>]*>[^<]*</auth>");
            say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            hear("<stream:stream[^>]*>");
            say(HEADER + features(features + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
        }

        /** Hears the bind request, answers it, and says that in the same breath. */
        public void bind(String behind) throws IOException {
            String request = hear("<iq.*?</iq>").group();
            Matcher id = Pattern.compile("\\bid=[\"']([^\"']+)[\"']").matcher(request);
            if (!id.find()) {
                throw new IOException("an IQ without id: " + request);
            }
            say("<iq type='result' id='" + id.group(1) + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                    + "<jid>bot@localhost/openclaw</jid></bind></iq>" + behind);
        }
    }
}
