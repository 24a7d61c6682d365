package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmlText;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProviders;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams and a whole session through a real Prosody that is killed now and then. */
class StreamIT {

    private static Prosody prosody;

    private final Recorder bot = new Recorder();
    private final Recorder alice = new Recorder();

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

    private static SessionConfig config(String user) {
        return SessionConfig.of(Jid.of(user + "@localhost"), Secret.of(Prosody.PASSWORD))
                .withServer(ServerAddress.parse("xmpp://localhost:" + prosody.startTlsPort()))
                .withTls(TlsConfig.ofCaFile(prosody.caFile()))
                .withEngine("smack");
    }

    private static StanzaStream login(String user, Recorder recorder) {
        return new SmackProvider().connect(ConnectRequest.login(config(user), ResumeState.NONE), recorder);
    }

    private static Stanza stanza(Stanza.Kind kind, String type, Jid to, String id, XmlElement... payload) {
        return new Stanza(kind, type, null, to, id, null, List.of(payload));
    }

    @Test
    void carriesPayloadsThatNobodyKnows() throws InterruptedException {
        StanzaStream botStream = login("bot", bot);
        StanzaStream aliceStream = login("alice", alice);
        try {
            XmlElement odd = new XmlElement(
                    "urn:odd",
                    "odd",
                    Map.of("plain", "<&>'\"", "{urn:other}key", "line and tab"),
                    List.of(
                            new XmlText("mixed <text> 🎉 "),
                            XmlElement.of("urn:odd", "same").with(XmlElement.of("urn:deeper", "deeper", "\n x \n")),
                            XmlElement.of("", "none")));
            Stanza sent = stanza(Stanza.Kind.MESSAGE, "normal", aliceStream.address(), "1", odd);
            botStream.send(sent);
            Stanza received = alice.next();
            assertEquals(odd, received.child("urn:odd", "odd").orElseThrow());
            assertEquals(botStream.address(), received.from());
        } finally {
            botStream.close();
            aliceStream.close();
        }
    }

    @Test
    void answersNoQueries() throws InterruptedException {
        StanzaStream botStream = login("bot", bot);
        StanzaStream aliceStream = login("alice", alice);
        try {
            Jid to = botStream.address();
            aliceStream.send(stanza(Stanza.Kind.IQ, "get", to, "1", XmlElement.of("urn:xmpp:ping", "ping")));
            aliceStream.send(stanza(Stanza.Kind.IQ, "get", to, "2", XmlElement.of("jabber:iq:version", "query")));
            aliceStream.send(stanza(Stanza.Kind.IQ, "get", to, "3", XmlElement.of("urn:unknown", "unknown")));
            for (String id : List.of("1", "2", "3")) {
                assertEquals(id, bot.next().id());
            }
            botStream.send(stanza(Stanza.Kind.MESSAGE, "chat", aliceStream.address(), "after"));
            assertEquals("after", alice.next().id());
        } finally {
            botStream.close();
            aliceStream.close();
        }
    }

    @Test
    void makesAnAccount() throws InterruptedException {
        StanzaStream stream = new SmackProvider()
                .connect(
                        ConnectRequest.registration(
                                Jid.of("localhost"),
                                config("bot").server(),
                                TlsConfig.ofCaFile(prosody.caFile()),
                                Duration.ofSeconds(20)),
                        bot);
        try {
            assertTrue(stream.info().features().stream()
                    .anyMatch(feature -> feature.name().equals("register")));
            XmlElement query = XmlElement.of("jabber:iq:register", "query")
                    .with(XmlElement.of("jabber:iq:register", "username", "carol"))
                    .with(XmlElement.of("jabber:iq:register", "password", Prosody.PASSWORD));
            stream.send(stanza(Stanza.Kind.IQ, "set", null, "reg", query));
            Stanza answer = bot.next();
            assertEquals("reg", answer.id());
            assertEquals("result", answer.type());
        } finally {
            stream.close();
        }
        login("carol", alice).close();
    }

    @Test
    void tellsThatTheServerWasKilled() throws Exception {
        login("bot", bot);
        prosody.restart();
        XmppException cause = bot.end().orElseThrow();
        assertEquals(XmppException.Kind.DISCONNECTED, cause.kind());
    }

    @Test
    void looksAtTheServer() throws Exception {
        SessionConfig config = config("bot");
        ProbeReport report =
                XmppProviders.named("smack").probe(config).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals("TLSv1.3", report.info().tlsVersion());
    }

    /** Keeps what a session tells. */
    private static final class Heard implements XmppListener {
        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<SessionState> states = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            messages.add(message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onState(XmppSession session, SessionState state, XmppException cause) {
            states.add(state);
        }

        Message next() throws InterruptedException {
            Message message = messages.poll(20, TimeUnit.SECONDS);
            assertNotNull(message, "no message came");
            return message;
        }

        void await(SessionState wanted) throws InterruptedException {
            SessionState seen;
            do {
                seen = states.poll(30, TimeUnit.SECONDS);
            } while (seen != null && seen != wanted);
            assertEquals(wanted, seen);
        }
    }

    @Test
    void carriesASessionOverRestarts() throws Exception {
        Heard botHeard = new Heard();
        Heard aliceHeard = new Heard();
        try (XmppSession botSession = Xmpp.connect(config("bot"), botHeard);
                XmppSession aliceSession = Xmpp.connect(config("alice"), aliceHeard)) {
            botHeard.await(SessionState.ONLINE);
            aliceHeard.await(SessionState.ONLINE);
            for (int round = 0; round < 3; round++) {
                if (round > 0) {
                    prosody.restart();
                    botHeard.await(SessionState.RECONNECTING);
                    botHeard.await(SessionState.ONLINE);
                    aliceHeard.await(SessionState.RECONNECTING);
                    aliceHeard.await(SessionState.ONLINE);
                }
                botSession.send(OutgoingMessage.to(Jid.of("alice@localhost"))
                        .body("round " + round)
                        .build());
                Message asked = aliceHeard.next();
                assertEquals("round " + round, asked.body());
                aliceSession.send(
                        OutgoingMessage.answer(asked).body("heard " + round).build());
                assertEquals("heard " + round, botHeard.next().body());
            }
        }
    }
}
