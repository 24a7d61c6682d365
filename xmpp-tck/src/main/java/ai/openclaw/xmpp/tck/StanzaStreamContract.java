package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import ai.openclaw.xmpp.tck.lab.TestServer.ComponentAccess;
import java.time.Duration;
import java.util.List;

/**
 * The contract of engines: extend it, give it an engine and a server.
 *
 * <pre>{@code
 * class MyEngineOnProsodyIT extends StanzaStreamContract {
 *     @Override protected StreamProvider engine() { return new MyProvider(); }
 *     @Override protected TestServer startServer() { return Prosody.launch(); }
 * }
 * }</pre>
 *
 * <p>A rule that the engine cannot keep is named in {@link #notPossible()} with the reason. What became of each rule is written to {@code
 * target/tck}. The rules are explained in {@code docs/spi.md}.
 */
public abstract class StanzaStreamContract extends StreamResumptionRules {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String REGISTER = "jabber:iq:register";

    /** For suites. */
    protected StanzaStreamContract() {}

    @Rule(
            id = "ST-501",
            text = "A PROBE MUST prove TLS and read the features, and log nobody in; its address is the domain.",
            intent = "The wizard and the doctor look at a server before they have a password.",
            needs = Ability.SOCKETS)
    final void probesWithoutLogin() {
        ScriptedServer server = script(dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + ScriptedServer.features("<sm xmlns='urn:xmpp:sm:3'/>" + ScriptedServer.mechanisms("PLAIN")));
            dialogue.listen();
        });
        StanzaStream stream = open(
                ConnectRequest.probe(
                        Jid.of("localhost"),
                        server.address(Transport.DIRECT_TLS),
                        ServerKey.ofLocalhost().trusted(),
                        LIMIT),
                new StreamRecorder());
        assertEquals(Jid.of("localhost"), stream.address());
        assertEquals("", stream.info().saslMechanism());
        assertNotNull(stream.info().tlsVersion());
        assertEquals(
                List.of("sm", "mechanisms"),
                stream.info().features().stream().map(XmlElement::name).toList());
        stream.close();
        assertNoPassword(server);
        assertFalse(server.heard().contains("<iq"), () -> "somebody asked something: " + server.heard());
    }

    @Rule(
            id = "ST-502",
            text = "A PROBE MUST refuse a certificate as a login does.",
            intent = "The wizard tells that the certificate is wrong before it asks for a password.",
            needs = Ability.SOCKETS)
    final void refusesACertificateWhenProbing() {
        ScriptedServer server = script(dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.listen();
        });
        ConnectRequest request = ConnectRequest.probe(
                Jid.of("localhost"), server.address(Transport.DIRECT_TLS), TlsConfig.SYSTEM, LIMIT);
        XmppException refused = assertThrows(XmppException.class, () -> open(request, new StreamRecorder()));
        assertEquals(XmppException.Kind.TLS, refused.kind());
    }

    @Rule(
            id = "ST-503",
            spec = "XEP-0077 §3.1",
            text =
                    "A REGISTRATION MUST carry IQs both ways under TLS before anybody has logged in; its address is the domain.",
            intent = "People make the bot's account with the wizard.",
            needs = Ability.REGISTRATION)
    final void makesAnAccount() {
        StreamRecorder recorder = new StreamRecorder();
        SessionConfig model = account().config();
        StanzaStream stream =
                open(ConnectRequest.registration(server().domain(), model.server(), model.tls(), LIMIT), recorder);
        assertEquals(server().domain(), stream.address());
        stream.send(question("get", "form", XmlElement.of(REGISTER, "query")));
        Stanza form = recorder.next();
        assertEquals("form", form.id());
        assertTrue(
                form.child(REGISTER, "query")
                        .orElseThrow()
                        .child(REGISTER, "username")
                        .isPresent(),
                () -> "no form: " + form);
        String name = "made-" + Peer.newId();
        stream.send(question(
                "set",
                "make",
                XmlElement.of(REGISTER, "query")
                        .with(XmlElement.of(REGISTER, "username", name))
                        .with(XmlElement.of(REGISTER, "password", "secret<&>"))));
        Stanza made = recorder.next();
        assertEquals("result", made.type(), made.toString());
        stream.close();
        Jid jid = Jid.of(name, server().domain().domain(), null);
        SessionConfig config = SessionConfig.of(jid, Secret.of("secret<&>"))
                .withServer(model.server())
                .withTls(model.tls());
        assertEquals(jid, open(config, new StreamRecorder()).address().bare());
    }

    private static Stanza question(String type, String id, XmlElement payload) {
        return new Stanza(Stanza.Kind.IQ, type, null, null, id, null, List.of(payload));
    }

    private ComponentAccess access() {
        return server().component().orElseThrow();
    }

    private StanzaStream component(Secret secret, StreamRecorder recorder) {
        ComponentAccess access = access();
        return open(
                ConnectRequest.component(access.domain(), secret, access.server(), server().tls(), LIMIT), recorder);
    }

    @Rule(
            id = "ST-504",
            spec = "XEP-0114 §3",
            text =
                    "A COMPONENT MUST send and hear stanzas of its whole domain, with the addresses as they are written.",
            intent = "Bots and gateways with many addresses are components.",
            check = {
                "the namespace on the wire is jabber:component:accept, that of stanzas stays jabber:client",
                "from is sent as it is given"
            },
            needs = Ability.COMPONENT)
    final void isAComponent() {
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = component(access().secret(), recorder);
        assertEquals(access().domain(), stream.address());
        Peer peer = peer();
        Jid anybody = Jid.of("anybody", access().domain().domain(), null);
        peer.say(anybody, "to a component");
        Stanza heard = recorder.next();
        assertEquals("to a component", Peer.bodyOf(heard));
        assertEquals(anybody, heard.to());
        assertEquals(peer.address(), heard.from());
        Stanza answer = message(peer.address(), "from a component");
        stream.send(
                new Stanza(answer.kind(), answer.type(), anybody, answer.to(), answer.id(), null, answer.payload()));
        assertEquals(anybody, peer.awaitBody("from a component").from());
    }

    @Rule(
            id = "ST-505",
            spec = "XEP-0114 §3",
            text = "A COMPONENT with a wrong secret MUST end in AUTHENTICATION.",
            intent = "As for a wrong password.",
            needs = Ability.COMPONENT)
    final void tellsAWrongSecret() {
        XmppException refused =
                assertThrows(XmppException.class, () -> component(Secret.of("wrong"), new StreamRecorder()));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
    }
}
