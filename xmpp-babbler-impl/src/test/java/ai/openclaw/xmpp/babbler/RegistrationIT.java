package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationForm;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts made and removed at real servers (XEP-0077, XEP-0445). */
@Timeout(120)
class RegistrationIT {

    private static final Secret PASSWORD = Secret.of("it's <new> & secret");

    private static Prosody prosody;
    private static Ejabberd ejabberd;

    private final BabblerProvider engine = new BabblerProvider();

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

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static XmppException failureOf(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(stage));
        return assertInstanceOf(XmppException.class, failure.getCause());
    }

    private CompletionStage<Registration> begin(TestServer server, @Nullable String token) {
        return engine.register(new RegistrationRequest(
                server.domain(),
                server.address(Transport.STARTTLS).orElseThrow(),
                server.tls(),
                Duration.ofSeconds(15),
                token == null ? null : Secret.of(token)));
    }

    private static Map<String, String> answers(String name, Secret password) {
        return Map.of(RegistrationForm.USERNAME, name, RegistrationForm.PASSWORD, password.reveal());
    }

    private static SessionConfig account(TestServer server, String name) {
        return SessionConfig.of(Jid.of(name, server.domain().domain(), null), PASSWORD)
                .withServer(server.address(Transport.STARTTLS).orElseThrow())
                .withTls(server.tls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    @Tag("XEP-0077")
    void makesAnAccountThatWorksAndRemovesIt(String name) throws Exception {
        TestServer server = server(name);
        try (Registration registration = get(begin(server, null))) {
            assertTrue(registration.form().field(RegistrationForm.USERNAME).isPresent());
            assertTrue(registration.form().field(RegistrationForm.PASSWORD).isPresent());
            get(registration.submit(answers("fresh", PASSWORD)));
        }
        SessionConfig fresh = account(server, "fresh");
        assertEquals(fresh.jid(), get(engine.probe(fresh)).info().address().bare());

        get(engine.unregister(fresh));

        assertEquals(
                XmppException.Kind.AUTHENTICATION,
                failureOf(engine.probe(fresh)).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    void saysThatThereIsSuchAnAccount(String name) throws Exception {
        TestServer server = server(name);
        String taken = server.newAccount("taken").config().jid().local();
        try (Registration registration = get(begin(server, null))) {
            XmppException refused = failureOf(registration.submit(answers(taken, PASSWORD)));
            assertEquals("conflict", refused.stanzaError().orElseThrow().condition());
            assertTrue(refused.getMessage().contains("log in with its password"), refused.getMessage());
            // The stream is still good for another name.
            get(registration.submit(answers("other-" + taken, PASSWORD)));
        }
    }

    @Test
    void saysWhatIsWrongWithAWeakPassword() throws Exception {
        try (Registration registration = get(begin(ejabberd, null))) {
            XmppException refused = failureOf(registration.submit(answers("weakling", Secret.of("abc"))));
            assertEquals("not-acceptable", refused.stanzaError().orElseThrow().condition());
            assertTrue(refused.getMessage().contains("longer password"), refused.getMessage());
            assertTrue(refused.getMessage().contains("too weak"), refused.getMessage());
        }
    }

    @Test
    @Tag("XEP-0445")
    @Tag("XEP-0401")
    void makesAnAccountByInvite() throws Exception {
        String token = prosody.invite().replaceAll(".*preauth=", "");
        try (Registration registration = get(begin(prosody, token))) {
            get(registration.submit(answers("guest", PASSWORD)));
        }
        assertEquals(
                Jid.of("guest@localhost"),
                get(engine.probe(account(prosody, "guest"))).info().address().bare());
        XmppException usedUp = failureOf(begin(prosody, token));
        assertTrue(usedUp.getMessage().contains("used up"), usedUp.getMessage());
    }

    @Test
    void saysThatAnInviteIsUnknown() {
        XmppException refused = failureOf(begin(prosody, "made-up"));
        assertEquals(XmppException.Kind.STANZA_ERROR, refused.kind());
        assertTrue(refused.getMessage().contains("does not take the invite"), refused.getMessage());
    }

    @Test
    void saysThatAServerKnowsNoInvites() {
        XmppException refused = failureOf(begin(ejabberd, "made-up"));
        assertEquals(XmppException.Kind.UNSUPPORTED, refused.kind());
        assertTrue(refused.getMessage().contains("seems not to know invites"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    @Tag("XEP-0030")
    @Tag("XEP-0402")
    void findsTheServersRoomsAndTheBookmarkedOnes(String name) throws Exception {
        TestServer server = server(name);
        SessionConfig config = server.newAccount("bot").config();
        Jid garden = Jid.of("garden", server.roomService().domain(), null);
        Jid elsewhere = Jid.of("far@rooms.invalid");
        try (XmppSession session = engine.open(config, new XmppListener() {})) {
            get(session.online());
            get(session.rooms().join(RoomConfig.of(garden, "bot")));
            XmlElement conference = XmlElement.of(Ns.BOOKMARKS, "conference").with("name", "Far");
            XmlElement item = XmlElement.of(Ns.PUBSUB, "item")
                    .with("id", elsewhere.toString())
                    .with(conference);
            get(session.query(
                    null,
                    true,
                    XmlElement.of(Ns.PUBSUB, "pubsub")
                            .with(XmlElement.of(Ns.PUBSUB, "publish")
                                    .with("node", Ns.BOOKMARKS)
                                    .with(item))));

            List<ProbeReport.PublicRoom> rooms = get(engine.probe(config)).rooms();

            assertEquals(
                    List.of(elsewhere, garden),
                    rooms.stream().map(ProbeReport.PublicRoom::jid).toList());
            assertTrue(rooms.get(0).bookmarked());
            assertEquals("Far", rooms.get(0).name());
            assertTrue(rooms.get(1).features().contains("muc_nonanonymous"), rooms::toString);
            assertEquals(
                    garden,
                    get(engine.probe(config, List.of(garden))).rooms().get(0).jid());
        }
    }
}
