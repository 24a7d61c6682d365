package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream must keep to whatever the server does: silence of the engine, order, limits, and ends in time. */
class StreamTest {

    @TempDir
    static Path directory;

    private static ScriptedServer.Key key;

    private final Recorder recorder = new Recorder();

    @BeforeAll
    static void makeKey() throws Exception {
        key = ScriptedServer.Key.make(directory, "localhost", "-1d", 30);
    }

    private StanzaStream login(ScriptedServer server) {
        return login(server, recorder);
    }

    private static StanzaStream login(ScriptedServer server, StanzaStreamListener listener) {
        return new SmackProvider()
                .connect(ConnectRequest.login(server.config("xmpps", key.trusted()), ResumeState.NONE), listener);
    }

    /** Binds, and then hears nothing until the test is over, as on a black-holed link: what is sent soon fills all buffers. */
    private static ScriptedServer deaf(CountDownLatch over) throws IOException {
        return new ScriptedServer(dialogue -> {
            dialogue.bind(key, "");
            try {
                over.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
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
                    key,
                    "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
                            + "<sm xmlns='urn:xmpp:sm:3'/><c xmlns='http://jabber.org/protocol/caps' hash='x' node='n' ver='v'/>");
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
            recorder.end();
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
            dialogue.bind(key, "");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            assertTrue(spoke.await(10, TimeUnit.SECONDS));
            stream.close();
            recorder.end();
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
            assertThrows(
                    XmppException.class,
                    () -> new SmackProvider()
                            .connect(
                                    ConnectRequest.login(server.config("xmpp", key.trusted()), ResumeState.NONE),
                                    recorder));
            assertFalse(server.heard().contains("bot"), server.heard());
        }
    }

    @Test
    void keepsStanzasUntilTheStreamIsItsCallers() throws Exception {
        StringBuilder besides = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            besides.append("<message id='").append(i).append("'/>");
        }
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(key, "", besides.toString());
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            for (int i = 0; i < 50; i++) {
                assertEquals(String.valueOf(i), recorder.next().id());
            }
            stream.abort();
        }
    }

    @Test
    void leavesStanzasAsTheyAre() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(key, "");
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
    void passesOverStanzasWithoutAValidSender() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(key, "");
            dialogue.say("<message from='@@' id='bad'/><message xmlns='urn:other' id='foreign'/><message id='good'/>");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server);
            assertEquals("good", recorder.next().id());
            stream.abort();
        }
    }

    @Test
    void goesOnWhenTheListenerFails() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(key, "");
            dialogue.say("<message id='1'/><message id='2'/>");
            dialogue.listen();
        })) {
            StanzaStream stream = login(server, new Recorder() {
                @Override
                public void onStanza(Stanza stanza) {
                    recorder.onStanza(stanza);
                    throw new IllegalStateException("the listener is faulty");
                }
            });
            assertEquals("1", recorder.next().id());
            assertEquals("2", recorder.next().id());
            stream.abort();
        }
    }

    @Test
    void hearsNothingBeforeBind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + "<message id='early'/>"
                    + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<iq type='get' id='q'><query xmlns='jabber:iq:version'/></iq>");
            dialogue.say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
            dialogue.listen();
        })) {
            assertThrows(XmppException.class, () -> login(server));
            assertTrue(recorder.stanzas.isEmpty());
            assertFalse(server.heard().contains("<iq"), server.heard());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in clear", "inside TLS", "after login"})
    void goesWhereTheServerSendsIt(String when) throws Exception {
        String elsewhere = "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:1"
                + "</see-other-host></stream:error>";
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            switch (when) {
                case "in clear" -> dialogue.hear("<stream:stream[^>]*>");
                case "inside TLS" -> {
                    dialogue.secure(key);
                    dialogue.hear("<stream:stream[^>]*>");
                }
                default -> dialogue.bind(key, "");
            }
            dialogue.say((when.equals("after login") ? "" : ScriptedServer.HEADER) + elsewhere);
            dialogue.listen();
        })) {
            ConnectRequest request = ConnectRequest.login(
                    server.config(when.equals("in clear") ? "xmpp" : "xmpps", key.trusted()), ResumeState.NONE);
            if (when.equals("after login")) {
                new SmackProvider().connect(request, recorder);
                assertEquals(
                        XmppException.Kind.DISCONNECTED,
                        recorder.end().orElseThrow().kind());
            } else {
                XmppException gone =
                        assertThrows(XmppException.class, () -> new SmackProvider().connect(request, recorder));
                assertEquals(XmppException.Kind.UNREACHABLE, gone.kind());
                assertTrue(gone.getMessage().contains("127.0.0.1:1"), gone.getMessage());
            }
        }
    }

    @Test
    void tellsAConflictAtBind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
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
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + ScriptedServer.features(ScriptedServer.mechanisms("SCRAM-SHA-256", "PLAIN")));
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

    @ParameterizedTest
    @ValueSource(strings = {"before TLS", "in TLS", "during login"})
    void givesUpWhenInterrupted(String when) throws Exception {
        CountDownLatch silent = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            if (when.equals("during login")) {
                dialogue.secure(key);
                dialogue.hear("<stream:stream[^>]*>");
                dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
                dialogue.hear("<auth[^>]*>");
            } else if (when.equals("before TLS")) {
                dialogue.hear("<stream:stream[^>]*>");
            }
            silent.countDown();
            dialogue.listen();
        })) {
            String scheme = when.equals("before TLS") ? "xmpp" : "xmpps";
            CompletableFuture<XmppException> thrown = new CompletableFuture<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                try {
                    new SmackProvider()
                            .connect(
                                    ConnectRequest.login(server.config(scheme, key.trusted()), ResumeState.NONE),
                                    recorder);
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
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesInTimeEvenWhenTheServerIsDeaf(boolean full) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = deaf(over)) {
            StanzaStream stream = login(server);
            if (full) {
                sendMegabytes(stream, 7);
            }
            long start = System.nanoTime();
            stream.close();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 1000, millis + " ms");
            assertEquals(Optional.empty(), recorder.end());
        } finally {
            over.countDown();
        }
    }

    @Tag("C-03")
    @Test
    void abortsAtOnceWhenTheServerIsDeaf() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = deaf(over)) {
            StanzaStream stream = login(server);
            sendMegabytes(stream, 7);
            long start = System.nanoTime();
            stream.abort();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 200, millis + " ms");
            assertEquals(
                    XmppException.Kind.DISCONNECTED,
                    recorder.end().orElseThrow().kind());
        } finally {
            over.countDown();
        }
    }

    @Test
    void endsWhenTooMuchWaits() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = deaf(over)) {
            StanzaStream stream = login(server);
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> sendMegabytes(stream, 30));
            XmppException cause = recorder.end().orElseThrow();
            assertEquals(XmppException.Kind.DISCONNECTED, cause.kind());
            assertTrue(cause.getMessage().endsWith("takes no data: more than 8 MiB are waiting"), cause.getMessage());
        } finally {
            over.countDown();
        }
    }

    private static void sendMegabytes(StanzaStream stream, int count) {
        Stanza large = message("x".repeat(64 * 1024));
        for (int i = 0; i < count * 16; i++) {
            stream.send(large);
        }
    }

    @Test
    void sendsAlsoForWhoIsInterrupted() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(key, "");
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
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> made = new ArrayList<>();
        try (ScriptedServer server = deaf(over)) {
            List<Thread> before = smackThreads();
            StanzaStream stream = login(server);
            made.addAll(smackThreads());
            made.removeAll(before);
            assertFalse(made.isEmpty());
            stream.close();
            stream.send(message("too late"));
        } finally {
            over.countDown();
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
    void looksAtAServerWithoutLogin() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features("<odd xmlns='urn:odd'/>"));
            dialogue.listen();
        })) {
            StanzaStream stream = new SmackProvider()
                    .connect(
                            ConnectRequest.probe(
                                    Jid.of("localhost"),
                                    server.config("xmpps", key.trusted()).server(),
                                    key.trusted(),
                                    Duration.ofSeconds(20)),
                            recorder);
            assertEquals(Jid.of("localhost"), stream.address());
            assertEquals("urn:odd", stream.info().features().get(0).namespace());
            assertEquals("", stream.info().saslMechanism());
            stream.send(message("thrown away"));
            stream.close();
            assertFalse(server.heard().contains("<auth"), server.heard());
            assertFalse(server.heard().contains("<message"), server.heard());
        }
    }

    @Test
    void isNoComponent() {
        ConnectRequest request = ConnectRequest.component(
                Jid.of("bot.localhost"),
                Secret.of("x"),
                ServerAddress.parse("xmpp://localhost:5347"),
                TlsConfig.SYSTEM,
                Duration.ofSeconds(1));
        XmppException refused = assertThrows(XmppException.class, () -> new SmackProvider().connect(request, recorder));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertEquals(
                "the engine smack cannot be a component (XEP-0114); take the engine babbler", refused.getMessage());
    }
}
