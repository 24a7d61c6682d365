package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Components (XEP-0114) over TLS, with a scripted server. */
class ComponentTest {

    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams' id='3BF96D32' from='localhost'>";

    @TempDir
    static Path directory;

    private static ScriptedServer.Key key;

    private final Heard heard = new Heard();

    @BeforeAll
    static void makeKey() throws Exception {
        key = ScriptedServer.Key.make(directory, "localhost", "-1d", 30);
    }

    private StanzaStream connect(ScriptedServer server, TlsConfig tls) {
        return new BabblerProvider()
                .connect(
                        ConnectRequest.component(
                                Jid.of("localhost"),
                                Secret.of("secret"),
                                java.util.Objects.requireNonNull(
                                        server.config("xmpps", tls).server()),
                                tls,
                                Duration.ofSeconds(20)),
                        heard);
    }

    @Test
    void provesThatItKnowsTheSecret() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream xmlns='jabber:component:accept' [^>]*to='localhost'>");
            dialogue.say(HEADER);
            dialogue.hear("<handshake>b09ea9b3b7f586be8a08d0a3dd7466f110aeb136</handshake>");
            dialogue.say("<handshake/><message id='1' from='a@b.example'/>"
                    + "<message xmlns='jabber:component:accept' id='2' from='a@b.example'><body>x</body></message>");
            dialogue.listen();
        })) {
            StanzaStream stream = connect(server, key.trusted());
            assertNotNull(stream.info().tlsVersion());
            heard.expect("stanza 1");
            Stanza second = heard.expect("stanza 2");
            assertTrue(second.child("jabber:client", "body").isPresent());
            stream.abort();
        }
    }

    @Test
    void tellsItsSecretToNobodyWithoutProof() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
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
        "not-authorized, AUTHENTICATION",
        "host-unknown, CONFIGURATION",
        "conflict, CONFLICT",
        "system-shutdown, DISCONNECTED",
    })
    void saysWhyItIsRefused(String condition, XmppException.Kind kind) throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER);
            dialogue.hear("<handshake>");
            dialogue.say(
                    "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
            dialogue.listen();
        })) {
            XmppException refused = assertThrows(XmppException.class, () -> connect(server, key.trusted()));
            assertEquals(kind, refused.kind());
        }
    }
}
