package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of the simulated engine: what they count, what they resume, what they do when the network fails them. */
class SimulatedEngineTest {

    private final SimulatedTime time = new SimulatedTime(5);
    private final SimulatedServer server = new SimulatedServer(time);
    private final Jid bot = server.account("bot", "secret");
    private final Person alice = server.person("alice");

    private StanzaStream open(Ear ear, ResumeState resume) {
        StanzaStream stream = server.engine().connect(ConnectRequest.login(server.config(bot), resume), ear);
        time.run();
        return stream;
    }

    private StanzaStream open(Ear ear) {
        StanzaStream stream = open(ear, ResumeState.NONE);
        stream.send(Copies.presence(null, null, null, List.of()));
        time.pass(Duration.ofSeconds(1));
        return stream;
    }

    private static Stanza message(Jid to, String body) {
        return new Stanza(
                Stanza.Kind.MESSAGE, "chat", null, to, body, null, List.of(XmlElement.of(Ns.CLIENT, "body", body)));
    }

    @Test
    void tellsWhatTheServerHas() {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        stream.send(message(alice.jid(), "one"));
        stream.send(message(alice.jid(), "two"));
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("one", "two"), alice.heardFrom(bot));
        assertEquals(List.of("one", "two"), Ear.bodies(ear.acknowledged));
        assertEquals(bot.withResource("openclaw"), stream.address());
        assertFalse(stream.info().resumed());
    }

    @Test
    void goesOnWhereACutStreamEnded() {
        Ear first = new Ear();
        StanzaStream stream = open(first);
        alice.say(bot, "safe");
        time.pass(Duration.ofSeconds(1));
        first.heard.forEach(stream::acknowledge);
        time.pass(Duration.ofSeconds(1));
        alice.say(bot, "heard, not safe");
        time.pass(Duration.ofSeconds(1));
        server.network().strike(Fault.BLACK_HOLE, bot);
        alice.say(bot, "not heard");
        stream.send(message(alice.jid(), "into the void"));
        time.pass(Duration.ofSeconds(1));
        stream.abort();
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("safe", "heard, not safe"), first.bodies());
        assertEquals(List.of("into the void"), Ear.bodies(first.unknown));
        assertTrue(first.closed);

        Ear second = new Ear();
        StanzaStream resumed = open(second, first.resume);
        time.pass(Duration.ofSeconds(1));
        assertTrue(resumed.info().resumed());
        assertEquals(stream.address(), resumed.address());
        assertEquals(List.of("heard, not safe", "not heard"), second.bodies());
        assertEquals(List.of("into the void"), alice.heardFrom(bot));
        assertEquals(List.of("into the void"), Ear.bodies(second.acknowledged));
        assertEquals(1, server.streams(bot));
    }

    @Test
    void keepsWhatWasNotSafeWhenNobodyResumes() {
        Ear first = new Ear();
        open(first);
        alice.say(bot, "heard, not safe");
        time.pass(Duration.ofSeconds(1));
        server.network().strike(Fault.CUT, bot);
        alice.say(bot, "while it may be resumed");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), server.offline(bot));
        time.pass(Duration.ofMinutes(6));
        assertEquals(2, server.offline(bot).size());
        Ear second = new Ear();
        StanzaStream stream = open(second, first.resume);
        assertFalse(stream.info().resumed());
        stream.send(Copies.presence(null, null, null, List.of()));
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("heard, not safe", "while it may be resumed"), second.bodies());
    }

    @Test
    void losesWhatIsCutInTheMiddleAndGetsItAgain() {
        Ear first = new Ear();
        StanzaStream stream = open(first);
        server.network().strike(Fault.CUT_IN_STANZA_UP, bot);
        stream.send(message(alice.jid(), "half"));
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), alice.heardFrom(bot));
        assertEquals(List.of("half"), Ear.bodies(first.unknown));
        Ear second = new Ear();
        open(second, first.resume);
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("half"), alice.heardFrom(bot));
        server.network().strike(Fault.CUT_IN_STANZA_DOWN, bot);
        alice.say(bot, "half as well");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), second.bodies());
        Ear third = new Ear();
        open(third, second.resume);
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("half as well"), third.bodies());
    }

    @Test
    void countsAStanzaThatCameTwiceTwice() {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        server.network().strike(Fault.DUPLICATE, bot);
        alice.say(bot, "again");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("again", "again"), ear.bodies());
        ear.heard.forEach(stream::acknowledge);
        time.pass(Duration.ofSeconds(1));
        assertFalse(ear.closed);
        stream.abort();
        time.pass(Duration.ofSeconds(1));
        Ear second = new Ear();
        open(second, ear.resume);
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), second.bodies());
    }

    @Test
    void endsOnceAndSaysWhy() {
        Ear politely = new Ear();
        StanzaStream stream = open(politely);
        stream.close();
        stream.close();
        stream.abort();
        time.pass(Duration.ofSeconds(2));
        assertEquals(Arrays.asList((XmppException.Kind) null), politely.ends);
        assertEquals(List.of(), server.sessions(bot));
        Ear older = new Ear();
        open(older);
        Ear newer = new Ear();
        open(newer);
        assertEquals(List.of(XmppException.Kind.CONFLICT), older.ends);
        server.endStreams(bot, "policy-violation");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(XmppException.Kind.DISCONNECTED), newer.ends);
    }

    @Test
    void closesInTimeOnADeadNetwork() {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        server.network().strike(Fault.BLACK_HOLE, bot);
        stream.close();
        time.pass(Duration.ofSeconds(1));
        assertTrue(ear.closed);
    }

    @ParameterizedTest
    @EnumSource(
            value = XmppException.Kind.class,
            names = {"UNREACHABLE", "TLS", "AUTHENTICATION", "TIMEOUT", "DISCONNECTED", "CONFIGURATION"})
    void failsAsAsked(XmppException.Kind kind) {
        server.network().refuse(kind, 1);
        XmppException failure = assertThrows(XmppException.class, () -> open(new Ear(), ResumeState.NONE));
        assertEquals(kind, failure.kind());
        boolean slow = kind == XmppException.Kind.TIMEOUT;
        assertEquals(slow, !time.now().isBefore(SimulatedTime.BEGIN.plusSeconds(15)));
    }

    @Test
    void isFollowedToAnotherHost() {
        server.network().redirect("other.example.org");
        StanzaStream stream = open(new Ear(), ResumeState.NONE);
        assertEquals("xmpp://other.example.org:5222", stream.info().server());
    }

    @Test
    void endsWhenTooMuchWaits() {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        server.network().holdFromClient(bot, Duration.ofMinutes(1));
        String large = "x".repeat(500_000);
        for (int i = 0; i < 20; i++) {
            stream.send(message(alice.jid(), large));
        }
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(XmppException.Kind.DISCONNECTED), ear.ends);
    }

    @Test
    void refusesWhatMustNotBeOnAStream() {
        for (String evil : List.of(
                "<!DOCTYPE a><message/>",
                "<message><body>" + "x".repeat(20_000_000) + "</body></message>",
                "<message><body></subject></message>")) {
            Ear ear = new Ear();
            open(ear);
            server.say(bot, evil);
            time.pass(Duration.ofSeconds(1));
            assertEquals(List.of(XmppException.Kind.DISCONNECTED), ear.ends, evil.substring(0, 20));
        }
    }

    @Test
    void leavesOutWhatIsBeyondALimit() {
        Ear ear = new Ear();
        open(ear);
        List<String> payloads = List.of(
                "<body>" + "x".repeat(2_000_000) + "</body>",
                "<a>".repeat(100) + "</a>".repeat(100),
                "<a/>".repeat(20_000),
                "<\uA000/>");
        for (String large : payloads) {
            server.say(bot, "<message from='alice@example.org'>" + large + "</message>");
        }
        server.say(bot, "<message from='alice@example.org'><body>behind</body></message>");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), ear.ends);
        List<Stanza> heard = messages(ear);
        assertEquals("behind", Ear.bodies(heard.subList(4, 5)).get(0));
        heard.subList(0, 4).forEach(stanza -> assertEquals(List.of(), stanza.payload()));
    }

    private static List<Stanza> messages(Ear ear) {
        return ear.heard.stream()
                .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                .toList();
    }

    @Test
    void leavesOutWhatIsBeyondALimitThoughItNeverWasText() {
        Ear ear = new Ear();
        open(ear);
        XmlElement deep = XmlElement.of("urn:x", "a");
        for (int i = 0; i < 70; i++) {
            deep = XmlElement.of("urn:x", "a").with(deep);
        }
        XmlElement wide = XmlElement.of("urn:x", "a");
        for (int i = 0; i < 257; i++) {
            wide = wide.with("a" + i, "1");
        }
        for (XmlElement large : List.of(deep, wide)) {
            alice.send(Copies.message("chat", alice.jid(), bot, "1", List.of(large)));
        }
        time.pass(Duration.ofSeconds(1));
        List<Stanza> heard = messages(ear);
        assertEquals(2, heard.size());
        heard.forEach(stanza -> assertEquals(List.of(), stanza.payload()));
    }

    @Test
    void looksWithoutLoggingIn() {
        Ear ear = new Ear();
        StanzaStream stream = server.engine()
                .connect(
                        ConnectRequest.probe(
                                server.domain(), null, ai.openclaw.xmpp.TlsConfig.SYSTEM, Duration.ofSeconds(5)),
                        ear);
        assertEquals(server.domain(), stream.address());
        assertTrue(stream.info().features().stream()
                .anyMatch(feature -> feature.name().equals("mechanisms")));
        assertEquals(List.of(), server.sessions(bot));
        stream.close();
        time.pass(Duration.ofSeconds(1));
        assertTrue(ear.closed);
    }

    @Test
    void countsAlsoWhatNobodyHears() {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        alice.say(bot, "one");
        server.say(bot, "<message from='not @ an address'><body>nonsense</body></message>");
        alice.say(bot, "two");
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("one", "two"), ear.bodies());
        // One's own presence, and the first message; with it goes the nonsense behind.
        stream.acknowledge(ear.heard.get(0));
        stream.acknowledge(ear.heard.get(1));
        time.pass(Duration.ofSeconds(1));
        server.network().cut(bot);
        time.pass(Duration.ofSeconds(1));
        Ear second = new Ear();
        open(second, ear.resume);
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("two"), second.bodies());
    }

    @Test
    void makesAnAccountForWhoAsks() {
        Ear ear = new Ear();
        StanzaStream stream = server.engine()
                .connect(
                        ConnectRequest.registration(
                                server.domain(), null, ai.openclaw.xmpp.TlsConfig.SYSTEM, Duration.ofSeconds(5)),
                        ear);
        XmlElement query = XmlElement.of(Registration.REGISTER, "query")
                .with(XmlElement.of(Registration.REGISTER, "username", "carol"))
                .with(XmlElement.of(Registration.REGISTER, "password", "new"));
        stream.send(Copies.iq("set", null, null, "r", query));
        stream.send(Copies.iq("set", null, null, "again", query));
        time.pass(Duration.ofSeconds(1));
        assertEquals("result", ear.heard.get(0).type());
        assertEquals("error", ear.heard.get(1).type());
        assertEquals(
                "carol@example.org",
                server.config(Jid.of("carol@example.org")).jid().toString());
    }

    @Test
    void isAComponent() {
        Jid domain = server.component("bots.example.org", "shared");
        ai.openclaw.xmpp.ServerAddress address = ai.openclaw.xmpp.ServerAddress.parse("example.org:5347");
        Jid anybody = Jid.of("anybody@bots.example.org");
        alice.say(anybody, "too early");
        assertEquals(
                1,
                alice.received().stream()
                        .filter(stanza -> stanza.hasType("error"))
                        .count());
        Ear ear = new Ear();
        StanzaStream stream = server.engine()
                .connect(
                        ConnectRequest.component(
                                domain,
                                ai.openclaw.xmpp.Secret.of("shared"),
                                address,
                                ai.openclaw.xmpp.TlsConfig.SYSTEM,
                                Duration.ofSeconds(5)),
                        ear);
        alice.say(anybody, "hello");
        stream.send(Copies.message(
                "chat", anybody, alice.jid(), "1", List.of(XmlElement.of(Ns.CLIENT, "body", "hello yourself"))));
        time.pass(Duration.ofSeconds(1));
        assertEquals(List.of("hello"), ear.bodies());
        assertEquals(anybody, ear.heard.get(0).to());
        assertEquals(List.of("hello yourself"), alice.heardFrom(anybody));
        stream.send(Copies.message("chat", bot, alice.jid(), "2", List.of()));
        time.pass(Duration.ofSeconds(1));
        assertTrue(ear.closed, "it spoke for another domain");
    }

    @ParameterizedTest
    @EnumSource(
            value = LinkCondition.class,
            names = {"BLACK_HOLE", "HALF_OPEN", "STALLED", "REFUSING"})
    void livesWithTheNetworkAsItIs(LinkCondition condition) {
        Ear ear = new Ear();
        StanzaStream stream = open(ear);
        server.network().condition(bot, condition);
        alice.say(bot, "to the bot");
        stream.send(message(alice.jid(), "from the bot"));
        time.pass(Duration.ofSeconds(5));
        assertEquals(condition == LinkCondition.HALF_OPEN, ear.bodies().equals(List.of("to the bot")));
        assertEquals(List.of(), alice.heardFrom(bot));
        assertEquals(condition == LinkCondition.REFUSING, ear.closed);
        assertThrows(XmppException.class, () -> open(new Ear(), ResumeState.NONE));
        assertEquals(2, server.network().connections(bot));
        server.network().condition(bot, LinkCondition.GOOD);
        time.pass(Duration.ofSeconds(5));
        boolean stalled = condition == LinkCondition.STALLED;
        assertEquals(stalled ? List.of("from the bot") : List.of(), alice.heardFrom(bot));
        assertEquals(
                stalled || condition == LinkCondition.HALF_OPEN, !ear.bodies().isEmpty());
    }

    @Test
    void worksInRealTimeToo() {
        SimulatedServer real = new SimulatedServer(Scheduler.system());
        Jid account = real.account("bot", "secret");
        Person carol = real.person("carol");
        Ear ear = new Ear();
        StanzaStream stream = real.engine().connect(ConnectRequest.login(real.config(account), ResumeState.NONE), ear);
        stream.send(Copies.presence(null, null, null, List.of()));
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            said.add("message " + i);
            stream.send(message(carol.jid(), "message " + i));
        }
        assertTrue(real.await(() -> carol.heardFrom(account).size() == 50, Duration.ofSeconds(5)));
        assertEquals(said, carol.heardFrom(account));
        assertTrue(real.await(() -> ear.acknowledged.size() == 51, Duration.ofSeconds(5)));
        carol.say(account, "hello");
        assertTrue(real.await(() -> ear.bodies().equals(List.of("hello")), Duration.ofSeconds(5)));
        stream.close();
        assertTrue(ear.closed);
        assertEquals(List.of(), real.sessions(account));
    }
}
