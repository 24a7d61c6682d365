package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.tck.sim.Person;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ten thousand strangers can make us do. */
class FloodTest {

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;

    @BeforeEach
    void people() {
        account = new SimulatedAccount(directory, "bot@example.org");
        alice = account.server.person("alice").approveEverybody();
    }

    private void requests(int from, int to) {
        for (int i = from; i < to; i++) {
            account.server.say(
                    account.bot, "<presence type='subscribe' from='p" + i + "@evil" + i % 100 + ".example'/>");
        }
        account.time.pass(Duration.ofMillis(100));
    }

    @Tag("H-38")
    @Tag("C-36")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{dmPolicy: 'pairing'}",
                "{dmPolicy: 'pairing', acceptSubscriptions: 'known'}",
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}",
                "{dmPolicy: 'open'}",
                "{dmPolicy: 'disabled'}",
            })
    void tenThousandRequestsGetAFewAnswers(String policy) {
        account.start(policy);
        for (int i = 0; i < 10_000; i += 1000) {
            requests(i, i + 1000);
        }
        int answers = account.sent.size();
        assertTrue(answers <= 200, policy + ": " + answers + " stanzas");
        assertTrue(policy.contains("known") ? answers == 0 : answers > 0, policy + ": " + answers + " stanzas");
        assertEquals(List.of(), account.host.requests, "a request for presence is no request for a code");
    }

    /** The limit of strangers is not that of people we know. */
    @Tag("H-38")
    @Test
    void aFloodOfStrangersDoesNotKeepAFriendOut() {
        account.start("{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}");
        requests(0, 2000);
        account.sent.clear();
        alice.subscribe(account.bot);
        account.pass(1);
        assertEquals(1, account.sent("type='subscribed'").size(), account.sent.toString());
        requests(2000, 2100);
        assertTrue(account.sent("unsubscribed").isEmpty(), account.sent.toString());
        account.pass(60);
        requests(2100, 2200);
        assertFalse(account.sent("unsubscribed").isEmpty(), "it passes");
    }

    /** A patient flood does not make the roster grow for ever. */
    @Tag("H-38")
    @Test
    void aLongRosterGetsNoLonger() {
        for (int i = 0; i < Subscriptions.MAX_CONTACTS; i++) {
            account.server.befriend(account.bot, account.server.account("c" + i, "x"));
        }
        account.start("{dmPolicy: 'open'}");
        requests(0, 10);
        assertEquals(List.of(), account.sent("subscribed"));
    }

    /** A host that does not answer must not be asked ten thousand times. */
    @Tag("H-38")
    @Test
    void aSilentHostIsAskedAFewTimes() {
        int[] asked = {0};
        account.start("{dmPolicy: 'pairing'}");
        account.host.paired = () -> {
            asked[0]++;
            return new CompletableFuture<>();
        };
        requests(0, 10_000);
        assertTrue(asked[0] <= 32, "asked " + asked[0] + " times");
        assertEquals(List.of(), account.sent);
    }

    /** Codes are the host's, three at most at a time; from us a stranger hears nothing that would tell whether there are any left. */
    @Tag("H-38")
    @Tag("R18")
    @Test
    void strangersHearNothingFromUsHoweverManyWrite() {
        account.start("{dmPolicy: 'pairing'}");
        for (int i = 0; i < 500; i++) {
            account.server.say(
                    account.bot,
                    "<message type='chat' id='m' from='p" + i + "@evil.example/x'><body>let me in</body>"
                            + "<request xmlns='urn:xmpp:receipts'/><active xmlns='http://jabber.org/protocol/chatstates'/></message>");
        }
        account.pass(5);
        assertEquals(List.of(), account.sent);
        assertEquals(List.of(), account.texts());
    }

    @Test
    void anAllowanceComesBackWithTime() {
        Instant[] now = {Instant.EPOCH};
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        Allowance allowance = new Allowance(2, Duration.ofSeconds(10), clock);
        now[0] = Instant.ofEpochSecond(1000);
        assertTrue(allowance.take());
        assertTrue(allowance.take());
        assertFalse(allowance.take());
        now[0] = now[0].plusSeconds(9);
        assertFalse(allowance.take());
        now[0] = now[0].plusSeconds(1);
        assertTrue(allowance.take());
        assertFalse(allowance.take());
        now[0] = now[0].minusSeconds(3600);
        assertFalse(allowance.take(), "a clock that is put back gives nothing");
        now[0] = now[0].plusSeconds(36_000);
        assertTrue(allowance.take());
        assertTrue(allowance.take());
        assertFalse(allowance.take(), "it never holds more than at first");
    }
}
