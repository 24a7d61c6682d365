package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.media.MediaFile;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a file only to those who may have it, such as a slot's headers, is told to the service and to nobody else. */
@Tag("H-58")
class TransferTest {

    private static final Map<String, String> HEADERS = Map.of("Authorization", "Bearer canary-header");

    @TempDir
    static Path folder;

    private static HttpsServer server;
    private static TlsConfig trusting;
    private static volatile int status;
    private static final List<String> received = Collections.synchronizedList(new ArrayList<>());

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());

    /** At every level; of libraries only what is shown, which is from {@code info} on. */
    private final Logger ours = Logger.getLogger("ai.openclaw.xmpp");

    private final Logger root = Logger.getLogger("");
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            StringWriter text = new StringWriter().append(entry.getMessage());
            if (entry.getParameters() != null) {
                text.append(Arrays.toString(entry.getParameters()));
            }
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeAll
    static void serve() throws Exception {
        keytool("-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        Path authority = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-alias", "k", "-file", authority.toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            received.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        trusting = new TlsConfig(authority, Set.of(), "TLSv1.2");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve("keys").toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @BeforeEach
    void listen() {
        received.clear();
        ours.setLevel(Level.ALL);
        root.addHandler(ear);
    }

    @AfterEach
    void deafen() {
        root.removeHandler(ear);
        ours.setLevel(null);
    }

    private static Transfer transfer(TlsConfig tls) {
        return new Transfer(SessionConfig.of(Jid.of("bot@localhost"), Secret.of("canary-password"))
                .withTls(tls));
    }

    private static URI address() {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/canary-path?canary-query");
    }

    private static MediaFile file() throws Exception {
        Path path = Files.writeString(folder.resolve("a.txt"), "canary-content");
        return new MediaFile(path, "a.txt", "text/plain", Files.size(path));
    }

    private XmppException refused(TlsConfig tls, Map<String, String> headers) {
        XmppException refused =
                assertThrows(XmppException.class, () -> transfer(tls).put(address(), headers, file()));
        assertQuiet(refused);
        return refused;
    }

    private void assertQuiet(String words) {
        assertFalse(words.contains("canary"), words);
    }

    private void assertQuiet(Throwable refused) {
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace, true));
        assertFalse(trace.toString().contains("canary"), trace.toString());
        assertFalse(logged.toString().contains("canary"), logged.toString());
    }

    @Test
    @Tag("XEP-0363")
    void theServiceAloneSeesASlotsHeaders() throws Exception {
        status = 201;
        transfer(trusting).put(address(), HEADERS, file());
        assertEquals(List.of("Bearer canary-header"), received);
        assertFalse(logged.toString().contains("canary"), logged.toString());
    }

    @Test
    @Tag("XEP-0363")
    void aServiceThatRefusesIsNamedWithoutThem() {
        status = 403;
        assertTrue(refused(trusting, HEADERS).getMessage().contains("HTTP 403"));
    }

    @Test
    void aServiceThatIsNotTrustedIsNamedWithoutThem() {
        assertEquals(
                XmppException.Kind.DISCONNECTED,
                refused(TlsConfig.SYSTEM, HEADERS).kind());
        assertEquals(List.of(), received);
    }

    @Test
    void aHeaderThatCannotBeSentIsNotShown() {
        XmppException refused = refused(trusting, Map.of("Authorization", "Bearer canary-header-€"));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertEquals(List.of(), received);
    }

    @Test
    void aLinkThatCannotBeFetchedIsShownWithoutItsPath() {
        status = 404;
        XmppException refused =
                assertThrows(XmppException.class, () -> transfer(trusting).get(address(), folder, 100));
        assertTrue(refused.getMessage().contains("https://localhost:"), refused.getMessage());
        assertQuiet(refused);
        assertQuiet(assertThrows(
                XmppException.class, () -> Transfer.check(URI.create("ftp://example.org/canary?canary"), false)));
    }

    /** An address whose file begins and does not go on. */
    @Test
    void aFileThatStopsComingIsGivenUp() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        server.createContext("/stalls", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[3]);
            exchange.getResponseBody().flush();
            try {
                given.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        Transfer hasty = new Transfer(
                SessionConfig.of(Jid.of("bot@localhost"), Secret.of("canary-password"))
                        .withTls(trusting),
                Duration.ofSeconds(2));
        Path into = Files.createDirectory(folder.resolve("stalled"));
        URI address = URI.create("https://localhost:" + server.getAddress().getPort() + "/stalls");
        try {
            XmppException late = assertThrows(XmppException.class, () -> hasty.get(address, into, 1000));
            assertEquals(XmppException.Kind.TIMEOUT, late.kind(), late.getMessage());
            assertTrue(late.getMessage().contains("2 s"), late.getMessage());
            try (Stream<Path> left = Files.list(into)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            given.countDown();
        }
    }

    @Test
    void whatTheFileSystemSaysIsNotTold() throws Exception {
        Path canary = Files.writeString(folder.resolve("canary-state"), "a file, and no directory");
        status = 200;
        assertQuiet(assertThrows(
                        XmppException.class, () -> transfer(trusting).get(address(), canary.resolve("media"), 1000))
                .getMessage());
    }

    @Test
    void aSlotDoesNotShowItself() {
        String shown = new MediaTransfer.Slot(address(), address(), HEADERS).toString();
        assertFalse(shown.contains("canary"), shown);
    }
}
