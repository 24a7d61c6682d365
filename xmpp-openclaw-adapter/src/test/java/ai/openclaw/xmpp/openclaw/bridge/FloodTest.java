package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
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

    private static final String NO_ID = "<message type='chat' from='p@evil.example/x'><body>hi</body>"
            + "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2001-01-01T00:00:00Z'/></message>";

    /** What has no id and a made-up time looks like the same event again. */
    @Test
    void theSameAgainIsCountedAgain() {
        account.start("{dmPolicy: 'open'}");
        for (int i = 0; i < 500; i++) {
            account.server.say(account.bot, NO_ID);
            account.time.pass(Duration.ofMillis(10));
        }
        account.pass(1);
        int came = account.texts().size();
        assertTrue(came >= 230 && came <= 235, came + " came");
    }

    /** A room that gives every message one id is no way around the limits (C-23). */
    @Test
    void aRoomThatRepeatsItsIdsIsLimited() {
        SimulatedRoom room = account.server.room("lab");
        account.start("{groupPolicy: 'open', rooms: ['" + room.jid() + "']}");
        alice.join(room.jid(), "alice");
        account.pass(1);
        for (int i = 0; i < 100; i++) {
            account.server.say(
                    account.bot,
                    "<message type='groupchat' from='" + room.jid() + "/alice'><body>bot: " + i
                            + "</body><stanza-id xmlns='urn:xmpp:sid:0' by='" + room.jid() + "' id='same'/></message>");
        }
        account.pass(1);
        assertEquals(30, account.texts().size());
    }

    private List<String> warnings(Runnable task) {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(new SimpleFormatter().formatMessage(record));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("ai.openclaw.xmpp.openclaw.bridge");
        logger.addHandler(handler);
        try {
            task.run();
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    private void error(String from, String id) {
        account.server.say(
                account.bot,
                "<message type='error' from='" + from + "' id='" + id
                        + "'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
        account.time.pass(Duration.ofMillis(100));
    }

    @Test
    void errorsFromAnybodyDoNotFillTheLog() {
        account.start("{dmPolicy: 'open'}");
        String id = account.say("kind: 'direct', to: 'alice@example.org', text: 'hi', key: 'k'")
                .toCompletableFuture()
                .join()
                .id();
        assertEquals(List.of(), warnings(() -> {
            for (int i = 0; i < 100; i++) {
                error("p" + i + "@evil.example/x", id);
                error("alice@example.org", "m" + i);
            }
        }));
        List<String> ours = warnings(() -> {
            for (int i = 0; i < 100; i++) {
                error("alice@example.org/phone", id);
            }
        });
        assertEquals(List.of("default: a message to alice@example.org/phone was not delivered: gone"), ours);
    }

    @Test
    void invitationsFromAnybodyDoNotFillTheLog() {
        account.start("{dmPolicy: 'open', groupPolicy: 'open', invites: 'open'}");
        List<String> warnings = warnings(() -> {
            for (int i = 0; i < 100; i++) {
                account.server.say(
                        account.bot,
                        "<message from='p" + i + "@evil.example/x'><x xmlns='jabber:x:conference' jid='r" + i
                                + "@evil.example'/></message>");
                account.time.pass(Duration.ofMillis(100));
            }
        });
        assertEquals(1, warnings.size(), warnings.toString());
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
