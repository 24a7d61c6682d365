package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stream management (XEP-0198) with servers that keep to it, and with such that do not. */
@Timeout(60)
class ResumptionTest {

    private static final String SM = "<sm xmlns='urn:xmpp:sm:3'/>";
    private static final String ENABLED = "<enabled xmlns='urn:xmpp:sm:3' id='ticket&lt;1' resume='true'/>";
    private static final Jid ADDRESS = Jid.of("bot@localhost/openclaw");

    private final Heard heard = new Heard();

    private static ScriptedServer enabling(String enabled, ScriptedServer.Script rest) {
        return new ScriptedServer(dialogue -> {
            dialogue.authenticate(SM);
            dialogue.bind("");
            dialogue.hear("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
            dialogue.say(enabled);
            rest.play(dialogue);
        });
    }

    private static ScriptedServer asked(String resume, ScriptedServer.Script rest) {
        return new ScriptedServer(dialogue -> {
            dialogue.authenticate(SM);
            dialogue.hear(resume);
            rest.play(dialogue);
        });
    }

    private static String resume(long handled) {
        return "<resume xmlns='urn:xmpp:sm:3' h='" + handled + "' previd='ticket&lt;1'/>";
    }

    private static String resumed(long count) {
        return "<resumed xmlns='urn:xmpp:sm:3' previd='ticket&lt;1' h='" + count + "'/>";
    }

    private static String answer(long count) {
        return "<a xmlns='urn:xmpp:sm:3' h='" + count + "'/>";
    }

    private static final String ASK = "<r xmlns='urn:xmpp:sm:3'/>";

    private static StanzaStream login(ScriptedServer server, ResumeState resume, Heard heard) {
        SessionConfig config =
                server.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted());
        return new BabblerProvider().connect(ConnectRequest.login(config, resume), heard);
    }

    private static Stanza message(String id) {
        return new Stanza(Stanza.Kind.MESSAGE, "chat", null, Jid.of("alice@localhost"), id, null, List.of());
    }

    private static String incoming(String id) {
        return "<message from='alice@localhost' id='" + id + "'><body>x</body></message>";
    }

    /** A state with those numbers and one message that is not confirmed. */
    private static Resumption state(long handled, long confirmed) {
        StreamManagement books =
                new StreamManagement(handled, confirmed, List.of(new StreamManagement.Sent(message("old"), 10)));
        return new Resumption(new Resumption.Ticket("ticket<1", ADDRESS, null, null), books, System::nanoTime);
    }

