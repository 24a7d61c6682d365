package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in to a real Prosody, by every way in, and reads its refusals. */
class LoginIT {

    private static TestServer prosody;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start() {
        prosody = Prosody.launch();
    }

    @AfterAll
    static void stop() {
        if (prosody != null) {
            prosody.close();
        }
    }

    private static SessionConfig bot(Transport way) {
        return prosody.newAccount("bot")
                .config()
                .withServer(prosody.address(way).orElseThrow());
    }

    private StanzaStream login(SessionConfig config) {
        return new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), heard);
    }

    private XmppException refusal(SessionConfig config) {
        return assertThrows(XmppException.class, () -> login(config));
    }

    @ParameterizedTest
    @EnumSource
    void carriesStanzasBothWaysInOrder(Transport way) throws InterruptedException {
        SessionConfig config = bot(way);
        StanzaStream stream = login(config);
        assertEquals("SCRAM-SHA-256", stream.info().saslMechanism());
        assertEquals(
                way.name().startsWith("WEBSOCKET") ? null : "TLSv1.3",
                stream.info().tlsVersion());
        assertEquals(config.jid().withResource("openclaw"), stream.address());
        try (Peer alice = prosody.newPeer("alice")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                XmlElement body = XmlElement.of("jabber:client", "body", "to alice " + i);
                stream.send(new Stanza(
                        Stanza.Kind.MESSAGE, "chat", null, alice.address(), "out-" + i, null, List.of(body)));
                ids.add(alice.say(stream.address(), "to <bot> & ünïcödé 🎉 " + i));
            }
            for (int i = 0; i < 200; i++) {
                Stanza next = alice.await("a message", stanza -> stanza.kind() == Stanza.Kind.MESSAGE);
                assertEquals("to alice " + i, Peer.bodyOf(next));
                assertEquals("to <bot> & ünïcödé 🎉 " + i, Peer.bodyOf(heard.stanza(ids.get(i))));
            }
        }
        stream.close();
        String last;
        do {
            last = heard.next().what();
        } while (last.startsWith("acknowledged "));
        assertEquals("closed", last);
        assertNull(heard.cause);
    }

    @Tag("C-71")
    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"})
    void logsInByEachAllowedMechanism(String mechanism) {
        StanzaStream stream = login(bot(Transport.STARTTLS).withSaslMechanisms(List.of(mechanism)));
        assertEquals(mechanism, stream.info().saslMechanism());
        stream.close();
    }

    @Test
    void neverShowsThePasswordOnAPlainWebSocket() {
        XmppException refused = refusal(bot(Transport.WEBSOCKET_PLAIN).withSaslMechanisms(List.of("PLAIN")));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
    }

    @ParameterizedTest
    @EnumSource
    void saysThatThePasswordIsWrong(Transport way) {
        SessionConfig good = bot(way);
        XmppException refused = refusal(SessionConfig.of(good.jid(), Secret.of("wrong"))
                .withServer(good.server())
                .withTls(good.tls()));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
        assertEquals(
                "the server refuses the account " + good.jid() + " or its password; check both (not-authorized)",
                refused.getMessage());
    }

    @Tag("C-70")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBSOCKET_PLAIN")
    void refusesAnUnknownAuthorityAndAKeyThatIsNotPinned(Transport way) {
        XmppException unknown = refusal(bot(way).withTls(TlsConfig.SYSTEM));
        assertEquals(XmppException.Kind.TLS, unknown.kind());
        assertTrue(unknown.getMessage().contains("tls.caFile"), unknown.getMessage());
        TlsConfig pinned = new TlsConfig(prosody.tls().caFile(), Set.of("AAAA"), "TLSv1.2");
        XmppException other = refusal(bot(way).withTls(pinned));
        assertEquals(XmppException.Kind.TLS, other.kind());
        assertTrue(other.getMessage().contains("tls.pinSha256"), other.getMessage());
    }

    @Test
    void saysThatTheHostIsUnknown() {
        XmppException refused =
                refusal(bot(Transport.STARTTLS).withServer(ServerAddress.parse("xmpp://no-such-host.invalid")));
        assertTrue(refused.getMessage().contains("not known to DNS"), refused.getMessage());
    }

    @Test
    void readsACertificateFileThatIsNone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("no.pem"), "nothing");
        XmppException refused = refusal(bot(Transport.DIRECT_TLS).withTls(TlsConfig.ofCaFile(file)));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }
}
