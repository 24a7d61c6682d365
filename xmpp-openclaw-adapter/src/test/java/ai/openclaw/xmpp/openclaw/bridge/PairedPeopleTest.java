package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.tck.sim.Person;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the host is asked who is paired, whatever strangers do. */
class PairedPeopleTest {

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private List<Person> strangers;
    private List<String> paired = List.of();
    private int asked;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        account.host.paired = () -> {
            asked++;
            return CompletableFuture.completedFuture(paired);
        };
        strangers = IntStream.range(0, 100)
                .mapToObj(each -> account.server.person("stranger" + each))
                .toList();
    }

    @Test
    void aLongRosterCostsNoMoreThanAShortOne() {
        strangers.forEach(each -> account.server.befriend(account.bot, each.jid()));
        account.start("{dmPolicy: 'pairing', acceptSubscriptions: 'all'}");
        assertTrue(asked <= 2, asked + " questions at the start");
        asked = 0;
        account.host.states.clear();
        account.server.restart(Duration.ofSeconds(3));
        assertTrue(account.time.runUntil(() -> account.host.states.contains("online"), Duration.ofMinutes(2)));
        account.pass(2);
        assertTrue(asked >= 1 && asked <= 2, asked + " questions at a new stream");
    }

    @Test
    void strangersCostOneQuestionASecond() {
        account.start("{dmPolicy: 'pairing'}");
        account.pass(5);
        asked = 0;
        strangers.forEach(each -> each.say(account.bot, "hello"));
        account.pass(1);
        assertTrue(asked >= 1 && asked <= 2, asked + " questions");
        assertEquals(List.of(), account.texts());
    }

    @Test
    void whoIsLetInIsLetInAtOnceAndWhoIsPutOutIsOut() {
        account.start("{dmPolicy: 'pairing'}");
        Person alice = strangers.get(0);
        alice.say(account.bot, "too early");
        account.time.runUntil(() -> !account.host.requests.isEmpty(), Duration.ofSeconds(1));
        paired = List.of(alice.jid().toString());
        account.bridge().pairingChanged(paired);
        alice.say(account.bot, "now");
        account.time.runUntil(() -> !account.texts().isEmpty(), Duration.ofMillis(500));
        assertEquals(List.of("now"), account.texts());
        paired = List.of();
        account.bridge().pairingChanged(paired);
        alice.say(account.bot, "too late");
        account.pass(1);
        assertEquals(List.of("now"), account.texts());
    }

    /** Who changes the store from elsewhere tells nobody. */
    @Test
    void anAnswerIsOldAfterASecond() {
        account.start("{dmPolicy: 'pairing'}");
        Person alice = strangers.get(0);
        alice.say(account.bot, "too early");
        account.pass(2);
        paired = List.of(alice.jid().toString());
        alice.say(account.bot, "now");
        account.pass(1);
        assertEquals(List.of("now"), account.texts());
    }

    /** A question that is never answered makes nobody wait who comes later. */
    @Test
    void aQuestionWithoutAnAnswerIsAskedAgain() {
        account.start("{dmPolicy: 'pairing'}");
        Person alice = strangers.get(0);
        account.pass(2);
        account.host.paired = CompletableFuture::new;
        strangers.get(1).say(account.bot, "hello");
        account.pass(2);
        account.host.paired =
                () -> CompletableFuture.completedFuture(List.of(alice.jid().toString()));
        alice.say(account.bot, "now");
        account.pass(1);
        assertEquals(List.of("now"), account.texts());
    }
}
