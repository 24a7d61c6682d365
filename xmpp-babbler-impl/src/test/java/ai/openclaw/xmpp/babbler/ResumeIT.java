package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.openclaw.xmpp.Jid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cuts the link of a busy stream to real servers, again and again: all that was said arrives, once. */
@Timeout(300)
class ResumeIT {

    private static TestServer prosody;
    private static TestServer ejabberd;

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

    private Traffic bot;
    private Traffic alice;

    @AfterEach
    void close() {
        bot.close();
        alice.close();
    }

    private static TestServer server(String name) {
        return name.equals("prosody") ? prosody : ejabberd;
    }

    @Tag("C-10")
    @ParameterizedTest
    @CsvSource({
        "prosody,  starttls, 24, RFB-, false",
        "prosody,  direct,   8,  RFB-, true",
        "prosody,  ws,       6,  FB,   false",
        "prosody,  wss,      8,  RFB-, true",
        "ejabberd, starttls, 24, RFBH, false",
        "ejabberd, direct,   8,  RFBH, true",
    })
    void losesAndDoublesNothing(String name, String way, int cuts, String kinds, boolean slow) throws Exception {
        TestServer server = server(name);
        try (LinkProxy proxy = new LinkProxy(server.port(way))) {
            bot = new Traffic("bot", server, way, proxy.port(), slow);
            alice = new Traffic("alice", server, "starttls", server.port("starttls"), false);
            bot.listenTo(alice);
            alice.listenTo(bot);
            Jid botAddress = bot.open();
            Jid aliceAddress = alice.open();
            // Prosody 0.12 reads 8 KiB at a time and does not survive a cut behind half a stanza: there must be no
            // backlog.
            int pause = name.equals("prosody") ? 20 : 2;
            bot.talkTo(aliceAddress, pause);
            alice.talkTo(botAddress, pause);
            for (int cut = 0; cut < cuts; cut++) {
                int heardBefore = heard(bot).size();
                int saidBefore = heard(alice).size();
                until(() ->
                        heard(bot).size() >= heardBefore + 10 && heard(alice).size() >= saidBefore + 10);
                int before = bot.counts().get(0);
                LinkProxy.Link link = proxy.current();
                cut(link, kinds.charAt(cut % kinds.length()));
                until(() -> bot.counts().get(0) > before);
            }
            alice.hush();
            bot.hush();
            until(() -> bot.outstanding() == 0 && alice.outstanding() == 0);
            int fromAlice = alice.sent();
            int fromBot = bot.sent();
            until(() -> heard(bot).size() == fromAlice && heard(alice).size() == fromBot);
            assertEquals(List.of(cuts, 1), bot.counts().subList(0, 2), "every cut is followed by a resumption");
            assertEquals(List.of(), bot.ask(() -> bot.faults));
            assertEquals(List.of(), alice.ask(() -> alice.faults));
            assertEquals(0, alice.counts().get(2), "to the other side nothing goes twice");
            assertEquals(numbers(fromBot), heard(alice), "all, once, in order");
            assertEquals(numbers(fromAlice), sorted(heard(bot)), "all, once");
            // ejabberd 23.01 hands what reached the old stream's process over after newer messages went to the new
            // one's.
            int swaps = name.equals("ejabberd") ? cuts : 0;
            assertTrue(inversions(heard(bot)).size() <= swaps, () -> "in order, but for swaps at a resumption");
        }
    }

    /**
     * R and F: the link is reset, or closed. B: it becomes a black hole, which the session would notice by its ping. H: it is reset within
     * a stanza. -: within a TLS record.
     */
    private void cut(LinkProxy.Link link, char kind) throws Exception {
        switch (kind) {
            case 'R' -> link.end(true);
            case 'F' -> link.end(false);
            case 'B' -> {
                link.blackHole();
                int said = bot.sent();
                until(() -> bot.sent() >= said + 5);
                bot.abort();
            }
            case 'H' -> {
                link.endAfter(40_000);
                bot.say(60_000);
                link.awaitEnd();
            }
            default -> {
                link.endAfter(50);
                bot.say(200);
                link.awaitEnd();
            }
        }
    }

    /** ejabberd 23.01 does not always answer a wish to resume where a WebSocket was cut under load; quiet ones come back. */
    @ParameterizedTest
    @CsvSource({"ejabberd, ws", "ejabberd, wss"})
    void resumesQuietStreams(String name, String way) throws Exception {
        TestServer server = server(name);
        try (LinkProxy proxy = new LinkProxy(server.port(way))) {
            bot = new Traffic("bot", server, way, proxy.port(), false);
            alice = new Traffic("alice", server, "starttls", server.port("starttls"), false);
            bot.listenTo(alice);
            alice.listenTo(bot);
            Jid botAddress = bot.open();
            bot.talkTo(alice.open(), 5);
            alice.talkTo(botAddress, 5);
            until(() -> heard(alice).size() > 5 && heard(bot).size() > 5);
            bot.hush();
            alice.hush();
            until(() -> bot.outstanding() == 0 && alice.outstanding() == 0);
            cut(proxy.current(), 'F');
            until(() -> bot.counts().get(0) == 1);
            alice.say(10);
            int fromAlice = alice.sent();
            until(() -> heard(bot).size() == fromAlice);
            assertEquals(numbers(fromAlice), heard(bot));
            assertEquals(numbers(bot.sent()), heard(alice));
        }
    }

    /** Prosody 0.12 goes on reading where the link was cut: a session that was cut within a stanza is deaf for ever. */
    @Tag("C-10")
    @ParameterizedTest
    @ValueSource(strings = {"prosody", "ejabberd"})
    void isNotTrappedByHalfAStanza(String name) throws Exception {
        TestServer server = server(name);
        try (LinkProxy proxy = new LinkProxy(server.port("starttls"))) {
            bot = new Traffic("bot", server, "starttls", proxy.port(), false);
            alice = new Traffic("alice", server, "starttls", server.port("starttls"), false);
            bot.listenTo(alice);
            alice.listenTo(bot);
            bot.open();
            bot.talkTo(alice.open(), 20);
            until(() -> heard(alice).size() > 5);
            cut(proxy.current(), 'H');
            until(() -> bot.counts().get(0) + bot.counts().get(1) > 1);
            int sent = bot.sent();
            until(() -> heard(alice).contains(sent + 5));
            bot.hush();
            until(() -> bot.outstanding() == 0);
            assertEquals(numbers(bot.sent()), sorted(List.copyOf(new TreeSet<>(heard(alice)))), "all, at least once");
        }
    }

    private static List<Integer> inversions(List<Integer> numbers) {
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) < numbers.get(i - 1)) {
                found.add(numbers.get(i));
            }
        }
        return found;
    }

    private static List<Integer> heard(Traffic side) throws Exception {
        return side.ask(() -> List.copyOf(side.heard));
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        List<Integer> copy = new ArrayList<>(numbers);
        Collections.sort(copy);
        return copy;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void until(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                fail("it did not come to that: " + bot.state() + "; " + alice.state());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
