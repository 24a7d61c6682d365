package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams on which nobody logs in, and components, at real servers. */
@Timeout(120)
class PurposesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Jid DOMAIN = Jid.of("localhost");
    private static final String REGISTER = "jabber:iq:register";

    private static TestServer prosody;
    private static TestServer ejabberd;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        prosody = Prosody.start();
        ejabberd = Ejabberd.start();
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

    private static ServerAddress address(TestServer server, String way) {
        return ServerAddress.parse(server.address(way, server.port(way)));
    }

    private static TlsConfig tls(TestServer server) {
        return TlsConfig.ofCaFile(server.caFile());
    }

    private StanzaStream connect(ConnectRequest request) {
        return new BabblerProvider().connect(request, heard);
    }

    @ParameterizedTest
    @CsvSource({
        "prosody, starttls", "prosody, direct", "prosody, ws", "prosody, wss",
        "ejabberd, starttls", "ejabberd, direct", "ejabberd, ws", "ejabberd, wss",
    })
    void looksAndLeaves(String name, String way) throws Exception {
        TestServer server = server(name);
        StanzaStream stream = connect(ConnectRequest.probe(DOMAIN, address(server, way), tls(server), PATIENCE));
        assertEquals(DOMAIN, stream.address());
        assertEquals("", stream.info().saslMechanism());
        assertEquals(way.startsWith("ws"), stream.info().tlsVersion() == null);
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
    void looksOnlyAtServersThatProveWhoTheyAre() {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> connect(ConnectRequest.probe(DOMAIN, address(prosody, "starttls"), TlsConfig.SYSTEM, PATIENCE)));
        assertEquals(XmppException.Kind.TLS, refused.kind());
    }

    @Test
    void saysThatAnotherDomainIsNotServed() {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> connect(ConnectRequest.probe(
                        Jid.of("other.example"), address(prosody, "starttls"), tls(prosody), PATIENCE)));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }

    private static Stanza query(String type, String id, XmlElement payload) {
        return new Stanza(Stanza.Kind.IQ, type, null, DOMAIN, id, null, List.of(payload));
    }

    @ParameterizedTest
    @CsvSource({"prosody, starttls", "prosody, direct", "prosody, wss", "ejabberd, starttls", "ejabberd, wss"})
    void makesAnAccount(String name, String way) throws Exception {
        TestServer server = server(name);
        String user = "new-" + way;
        StanzaStream stream = connect(ConnectRequest.registration(DOMAIN, address(server, way), tls(server), PATIENCE));
        assertEquals(DOMAIN, stream.address());
        stream.send(query("get", "form", XmlElement.of(REGISTER, "query")));
        Stanza form = heard.expect("stanza form");
        assertEquals("result", form.type());
        assertTrue(form.child(REGISTER, "query")
                .orElseThrow()
                .child(REGISTER, "password")
                .isPresent());
        stream.send(query(
                "set",
                "make",
                XmlElement.of(REGISTER, "query")
                        .with(XmlElement.of(REGISTER, "username", user))
                        .with(XmlElement.of(REGISTER, "password", "it's <new> & secret"))));
        assertEquals("result", heard.expect("stanza make").type());
        stream.close();
        heard.expect("closed");
        SessionConfig config = SessionConfig.of(Jid.of(user + "@localhost"), Secret.of("it's <new> & secret"))
                .withServer(address(server, way))
                .withTls(tls(server));
        StanzaStream login = connect(ConnectRequest.login(config, ResumeState.NONE));
        assertEquals(Jid.of(user + "@localhost"), login.address().bare());
        login.close();
    }

    private StanzaStream component(TestServer server, String way, Jid domain, String secret) {
        return connect(
                ConnectRequest.component(domain, Secret.of(secret), address(server, way), tls(server), PATIENCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    void isAPartOfTheServer(String name) throws Exception {
        TestServer server = server(name);
        Jid domain = Jid.of("echo.localhost");
        StanzaStream component = component(server, "component", domain, TestServer.SECRET);
        assertEquals(domain, component.address());
        assertFalse(component.info().resumed());
        Heard alice = new Heard();
        SessionConfig config = SessionConfig.of(Jid.of("alice@localhost"), Secret.of(TestServer.PASSWORD))
                .withServer(address(server, "starttls"))
                .withTls(tls(server));
        StanzaStream client = new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), alice);
        client.send(message(null, Jid.of("someone@echo.localhost"), "1", "Are you <there> & well? 🎉"));
        Stanza asked = heard.expect("stanza 1");
        assertEquals(client.address(), asked.from());
        assertEquals("Are you <there> & well? 🎉", body(asked));
        component.send(message(Jid.of("someone@echo.localhost"), client.address(), "2", "yes"));
        Stanza answer = alice.stanza("2");
        assertEquals("yes", body(answer));
        assertEquals(Jid.of("someone@echo.localhost"), answer.from());
        component.send(message(null, client.address(), "3", "in the name of the domain"));
        assertEquals(domain, alice.stanza("3").from());
        client.close();
        component.close();
        heard.expect("closed");
        assertNull(heard.cause);
    }

    private static Stanza message(Jid from, Jid to, String id, String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE, "chat", from, to, id, null, List.of(XmlElement.of("jabber:client", "body", body)));
    }

    private static String body(Stanza stanza) {
        return stanza.child("jabber:client", "body").orElseThrow().text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    void saysThatTheSecretIsWrong(String name) {
        XmppException refused = assertThrows(
                XmppException.class, () -> component(server(name), "component", Jid.of("echo.localhost"), "wrong"));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
        assertTrue(refused.getMessage().contains("secret"), refused.getMessage());
        assertFalse(refused.getMessage().contains("wrong"), refused.getMessage());
    }

    @Test
    void isNoPartOfAnotherMachineWithoutTls() {
        XmppException refused = assertThrows(
                XmppException.class,
                () -> connect(ConnectRequest.component(
                        Jid.of("echo.localhost"),
                        Secret.of("x"),
                        ServerAddress.parse("xmpp://192.0.2.1:5347"),
                        TlsConfig.SYSTEM,
                        PATIENCE)));
        assertEquals(XmppException.Kind.TLS, refused.kind());
        assertTrue(refused.getMessage().contains("xmpps://"), refused.getMessage());
    }

    @Test
    void isNoPartOverAWebSocket() {
        XmppException refused = assertThrows(
                XmppException.class, () -> component(prosody, "ws", Jid.of("echo.localhost"), TestServer.SECRET));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
    }
}
