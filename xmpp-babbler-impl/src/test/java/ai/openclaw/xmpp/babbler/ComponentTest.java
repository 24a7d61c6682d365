package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Components (XEP-0114) over TLS, with a scripted server. */
class ComponentTest {

    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams' id='3BF96D32' from='localhost'>";

    private static final ServerKey KEY = ServerKey.ofLocalhost();

    private final Heard heard = new Heard();

    private StanzaStream connect(ServerAddress server, TlsConfig tls) {
        return new BabblerProvider()
                .connect(
                        ConnectRequest.component(
                                Jid.of("localhost"), Secret.of("secret"), server, tls, Duration.ofSeconds(20)),
                        heard);
    }

    private StanzaStream connect(ScriptedServer server, TlsConfig tls) {
        return connect(server.address(Transport.DIRECT_TLS), tls);
    }

    @Test
    void provesThatItKnowsTheSecretAndSpeaksForItsDomain() throws Exception {
        CompletableFuture<Void> spoke = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream xmlns='jabber:component:accept' [^>]*to='localhost'>");
            dialogue.say(HEADER);
            dialogue.hear("<handshake>b09ea9b3b7f586be8a08d0a3dd7466f110aeb136</handshake>");
            dialogue.say("<handshake/><message id='1' from='a@b.example'/>"
                    + "<message xmlns='jabber:component:accept' id='2' from='a@b.example'><body>x</body></message>");
            dialogue.hear("<message[^>]* from='localhost'");
            spoke.complete(null);
            dialogue.listen();
        })) {
            StanzaStream stream = connect(server, KEY.trusted());
            assertNotNull(stream.info().tlsVersion());
            heard.expect("stanza 1");
            Stanza second = heard.expect("stanza 2");
            assertTrue(second.child("jabber:client", "body").isPresent());
            stream.send(new Stanza(Stanza.Kind.MESSAGE, null, null, second.from(), "3", null, List.of()));
            spoke.get(20, TimeUnit.SECONDS);
            stream.abort();
        }
    }

    @Test
    void tellsItsSecretToNobodyWithoutProof() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream[^>]*>");
        })) {
            assertEquals(
                    XmppException.Kind.TLS,
                    assertThrows(XmppException.class, () -> connect(server, TlsConfig.SYSTEM))
                            .kind());
            assertFalse(server.heard().contains("handshake"), server.heard());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "not-authorized, AUTHENTICATION, secret",
        "host-unknown, CONFIGURATION, localhost",
        "conflict, CONFLICT, another",
        "system-shutdown, DISCONNECTED, system-shutdown",
    })
    void saysWhyItIsRefused(String condition, XmppException.Kind kind, String word) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER);
            dialogue.hear("<handshake>");
            dialogue.say(
                    "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
            dialogue.listen();
        })) {
            XmppException refused = assertThrows(XmppException.class, () -> connect(server, KEY.trusted()));
            assertEquals(kind, refused.kind());
            assertTrue(refused.getMessage().contains(word), refused.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"xmpp://192.0.2.1:5347, TLS, xmpps://", "ws://localhost:5280, CONFIGURATION, WebSocket"})
    void isNoPartOfAnotherMachineWithoutTlsNorOverAWebSocket(String where, XmppException.Kind kind, String word) {
        XmppException refused =
                assertThrows(XmppException.class, () -> connect(ServerAddress.parse(where), TlsConfig.SYSTEM));
        assertEquals(kind, refused.kind());
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }
}
