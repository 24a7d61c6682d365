package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in to a real Prosody, by every way in, and reads its refusals. */
class LoginIT {

    private static Prosody prosody;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        prosody = Prosody.start();
    }

    @AfterAll
    static void stop() {
        if (prosody != null) {
            prosody.close();
        }
    }

    private static SessionConfig config(String user, String server) {
        return SessionConfig.of(Jid.of(user + "@localhost"), Secret.of(Prosody.PASSWORD))
                .withServer(ServerAddress.parse(server))
                .withTls(TlsConfig.ofCaFile(prosody.caFile()))
                .withConnectTimeout(Duration.ofSeconds(20));
    }

    private static String address(String way) {
        return switch (way) {
            case "starttls" -> "xmpp://localhost:" + prosody.startTlsPort();
            case "direct" -> "xmpps://localhost:" + prosody.directTlsPort();
            default -> throw new IllegalArgumentException(way);
        };
    }

    private static StanzaStream login(SessionConfig config, StanzaStreamListener listener) {
        return new SmackProvider().connect(ConnectRequest.login(config, ResumeState.NONE), listener);
    }

    private static Stanza message(Jid to, String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                null,
                to,
                body.replace(' ', '-'),
                null,
                List.of(XmlElement.of("jabber:client", "body", body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "direct"})
    void carriesStanzasBothWaysInOrder(String way) throws InterruptedException {
        Recorder bot = new Recorder();
        Recorder alice = new Recorder();
        StanzaStream botStream = login(config("bot", address(way)), bot);
        StanzaStream aliceStream = login(config("alice", address("starttls")), alice);
        try {
            assertEquals("SCRAM-SHA-256", botStream.info().saslMechanism());
            assertEquals(Jid.of("bot@localhost/openclaw"), botStream.address());
            for (int i = 0; i < 200; i++) {
                botStream.send(message(aliceStream.address(), "to alice " + i));
                aliceStream.send(message(botStream.address(), "to <bot> & ünïcödé 🎉 " + i));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(
                        "to alice " + i,
                        alice.next()
                                .child("jabber:client", "body")
                                .orElseThrow()
                                .text());
                assertEquals(
                        "to <bot> & ünïcödé 🎉 " + i,
                        bot.next().child("jabber:client", "body").orElseThrow().text());
            }
        } finally {
            botStream.close();
            aliceStream.close();
        }
        assertEquals("closed", bot.ends.poll(10, TimeUnit.SECONDS));
        assertEquals("closed", alice.ends.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void provesTlsOnTcp() {
        StanzaStream stream = login(config("bot", address("starttls")), new Recorder());
        assertEquals("TLSv1.3", stream.info().tlsVersion());
        assertNotNull(stream.info().tlsCipher());
        stream.abort();
    }

    @Tag("C-71")
    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"})
    void logsInByEachAllowedMechanism(String mechanism) {
        StanzaStream stream =
                login(config("bot", address("starttls")).withSaslMechanisms(List.of(mechanism)), new Recorder());
        assertEquals(mechanism, stream.info().saslMechanism());
        stream.close();
    }

    @Test
    void saysThatItSpeaksNoWebSocket() {
        XmppException refused = assertThrows(
                XmppException.class, () -> login(config("bot", "wss://localhost:5281/xmpp-websocket"), new Recorder()));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertEquals(
                "the engine smack does not speak WebSocket (wss://localhost:5281/xmpp-websocket); give an xmpp:// or xmpps://"
                        + " address, or take the engine babbler",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "direct"})
    void saysThatThePasswordIsWrong(String way) {
        SessionConfig good = config("bot", address(way));
        SessionConfig wrong = SessionConfig.of(good.jid(), Secret.of("wrong"))
                .withServer(good.server())
                .withTls(good.tls());
        XmppException refused = assertThrows(XmppException.class, () -> login(wrong, new Recorder()));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
        assertEquals(
                "the server refuses the account bot@localhost or its password; check both (not-authorized)",
                refused.getMessage());
    }

    @Tag("C-70")
    @ParameterizedTest
    @ValueSource(strings = {"starttls", "direct"})
    void refusesAnUnknownAuthority(String way) {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> login(config("bot", address(way)).withTls(TlsConfig.SYSTEM), new Recorder()));
        assertEquals(XmppException.Kind.TLS, refused.kind());
        assertTrue(refused.getMessage().contains("tls.caFile"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "direct"})
    void refusesAKeyThatIsNotPinned(String way) {
        TlsConfig pinned = new TlsConfig(prosody.caFile(), java.util.Set.of("AAAA"), "TLSv1.2");
        XmppException refused = assertThrows(
                XmppException.class, () -> login(config("bot", address(way)).withTls(pinned), new Recorder()));
        assertEquals(XmppException.Kind.TLS, refused.kind());
        assertTrue(refused.getMessage().contains("tls.pinSha256"), refused.getMessage());
    }

    @Test
    void saysThatTheDomainIsNotServed() {
        SessionConfig other = SessionConfig.of(Jid.of("bot@other.example"), Secret.of("x"))
                .withServer(ServerAddress.parse(address("starttls")))
                .withTls(TlsConfig.ofCaFile(prosody.caFile()));
        XmppException refused = assertThrows(XmppException.class, () -> login(other, new Recorder()));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        assertTrue(refused.getMessage().contains("does not serve other.example"), refused.getMessage());
    }

    @Test
    void saysThatNothingListens() {
        XmppException refused =
                assertThrows(XmppException.class, () -> login(config("bot", "xmpp://localhost:1"), new Recorder()));
        assertEquals(XmppException.Kind.UNREACHABLE, refused.kind());
    }

    @Test
    void saysThatTheHostIsUnknown() {
        XmppException refused = assertThrows(
                XmppException.class, () -> login(config("bot", "xmpp://no-such-host.invalid"), new Recorder()));
        assertEquals(XmppException.Kind.UNREACHABLE, refused.kind());
        assertTrue(refused.getMessage().contains("not known to DNS"), refused.getMessage());
    }

    @Test
    void tellsAConflict() throws InterruptedException {
        Recorder first = new Recorder();
        login(config("bot", address("starttls")), first);
        StanzaStream second = login(config("bot", address("starttls")), new Recorder());
        assertEquals("CONFLICT", first.ends.poll(10, TimeUnit.SECONDS));
        second.close();
    }

    @Test
    void readsACertificateFileThatIsNone() throws IOException {
        Path file = Files.createTempFile("no", ".pem");
        Files.writeString(file, "nothing");
        XmppException refused = assertThrows(
                XmppException.class,
                () -> login(config("bot", address("direct")).withTls(TlsConfig.ofCaFile(file)), new Recorder()));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        Files.delete(file);
    }
}
