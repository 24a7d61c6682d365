package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.StreamRecorder;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jivesoftware.smack.ConnectionCreationListener;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPConnectionRegistry;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream must keep to whatever the server does, beyond what the contract of engines asks for. */
class StreamTest {

    private static final ServerKey KEY = ServerKey.ofLocalhost();

    private final StreamRecorder recorder = new StreamRecorder();

    private StanzaStream connect(SessionConfig config) {
        return new SmackProvider().connect(ConnectRequest.login(config, ResumeState.NONE), recorder);
    }

    private StanzaStream login(ScriptedServer server) {
        return connect(server.config(Transport.DIRECT_TLS, KEY.trusted()));
    }

    private XmppException refusal(SessionConfig config) {
        return assertThrows(XmppException.class, () -> connect(config));
    }

    /** Binds, and then hears nothing, as on a black-holed link: what is sent soon fills all buffers. */
    private static ScriptedServer deaf() {
        return new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            dialogue.ignore();
        });
    }

    private static Stanza message(String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                null,
                Jid.of("alice@localhost"),
                "m1",
                null,
                List.of(XmlElement.of("jabber:client", "body", body)));
    }

    @Test
    void saysNothingByItself() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(
                    "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
                            + "<sm xmlns='urn:xmpp:sm:3'/><c xmlns='http://jabber.org/protocol/caps' hash='x' node='n' ver='v'/>",
                    "");
            for (String query : List.of(
                    "<query xmlns='http://jabber.org/protocol/disco#info'/>",
                    "<ping xmlns='urn:xmpp:ping'/>",
                    "<query xmlns='jabber:iq:version'/>",
                    "<query xmlns='jabber:iq:last'/>",
                    "<time xmlns='urn:xmpp:time'/>",
                    "<unknown xmlns='urn:unknown'/>")) {
                dialogue.say("<iq type='get' id='q' from='alice@localhost/a'>" + query + "</iq>");
            }
            dialogue.say("<iq type='set' id='r' from='bot@localhost'><query xmlns='jabber:iq:roster'/></iq>");
            dialogue.say("<message id='last'/>");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            for (int i = 0; i < 7; i++) {
                assertEquals(Stanza.Kind.IQ, recorder.next().kind());
            }
            assertEquals("last", recorder.next().id());
            stream.close();
            recorder.awaitEnd();
            String heard = server.heard();
            assertEquals("</stream:stream>", heard.substring(heard.lastIndexOf("</iq>") + "</iq>".length()));
        }
    }

    /** Another user of Smack in this process, whose extensions serve every connection that is made. */
    @Test
    void letsNobodyElseSpeakOnItsConnection() throws Exception {
        CountDownLatch spoke = new CountDownLatch(1);
        ConnectionCreationListener others = made -> made.addConnectionListener(new ConnectionListener() {
            @Override
            public void authenticated(XMPPConnection connection, boolean resumed) {
                try {
                    connection.sendStanza(StanzaBuilder.buildPresence("foreign").build());
                    spoke.countDown();
                } catch (SmackException.NotConnectedException | InterruptedException ended) {
                    throw new IllegalStateException(ended);
                }
            }
        });
        XMPPConnectionRegistry.addConnectionCreationListener(others);
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            assertTrue(spoke.await(10, TimeUnit.SECONDS));
            stream.close();
            recorder.awaitEnd();
            assertFalse(server.heard().contains("foreign"), server.heard());
        } finally {
            XMPPConnectionRegistry.removeConnectionCreationListener(others);
        }
    }

    @Test
    void tellsNothingOfTheAccountBeforeLogin() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + "<stream:features/>");
            dialogue.listen();
        })) {
            refusal(server.config(Transport.STARTTLS, KEY.trusted()));
            assertFalse(server.heard().contains("bot"), server.heard());
        }
    }

    @Test
    void leavesStanzasAsTheyAre() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            dialogue.say(
                    "<message type='x-odd' from='alice@localhost/a' id='1' xml:lang='de'><body>a &lt;&amp;🎉</body>"
                            + "<a:odd xmlns:a='urn:odd' a:key='v' plain='w'>mixed <b xmlns='urn:b'/> text<a:odd/></a:odd>"
                            + "<delay xmlns='urn:xmpp:delay' stamp='nonsense'/></message>");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            Stanza stanza = recorder.next();
            assertEquals("x-odd", stanza.type());
            assertEquals("de", stanza.lang());
            assertEquals(
                    "a <&🎉",
                    stanza.child("jabber:client", "body").orElseThrow().text());
            XmlElement odd = stanza.child("urn:odd", "odd").orElseThrow();
            assertEquals("v", odd.attribute("{urn:odd}key"));
            assertEquals("w", odd.attribute("plain"));
            assertEquals(4, odd.content().size());
            assertEquals(
                    "nonsense",
                    stanza.child("urn:xmpp:delay", "delay").orElseThrow().attribute("stamp"));
            stream.abort();
        }
    }

    @Test
    void hearsNothingBeforeBind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + "<message id='early'/>"
                    + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<iq type='get' id='q'><query xmlns='jabber:iq:version'/></iq>");
            dialogue.say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
            dialogue.listen();
        })) {
            assertThrows(XmppException.class, () -> login(server));
            assertEquals(List.of(), recorder.untaken());
            assertFalse(server.heard().contains("<iq"), server.heard());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesWhereTheServerSendsItInsideTlsButNotAfterLogin(boolean afterLogin) {
        String elsewhere = "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:1"
                + "</see-other-host></stream:error>";
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            if (afterLogin) {
                dialogue.bind("", elsewhere);
            } else {
                dialogue.secure(KEY);
                dialogue.hear("<stream:stream[^>]*>");
                dialogue.say(ScriptedServer.HEADER + elsewhere);
            }
            dialogue.listen();
        })) {
            if (afterLogin) {
                login(server);
                assertEquals(XmppException.Kind.DISCONNECTED, kind(recorder.awaitEnd()));
            } else {
                XmppException gone = assertThrows(XmppException.class, () -> login(server));
                assertEquals(XmppException.Kind.UNREACHABLE, gone.kind());
                assertTrue(gone.getMessage().contains("127.0.0.1:1"), gone.getMessage());
            }
        }
    }

    private static XmppException.Kind kind(StreamRecorder.End end) {
        return Objects.requireNonNull(end.cause(), "closed on our side").kind();
    }

    @Test
    void tellsAConflictAtBind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer(ScriptedServer.mechanisms("PLAIN"));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + ScriptedServer.features("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
            dialogue.hear("<iq.*?</iq>");
            dialogue.say("<iq type='error' id='x'><error type='cancel'>"
                    + "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
            dialogue.listen();
        })) {
            XmppException refused = assertThrows(XmppException.class, () -> login(server));
            assertEquals(XmppException.Kind.CONFLICT, refused.kind());
        }
    }

    /** Smack alone would wait out the time limit of a step. */
    @ParameterizedTest
    @ValueSource(
            strings = {"gone", "</stream:stream>", "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>?</challenge>"})
    void noticesAtOnceWhenTheConnectionEndsDuringLogin(String what) throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer(ScriptedServer.mechanisms("SCRAM-SHA-256", "PLAIN"));
            dialogue.hear("<auth[^>]*>");
            if (!what.equals("gone")) {
                dialogue.say(what);
                dialogue.listen();
            }
        })) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> assertThrows(XmppException.class, () -> login(server)));
        }
    }

    @Test
    void givesUpWhenInterruptedDuringLogin() throws Exception {
        CountDownLatch silent = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer(ScriptedServer.mechanisms("PLAIN"));
            dialogue.hear("<auth[^>]*>");
            silent.countDown();
            dialogue.listen();
        })) {
            CompletableFuture<XmppException> thrown = new CompletableFuture<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                try {
                    login(server);
                } catch (XmppException gaveUp) {
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                    thrown.complete(gaveUp);
                }
            });
            thread.start();
            assertTrue(silent.await(10, TimeUnit.SECONDS));
            thread.interrupt();
            assertEquals(
                    XmppException.Kind.DISCONNECTED,
                    thrown.get(3, TimeUnit.SECONDS).kind());
            assertTrue(stillInterrupted.get());
        }
    }

    @Tag("C-03")
    @Test
    void closesInTimeWhenMuchWaitsForADeafServer() {
        try (ScriptedServer server = deaf()) {
            StanzaStream stream = login(server);
            sendSevenMegabytes(stream);
            long start = System.nanoTime();
            stream.close();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 1000, millis + " ms");
            assertNull(recorder.awaitEnd().cause());
        }
    }

    @Tag("C-03")
    @Test
    void abortsAtOnceWhenMuchWaitsForADeafServer() {
        try (ScriptedServer server = deaf()) {
            StanzaStream stream = login(server);
            sendSevenMegabytes(stream);
            long start = System.nanoTime();
            stream.abort();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 200, millis + " ms");
            assertEquals(XmppException.Kind.DISCONNECTED, kind(recorder.awaitEnd()));
        }
    }

    private static void sendSevenMegabytes(StanzaStream stream) {
        Stanza large = message("x".repeat(64 * 1024));
        for (int i = 0; i < 7 * 16; i++) {
            stream.send(large);
        }
    }

    @Test
    void sendsAlsoForWhoIsInterrupted() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            heard.complete(dialogue.hear("<message.*?</message>").group());
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            Thread.currentThread().interrupt();
            stream.send(message("hello"));
            assertTrue(Thread.interrupted());
            assertTrue(heard.get(10, TimeUnit.SECONDS).contains("hello"));
            stream.abort();
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        List<Thread> made = new ArrayList<>();
        try (ScriptedServer server = deaf()) {
            List<Thread> before = smackThreads();
            StanzaStream stream = login(server);
            made.addAll(smackThreads());
            made.removeAll(before);
            assertFalse(made.isEmpty());
            stream.close();
            stream.send(message("too late"));
        }
        for (Thread thread : made) {
            thread.join(10_000);
            assertFalse(thread.isAlive(), thread.getName());
        }
    }

    private static List<Thread> smackThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Smack Reader")
                        || thread.getName().startsWith("Smack Writer"))
                .toList();
    }

    @Test
    void sendsNothingToAServerThatItOnlyLooksAt() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer("<odd xmlns='urn:odd'/>");
            dialogue.listen();
        })) {
            StanzaStream stream = new SmackProvider()
                    .connect(
                            ConnectRequest.probe(
                                    Jid.of("localhost"),
                                    server.address(Transport.DIRECT_TLS),
                                    KEY.trusted(),
                                    Duration.ofSeconds(20)),
                            recorder);
            stream.send(message("thrown away"));
            stream.close();
            assertFalse(server.heard().contains("<message"), server.heard());
        }
    }

    @Test
    void isNoComponentAndSpeaksNoWebSocket() {
        ConnectRequest component = ConnectRequest.component(
                Jid.of("bot.localhost"),
                Secret.of("x"),
                ServerAddress.parse("xmpp://localhost:5347"),
                TlsConfig.SYSTEM,
                Duration.ofSeconds(1));
        XmppException refused =
                assertThrows(XmppException.class, () -> new SmackProvider().connect(component, recorder));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertEquals(
                "the engine smack cannot be a component (XEP-0114); take the engine babbler", refused.getMessage());
        refused = refusal(bot("wss://localhost:5281/xmpp-websocket"));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertEquals(
                "the engine smack does not speak WebSocket (wss://localhost:5281/xmpp-websocket); give an xmpp:// or xmpps://"
                        + " address, or take the engine babbler",
                refused.getMessage());
    }

    @Test
    void saysThatACertificateFileIsNone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("no.pem"), "nothing");
        XmppException refused = refusal(bot("xmpps://localhost:1").withTls(TlsConfig.ofCaFile(file)));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }

    private static SessionConfig bot(String server) {
        return SessionConfig.of(Jid.of("bot@localhost"), Secret.of("x")).withServer(ServerAddress.parse(server));
    }
}
