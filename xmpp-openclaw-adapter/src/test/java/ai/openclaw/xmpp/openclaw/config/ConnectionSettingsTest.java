package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of the way to the server change: each engine with a server that plays its part up to the bound resource. */
@Timeout(60)
class ConnectionSettingsTest {

    private static final ServerKey KEY = ServerKey.ofLocalhost();

    /** A server that lets in whoever trusts it and logs in by PLAIN, up to the bound resource, and speaks those versions of TLS. */
    private static final class Server implements AutoCloseable {
        final CompletableFuture<String> mechanism = new CompletableFuture<>();
        final CompletableFuture<String> bound = new CompletableFuture<>();
        private final ScriptedServer server;

        Server(String... versions) {
            server = new ScriptedServer(dialogue -> {
                dialogue.secure(KEY, versions);
                dialogue.hear("<stream:stream[^>]*>");
                dialogue.say(ScriptedServer.HEADER
                        + ScriptedServer.features(ScriptedServer.mechanisms("SCRAM-SHA-256", "PLAIN")));
                Matcher auth = dialogue.hear("<auth[^>]*mechanism=.([A-Z0-9-]+)[^>]*>[^<]*</auth>");
                mechanism.complete(auth.group(1));
                if (auth.group(1).equals("PLAIN")) {
                    dialogue.say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
                    dialogue.hear("<stream:stream[^>]*>");
                    dialogue.say(ScriptedServer.HEADER
                            + ScriptedServer.features("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
                    bound.complete(dialogue.hear("<resource>([^<]*)</resource>").group(1));
                }
                dialogue.listen();
            });
        }

        XmppSession session(String engine, String settings) {
            JsonObject channel = JsonParser.parseString("{" + settings + "}").getAsJsonObject();
            channel.addProperty("jid", "bot@localhost");
            channel.addProperty("password", ScriptedServer.PASSWORD);
            channel.addProperty("server", server.address(Transport.DIRECT_TLS).toString());
            channel.addProperty("engine", engine);
            return Xmpp.connect(ConfigReader.read(channel).session(), new XmppListener() {});
        }

        /** Waits for what the server hears; the session's failure is the test's. */
        String until(CompletableFuture<String> heard, String engine, String settings) throws Exception {
            try (XmppSession session = session(engine, settings)) {
                CompletableFuture<?> failed = session.online().toCompletableFuture();
                CompletableFuture.anyOf(heard, failed).get(30, TimeUnit.SECONDS);
                return heard.getNow("nothing");
            }
        }

        XmppException refused(String engine, String settings) {
            try (XmppSession session = session(engine, settings)) {
                ExecutionException failure = assertThrows(
                        ExecutionException.class,
                        () -> session.online().toCompletableFuture().get(30, TimeUnit.SECONDS));
                return assertInstanceOf(XmppException.class, failure.getCause());
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static String trusted(String more) {
        return "sasl: ['PLAIN'], tls: {caFile: '" + KEY.certificate() + "'" + more + "}";
    }

    @Tag("setting:server")
    @Tag("setting:tls.caFile")
    @ParameterizedTest
    @ValueSource(strings = {"babbler", "smack"})
    void theServerThatIsNamedIsTrustedIfItsAuthorityIs(String engine) throws Exception {
        try (Server server = new Server()) {
            assertEquals("openclaw", server.until(server.bound, engine, trusted("")));
        }
        try (Server server = new Server()) {
            assertEquals(
                    XmppException.Kind.TLS,
                    server.refused(engine, "sasl: ['PLAIN']").kind());
        }
    }

    @Tag("setting:tls.pinSha256")
    @ParameterizedTest
    @ValueSource(strings = {"babbler", "smack"})
    void oneOfThePinnedKeysMustBeTheServers(String engine) throws Exception {
        String other = Base64.getEncoder().encodeToString(new byte[32]);
        try (Server server = new Server()) {
            String pins = ", pinSha256: ['" + other + "', '" + pin() + "']";
            assertEquals("openclaw", server.until(server.bound, engine, trusted(pins)));
        }
        try (Server server = new Server()) {
            XmppException refused = server.refused(engine, trusted(", pinSha256: '" + other + "'"));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertTrue(refused.getMessage().contains("pinSha256"), refused.getMessage());
        }
    }

    private static String pin() throws Exception {
        try (InputStream in = Files.newInputStream(KEY.certificate())) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    @Tag("setting:tls.minVersion")
    @ParameterizedTest
    @ValueSource(strings = {"babbler", "smack"})
    void noOlderTlsIsSpokenThanIsWanted(String engine) throws Exception {
        try (Server old = new Server("TLSv1.2")) {
            assertEquals("openclaw", old.until(old.bound, engine, trusted("")));
        }
        try (Server old = new Server("TLSv1.2")) {
            assertEquals(
                    XmppException.Kind.TLS,
                    old.refused(engine, trusted(", minVersion: '1.3'")).kind());
        }
        try (Server recent = new Server("TLSv1.3")) {
            assertEquals("openclaw", recent.until(recent.bound, engine, trusted(", minVersion: '1.3'")));
        }
    }

    @Tag("setting:sasl")
    @Tag("setting:resource")
    @Tag("setting:jid")
    @Tag("setting:password")
    @ParameterizedTest
    @ValueSource(strings = {"babbler", "smack"})
    void itLogsInAsTheSettingsSay(String engine) throws Exception {
        try (Server server = new Server()) {
            assertEquals("desk", server.until(server.bound, engine, trusted("") + ", resource: 'desk'"));
            assertEquals("PLAIN", server.mechanism.join());
            byte[] login = ("\0bot\0" + ScriptedServer.PASSWORD).getBytes(StandardCharsets.UTF_8);
            assertTrue(server.server.heard().contains(Base64.getEncoder().encodeToString(login)));
        }
        try (Server server = new Server()) {
            String strongest = trusted("").replace("sasl: ['PLAIN']", "sasl: ['SCRAM-SHA-256', 'PLAIN']");
            assertEquals("SCRAM-SHA-256", server.until(server.mechanism, engine, strongest));
        }
    }

    /** They are told apart by how they write. */
    @Tag("setting:engine")
    @Test
    void theEngineIsTheOneThatIsNamed() throws Exception {
        Set<String> words = new HashSet<>();
        for (String engine : List.of("babbler", "smack")) {
            try (Server server = new Server()) {
                server.until(server.bound, engine, trusted(""));
                Matcher header = Pattern.compile("<stream:stream[^>]*>").matcher(server.server.heard());
                assertTrue(header.find());
                words.add(header.group());
            }
        }
        assertEquals(2, words.size(), words.toString());
        try (Server server = new Server()) {
            XmppException unknown = assertThrows(XmppException.class, () -> server.session("telegraph", trusted("")));
            assertEquals(XmppException.Kind.CONFIGURATION, unknown.kind());
        }
    }
}