    @Test
    void countsOnlyWhatIsSafe() throws Exception {
        CountDownLatch firstIsSafe = new CountDownLatch(1);
        CompletableFuture<String> told = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.authenticate(SM);
            dialogue.bind("");
            dialogue.hear("<enable[^>]*>");
            dialogue.say(incoming("early") + ENABLED + incoming("1") + "<message from='@' id='unreadable'/>"
                    + incoming("2") + ASK);
            dialogue.hear(answer(0));
            await(firstIsSafe);
            dialogue.say(ASK);
            dialogue.hear(answer(2));
            told.complete(dialogue.hear("<a [^>]*>").group());
            dialogue.listen();
        })) {
            StanzaStream stream = login(server, ResumeState.NONE, heard);
            Stanza early = heard.expect("stanza early");
            Stanza first = heard.expect("stanza 1");
            Stanza second = heard.expect("stanza 2");
            waitUntil(() -> server.heard().contains(answer(0)));
            stream.acknowledge(early);
            stream.acknowledge(first);
            firstIsSafe.countDown();
            waitUntil(() -> server.heard().contains(answer(2)));
            stream.acknowledge(second);
            assertEquals(answer(3), told.get(20, TimeUnit.SECONDS), "told without being asked");
            stream.abort();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("too late");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private static void waitUntil(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it did not come to that");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    @Tag("C-10")
    void goesOnWhereTheCutWas() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        ResumeState state;
        StanzaStream old;
        Stanza unsafe;
        try (ScriptedServer server = enabling(ENABLED, dialogue -> {
            dialogue.hear("id='3'");
            dialogue.say(answer(1) + incoming("a") + incoming("b"));
            await(cut);
        })) {
            old = login(server, ResumeState.NONE, heard);
            assertFalse(old.info().resumed());
            for (String id : List.of("1", "2", "3")) {
                old.send(message(id));
            }
            heard.expect("acknowledged 1");
            old.acknowledge(heard.expect("stanza a"));
            unsafe = heard.expect("stanza b");
            cut.countDown();
            heard.expect("closed");
            assertEquals(List.of("2", "3"), heard.unknownIds());
            assertEquals(XmppException.Kind.DISCONNECTED, heard.cause.kind());
            assertNotSame(ResumeState.NONE, heard.resume);
            state = heard.resume;
        }
        Heard then = new Heard();
        try (ScriptedServer server = asked(resume(1), dialogue -> {
            dialogue.say(resumed(2) + incoming("b"));
            dialogue.hear(ASK);
            dialogue.say(answer(2) + incoming("c"));
            dialogue.hear("id='3'.*<r xmlns='urn:xmpp:sm:3'/>");
            dialogue.say(answer(3));
            dialogue.hear("id='4'");
            dialogue.say(ASK);
            dialogue.listen();
        })) {
            StanzaStream stream = login(server, state, then);
            assertTrue(stream.info().resumed());
            assertEquals(ADDRESS, stream.address());
            then.expect("acknowledged 2");
            Stanza again = then.expect("stanza b");
            Stanza fresh = then.expect("stanza c");
            then.expect("acknowledged 3");
            assertFalse(server.heard().contains("id='2'"), "the server has it");
            old.acknowledge(unsafe);
            stream.acknowledge(unsafe);
            stream.send(message("4"));
            waitUntil(() -> server.heard().contains(answer(1)));
            stream.acknowledge(again);
            stream.acknowledge(fresh);
            waitUntil(() -> server.heard().contains(answer(3)));
            assertFalse(server.heard().contains("<iq"), "nothing of Babbler's goes out");
            stream.abort();
            then.expect("closed");
            assertEquals(List.of("4"), then.unknownIds());
        }
    }

    @Test
    void triesAgainFromWhereItWas() throws Exception {
        Resumption state = state(5, 7);
        try (ScriptedServer server = asked(resume(5), dialogue -> {})) {
            assertThrows(XmppException.class, () -> login(server, state, heard));
        }
        try (ScriptedServer server = asked(resume(5), dialogue -> {
            dialogue.say(resumed(7));
            dialogue.hear(ASK);
            dialogue.say(answer(8));
            dialogue.listen();
        })) {
            login(server, state, heard);
            heard.expect("acknowledged old");
        }
    }

    @Test
    void goesOnBeyondTheLargestCount() throws Exception {
        long last = (1L << 32) - 1;
        CompletableFuture<String> told = new CompletableFuture<>();
        try (ScriptedServer server = asked(resume(last), dialogue -> {
            dialogue.say(resumed(last) + incoming("1"));
            dialogue.hear(ASK);
            dialogue.say(answer(last));
            dialogue.hear("id='old'");
            dialogue.say(answer(0));
            told.complete(dialogue.hear("<a [^>]*>").group());
            dialogue.listen();
        })) {
            StanzaStream stream = login(server, state(last, last), heard);
            stream.acknowledge(heard.expect("stanza 1"));
            heard.expect("acknowledged old");
            assertEquals(answer(0), told.get(20, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @CsvSource({"'', false", "h='8', true", "h='7', false", "h='9', false", "h='x', false"})
    void beginsAnewWhereTheSessionIsGone(String count, boolean known) throws Exception {
        try (ScriptedServer server = asked(resume(5), dialogue -> {
            dialogue.say("<failed xmlns='urn:xmpp:sm:3' " + count
                    + "><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
            dialogue.bind("");
            dialogue.hear("<enable[^>]*>");
            dialogue.say("<enabled xmlns='urn:xmpp:sm:3' id='new' resume='1'/>" + incoming("live"));
            dialogue.hear("id='fresh'");
            dialogue.say(answer(1));
            dialogue.listen();
        })) {
            StanzaStream stream = login(server, state(5, 7), heard);
            assertFalse(stream.info().resumed());
            if (known) {
                heard.expect("acknowledged old");
            }
            heard.expect("stanza live");
            stream.send(message("fresh"));
            heard.expect("acknowledged fresh");
            assertFalse(server.heard().contains("id='old'"), "what to do with it is decided above");
            stream.abort();
            heard.expect("closed");
            assertEquals(List.of(), heard.unknownIds(), "told when the old stream ended, and only then");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "4294967295", "x", "", "-1"})
    void endsTheSessionWhenTheServerConfirmsTooMuch(String count) throws Exception {
        try (ScriptedServer server = enabling(ENABLED, dialogue -> {
            dialogue.hear("id='1'");
            dialogue.say("<a xmlns='urn:xmpp:sm:3' h='" + count + "'/>");
            dialogue.listen();
        })) {
            login(server, ResumeState.NONE, heard).send(message("1"));
            heard.expect("closed");
            assertEquals(XmppException.Kind.DISCONNECTED, heard.cause.kind());
            assertTrue(heard.cause.getMessage().contains("cannot have"), heard.cause.getMessage());
            assertSame(ResumeState.NONE, heard.resume);
            assertEquals(List.of("1"), heard.unknownIds());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "6", "x"})
    void beginsAnewWhenTheServersBooksDoNotFit(String count) throws Exception {
        Resumption state = state(5, 7);
        try (ScriptedServer server = asked(resume(5), dialogue -> {
            dialogue.say("<resumed xmlns='urn:xmpp:sm:3' previd='ticket&lt;1' h='" + count + "'/>");
            dialogue.listen();
        })) {
            XmppException refused = assertThrows(XmppException.class, () -> login(server, state, heard));
            assertEquals(XmppException.Kind.DISCONNECTED, refused.kind());
        }
        try (ScriptedServer server = enabling(ENABLED, ScriptedServer.Dialogue::listen)) {
            assertFalse(login(server, state, heard).info().resumed());
            assertFalse(server.heard().contains("<resume"), server.heard());
        }
        assertTrue(heard.isQuiet());
    }

    /** Prosody 0.12 does that after a cut within a stanza: it goes on with the stanza, and hears nothing else any more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<a xmlns='urn:xmpp:sm:3' h='6'/>",
                "<stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
                "</stream:stream>"
            })
    void beginsAnewWhereTheServerIsDeafOnTheResumedStream(String said) throws Exception {
        Resumption state = state(5, 7);
        try (ScriptedServer server = asked(resume(5), dialogue -> {
            dialogue.say(resumed(7) + incoming("replayed"));
            dialogue.hear(ASK);
            dialogue.say(said);
            dialogue.listen();
        })) {
            SessionConfig config = server.config(
                            Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted())
                    .withConnectTimeout(Duration.ofSeconds(2));
            XmppException refused = assertThrows(
                    XmppException.class,
                    () -> new BabblerProvider().connect(ConnectRequest.login(config, state), heard));
            assertEquals(said.isEmpty() ? XmppException.Kind.TIMEOUT : XmppException.Kind.DISCONNECTED, refused.kind());
            assertFalse(server.heard().contains("id='old'"), "nothing is said to the deaf");
        }
        assertTrue(heard.isQuiet(), "of a stream that nobody got nobody hears");
        try (ScriptedServer server = enabling(ENABLED, ScriptedServer.Dialogue::listen)) {
            assertFalse(login(server, state, heard).info().resumed());
        }
    }

    @Test
    void answersEachQuestionOfAFlood() throws Exception {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        try (ScriptedServer server = enabling(ENABLED, dialogue -> {
            dialogue.say(ASK.repeat(5000) + incoming("behind"));
            dialogue.hear("(?:<a xmlns='urn:xmpp:sm:3' h='0'/>){5000}");
            answered.complete(null);
            dialogue.listen();
        })) {
            login(server, ResumeState.NONE, heard);
            heard.expect("stanza behind");
            answered.get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<failed xmlns='urn:xmpp:sm:3'/>",
                "<enabled xmlns='urn:xmpp:sm:3'/>",
                "<enabled xmlns='urn:xmpp:sm:3' resume='true'/>",
                "<enabled xmlns='urn:xmpp:sm:3' id='1' resume='false'/>"
            })
    void livesWithoutResumption(String answer) throws Exception {
        try (ScriptedServer server = enabling(answer, dialogue -> {
            dialogue.say(incoming("1"));
            dialogue.hear("id='2'");
        })) {
            StanzaStream stream = login(server, ResumeState.NONE, heard);
            stream.acknowledge(heard.expect("stanza 1"));
            stream.send(message("2"));
            heard.expect("closed");
            assertSame(ResumeState.NONE, heard.resume);
            assertEquals(answer.contains("failed") ? List.of() : List.of("2"), heard.unknownIds());
        }
    }

    @Test
    void asksForNothingThatIsNotOffered() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.authenticate("");
            dialogue.bind("");
            dialogue.say(ASK + answer(5) + incoming("1"));
            dialogue.listen();
        })) {
            login(server, state(5, 7), heard);
            heard.expect("stanza 1");
            assertFalse(server.heard().contains("urn:xmpp:sm"), server.heard());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</stream:stream>",
                "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
                "<!-- -->",
                "<message>" + "<a/></b>"
            })
    void comesBackToNoSessionThatWasEnded(String end) throws Exception {
        try (ScriptedServer server = enabling(ENABLED, dialogue -> {
            dialogue.hear("id='1'");
            dialogue.say(end);
            dialogue.listen();
        })) {
            login(server, ResumeState.NONE, heard).send(message("1"));
            heard.expect("closed");
            assertEquals(XmppException.Kind.DISCONNECTED, heard.cause.kind());
            assertSame(ResumeState.NONE, heard.resume);
            assertEquals(List.of("1"), heard.unknownIds());
        }
    }

    @Test
    void settlesTheBooksBeforeItCloses() throws Exception {
        try (ScriptedServer server = enabling(ENABLED, dialogue -> {
            dialogue.hear("id='1'");
            dialogue.say(incoming("a") + incoming("b"));
            dialogue.hear("</stream:stream>");
            dialogue.say(answer(1) + "</stream:stream>");
        })) {
            StanzaStream stream = login(server, ResumeState.NONE, heard);
            stream.send(message("1"));
            stream.acknowledge(heard.expect("stanza a"));
            heard.expect("stanza b");
            stream.close();
            heard.expect("acknowledged 1", "closed");
            assertNull(heard.cause);
            assertSame(ResumeState.NONE, heard.resume);
            assertEquals(List.of(), heard.unknownIds());
            waitUntil(() -> server.heard().contains("</stream:stream>"));
            assertTrue(server.heard().contains(answer(1)), server.heard());
        }
    }

    @Test
    void doesNotComeBackTooLateNorAsSomebodyElse() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Resumption.Ticket ticket = new Resumption.Ticket("1", ADDRESS, null, Duration.ofSeconds(10));
        Resumption state = new Resumption(ticket, new StreamManagement(), now::get);
        assertTrue(Resumption.of(request("bot", state)).isPresent());
        assertTrue(Resumption.of(request("alice", state)).isEmpty());
        assertTrue(Resumption.of(request("bot", ResumeState.NONE)).isEmpty());
        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertTrue(Resumption.of(request("bot", state)).isPresent());
        now.incrementAndGet();
        assertTrue(Resumption.of(request("bot", state)).isEmpty());
    }

    private static ConnectRequest request(String user, ResumeState resume) {
        return ConnectRequest.login(
                SessionConfig.of(Jid.of(user + "@localhost"), ai.openclaw.xmpp.Secret.of("x")), resume);
    }

    @Test
    void comesBackWhereTheServerWishesButOnlyOnce() throws Exception {
        try (ScriptedServer there = asked(resume(0), dialogue -> {
            dialogue.say(resumed(0));
            dialogue.hear(ASK);
            dialogue.say(answer(0));
            dialogue.listen();
        })) {
            ServerAddress address = there.address(Transport.DIRECT_TLS);
            Resumption state = new Resumption(
                    new Resumption.Ticket("ticket<1", ADDRESS, "localhost:" + address.port(), null),
                    new StreamManagement(),
                    System::nanoTime);
            try (ScriptedServer here = enabling(ENABLED, ScriptedServer.Dialogue::listen)) {
                assertTrue(login(here, state, heard).info().resumed());
                assertEquals("", here.heard());
                assertFalse(
                        state.hint(ServerAddress.parse("xmpps://localhost:1")).isPresent());
            }
        }
    }

    @Test
    void takesAHintForNoMore() {
        for (String location : new String[] {null, "", "a b", "localhost:5223", "[::1"}) {
            Resumption state = new Resumption(
                    new Resumption.Ticket("1", ADDRESS, location, null), new StreamManagement(), System::nanoTime);
            assertFalse(
                    state.hint(ServerAddress.parse("xmpps://localhost:5223")).isPresent(), location);
        }
    }

    @Test
    void keepsNoMoreThanEightMebibytesForAServerThatConfirmsNothing() throws Exception {
        try (ScriptedServer server = enabling(ENABLED, ScriptedServer.Dialogue::listen)) {
            StanzaStream stream = login(server, ResumeState.NONE, heard);
            String body = "x".repeat(1 << 20);
            for (int i = 0; i < 9; i++) {
                stream.send(new Stanza(
                        Stanza.Kind.MESSAGE,
                        "chat",
                        null,
                        Jid.of("alice@localhost"),
                        String.valueOf(i),
                        null,
                        List.of(ai.openclaw.xmpp.XmlElement.of("jabber:client", "body", body))));
            }
            heard.expect("closed");
            assertEquals(XmppException.Kind.DISCONNECTED, heard.cause.kind());
            assertTrue(heard.cause.getMessage().contains("8 MiB"), heard.cause.getMessage());
            assertEquals(7, heard.unknown.size(), "the eighth did not fit, the ninth came after the end");
            assertNotSame(ResumeState.NONE, heard.resume);
        }
    }
}
