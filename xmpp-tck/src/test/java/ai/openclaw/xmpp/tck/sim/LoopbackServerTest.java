package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated server behind sockets, seen by a client that writes text. */
class LoopbackServerTest {

    private final SimulatedServer server = new SimulatedServer(Scheduler.system());
    private final Jid bot = server.account("bot", "secret");
    private final Person alice = server.person("alice");
    private LoopbackServer door;

    @BeforeEach
    void listen(@TempDir Path directory) throws IOException {
        door = server.listen(directory);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient client(ServerAddress address) throws IOException {
        return new RawClient(address, door.caFile());
    }

    private RawClient loggedIn(String resource) throws IOException {
        RawClient client = client(door.directTls());
        client.plain("bot", "secret");
        client.read("<success[^>]*>");
        assertEquals("bot@example.org/" + resource, client.bind(resource));
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256", "SHA-512"})
    void letsInOverStartTlsByScram(String hash) throws IOException, GeneralSecurityException {
        try (RawClient client = client(door.startTls())) {
            client.startTls();
            client.scram(hash, "bot", "secret");
            assertEquals("bot@example.org/raw", client.bind("raw"));
            client.write("<presence/>");
            assertTrue(server.await(() -> server.isAvailable(bot), Duration.ofSeconds(5)));
            alice.say(bot, "hello & <welcome>");
            assertEquals("hello &amp; &lt;welcome&gt;", client.read("<body>(.*?)</body>"));
            client.write("<message to='alice@example.org' type='chat'><body>Grüße 🎉</body></message>");
            assertTrue(server.await(() -> alice.heardFrom(bot).equals(List.of("Grüße 🎉")), Duration.ofSeconds(5)));
            client.write("</stream:stream>");
            client.read("</stream:stream>");
            assertTrue(server.await(() -> server.sessions(bot).isEmpty(), Duration.ofSeconds(5)));
        }
    }

    @Test
    void refusesWrongPasswordsAndStrangers() throws IOException {
        try (RawClient client = client(door.directTls())) {
            client.plain("bot", "wrong");
            client.read("<failure.*<not-authorized/>");
        }
        for (String user : List.of("nobody", "bot")) {
            try (RawClient client = client(door.directTls())) {
                IOException refusal = assertThrows(IOException.class, () -> client.scram("SHA-256", user, "wrong"));
                assertEquals("refused", refusal.getMessage());
            }
        }
        try (RawClient client = client(door.directTls())) {
            client.open();
            client.write("<message to='alice@example.org'><body>let me in</body></message>");
            client.read("<not-authorized.*</stream:stream>");
        }
        assertEquals(List.of(), alice.messages());
    }

    @Test
    void letsNobodyInWithoutTls() throws IOException {
        try (RawClient client = client(door.startTls())) {
            client.plain("bot", "secret");
            client.read("<policy-violation.*</stream:stream>");
        }
        try (RawClient client = client(door.startTls())) {
            client.open();
            client.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><presence/>");
            client.read("<policy-violation.*</stream:stream>");
        }
    }

    @Test
    void servesItsOwnDomainsOnly() throws IOException {
        try (RawClient client = client(door.startTls())) {
            client.write("<stream:stream to='elsewhere.example' version='1.0' xmlns='jabber:client'"
                    + " xmlns:stream='http://etherx.jabber.org/streams'>");
            client.read("<host-unknown.*</stream:stream>");
        }
    }

    @Test
    void resumesAStreamThatWasCut() throws IOException {
        String id;
        try (RawClient client = loggedIn("raw")) {
            client.write("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
            id = client.read("<enabled[^>]* id='([^']*)' resume='true'");
            client.write("<presence/>");
            assertTrue(server.await(() -> server.isAvailable(bot), Duration.ofSeconds(5)));
            alice.say(bot, "one");
            client.read("one.*<r xmlns='urn:xmpp:sm:3'/>");
            client.write("<a xmlns='urn:xmpp:sm:3' h='1'/><r xmlns='urn:xmpp:sm:3'/>");
            client.read("<a xmlns='urn:xmpp:sm:3' h='1'/>");
            alice.say(bot, "two");
            client.read("two");
        }
        assertTrue(server.await(() -> server.streams(bot) == 0, Duration.ofSeconds(5)));
        alice.say(bot, "three");
        try (RawClient client = client(door.directTls())) {
            client.plain("bot", "secret");
            client.read("<success[^>]*>");
            client.open();
            client.write("<resume xmlns='urn:xmpp:sm:3' previd='" + id + "' h='1'/>");
            client.read("<resumed[^>]* h='1'/>");
            client.read("two.*three");
            assertEquals(1, server.sessions(bot).size());
        }
    }

    @Test
    void tellsWhoseResourceIsTaken() throws IOException {
        try (RawClient older = loggedIn("same");
                RawClient newer = loggedIn("same")) {
            older.read("<conflict.*</stream:stream>");
            newer.write("<iq type='get' id='p' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>");
            newer.read("type='result'");
        }
    }

    @Test
    void endsStreamsThatBreakTheRules() throws IOException {
        for (String evil : List.of(
                "<!DOCTYPE a>",
                "<message from='alice@example.org' to='alice@example.org'><body>forged</body></message>",
                "<message>" + "<a>".repeat(100),
                "<message><body>" + "x".repeat(1_100_000))) {
            try (RawClient client = loggedIn("evil")) {
                client.write(evil);
                client.read("<stream:error>.*</stream:stream>");
            }
        }
        assertEquals(List.of(), alice.messages());
    }

    @Test
    void makesAccountsForStrangersWhoAsk() throws IOException {
        try (RawClient client = client(door.directTls())) {
            client.open();
            client.write("<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>carol</username>"
                    + "<password>new</password></query></iq>");
            client.read("type='result'");
        }
        try (RawClient client = client(door.directTls())) {
            client.plain("carol", "new");
            client.read("<success");
        }
    }

    @Test
    void dropsEverybodyWhenItCrashes() throws IOException {
        try (RawClient client = loggedIn("raw")) {
            server.crash(Duration.ofMillis(1));
            assertThrows(IOException.class, () -> client.read("anything"));
            assertTrue(server.await(server::isUp, Duration.ofSeconds(5)));
        }
        try (RawClient client = loggedIn("raw")) {
            client.write("<presence/>");
            client.read("<presence from='bot@example.org/raw'");
        }
    }

    @Test
    void knowsNoVirtualTime(@TempDir Path directory) {
        SimulatedServer virtual = new SimulatedServer(new SimulatedTime(1));
        assertThrows(IllegalStateException.class, () -> virtual.listen(directory));
    }
}
