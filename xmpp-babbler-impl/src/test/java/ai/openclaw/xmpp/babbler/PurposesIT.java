package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams on which nobody logs in, at real servers, by the ways in that the contract does not ask for. */
@Timeout(120)
class PurposesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Jid DOMAIN = Jid.of("localhost");
    private static final String REGISTER = "jabber:iq:register";

    private static TestServer prosody;
    private static TestServer ejabberd;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start() {
        prosody = Prosody.launch();
        ejabberd = Ejabberd.launch();
    }

    @AfterAll
    static void stop() {
        for (TestServer server : new TestServer[] {prosody, ejabberd}) {
            if (server != null) {
                server.close();
            }
        }
    }

    private static TestServer server(String name) {
        return name.equals("prosody") ? prosody : ejabberd;
    }

    private StanzaStream probe(Jid domain, TestServer server, Transport way) {
        ServerAddress address = server.address(way).orElseThrow();
        return new BabblerProvider().connect(ConnectRequest.probe(domain, address, server.tls(), PATIENCE), heard);
    }

    @ParameterizedTest
    @CsvSource({
        "prosody, STARTTLS", "prosody, DIRECT_TLS", "prosody, WEBSOCKET_PLAIN", "prosody, WEBSOCKET",
        "ejabberd, STARTTLS", "ejabberd, DIRECT_TLS", "ejabberd, WEBSOCKET_PLAIN", "ejabberd, WEBSOCKET",
    })
    void looksAndLeaves(String name, Transport way) throws Exception {
        StanzaStream stream = probe(DOMAIN, server(name), way);
        assertEquals(DOMAIN, stream.address());
        assertEquals("", stream.info().saslMechanism());
        assertEquals(way.name().startsWith("WEBSOCKET"), stream.info().tlsVersion() == null);
        assertTrue(
                stream.info().features().stream()
                        .anyMatch(feature -> feature.is("urn:ietf:params:xml:ns:xmpp-sasl", "mechanisms")),
                () -> stream.info().features().toString());
        stream.send(query("get", "1", XmlElement.of("urn:xmpp:ping", "ping")));
        stream.close();
        heard.expect("closed");
        assertNull(heard.cause, "what is sent is thrown away, so the server has nothing to complain of");
    }

    @Test
    void saysThatAnotherDomainIsNotServed() {
        XmppException refused =
                assertThrows(XmppException.class, () -> probe(Jid.of("other.example"), prosody, Transport.STARTTLS));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        assertTrue(refused.getMessage().contains("does not serve other.example"), refused.getMessage());
    }

    private static Stanza query(String type, String id, XmlElement payload) {
        return new Stanza(Stanza.Kind.IQ, type, null, DOMAIN, id, null, List.of(payload));
    }

    @ParameterizedTest
    @CsvSource({"prosody, DIRECT_TLS", "prosody, WEBSOCKET", "ejabberd, WEBSOCKET"})
    void makesAnAccount(String name, Transport way) throws Exception {
        TestServer server = server(name);
        ServerAddress address = server.address(way).orElseThrow();
        Jid jid = Jid.of("new-" + way, DOMAIN.domain(), null);
        Secret password = Secret.of("it's <new> & secret");
        StanzaStream stream = new BabblerProvider()
                .connect(ConnectRequest.registration(DOMAIN, address, server.tls(), PATIENCE), heard);
        stream.send(query(
                "set",
                "make",
                XmlElement.of(REGISTER, "query")
                        .with(XmlElement.of(REGISTER, "username", jid.local()))
                        .with(XmlElement.of(REGISTER, "password", password.reveal()))));
        assertEquals("result", heard.expect("stanza make").type());
        stream.close();
        heard.expect("closed");
        SessionConfig config =
                SessionConfig.of(jid, password).withServer(address).withTls(server.tls());
        StanzaStream login = new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), heard);
        assertEquals(jid, login.address().bare());
        login.close();
    }
}
