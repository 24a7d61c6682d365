package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Link;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trouble at random moments, on a real server: an echo bot must be back each time, in its room, and answer each message once. Extend it
 * as {@link XmppSessionContract}. How long it goes on: the system property {@code endurance.rounds} (2), {@code endurance.seed} for the
 * same moments again. From 10 rounds on links also fall silent, which takes over a minute each time to be noticed.
 */
public abstract class XmppSessionEndurance extends SessionRules {

    private static final Logger LOG = LoggerFactory.getLogger(XmppSessionEndurance.class);
    private static final int ROUNDS = Integer.getInteger("endurance.rounds", 2);
    private static final int LONG = 10;

    /** A silence is noticed after 75 s at most, a pause lasts up to 60 s. */
    private static final Duration BACK_AT_LAST = Duration.ofSeconds(200);

    private final Random random = new Random(Long.getLong("endurance.seed", System.nanoTime()));
    private final List<Duration> absences = new ArrayList<>();

    /** For suites. */
    protected XmppSessionEndurance() {}

    @Tag("C-01")
    @Tag("C-06")
    @Tag("R16")
    @Test
    final void comesBackAfterEachRestartOfTheServer() {
        Account account = account();
        Jid room = newRoom();
        XmppSession bot = echoBot(account, room);
        for (int round = 0; round < ROUNDS; round++) {
            talk(bot, room, "before " + round);
            pause(2_000);
            if (random.nextBoolean()) {
                server().stop();
            } else {
                server().kill();
            }
            Instant down = Instant.now();
            pause(ROUNDS < LONG ? 3_000 : 15_000);
            server().start();
            back(bot, room, down);
            talk(bot, room, "after " + round);
        }
        report("restarts");
    }

    @Tag("C-02")
    @Tag("C-06")
    @Test
    final void comesBackAfterEachBrokenLink() {
        Map<String, Consumer<Link>> ways = new LinkedHashMap<>();
        ways.put("reset", Link::cut);
        ways.put("end", Link::finish);
        ways.put("reset in a stanza", link -> link.cutInTheMiddleOfAStanza(Link.Direction.TO_SERVER));
        if (ROUNDS >= LONG) {
            ways.put("black hole", Link::blackHole);
            ways.put("half open", Link::halfOpen);
            ways.put("stall", Link::stall);
        }
        Account account = account();
        Jid room = newRoom();
        XmppSession bot = echoBot(account, room);
        int round = 0;
        for (int turn = 0; turn < (ROUNDS >= LONG ? 2 : 1); turn++) {
            for (Map.Entry<String, Consumer<Link>> way : ways.entrySet()) {
                talk(bot, room, "before " + round);
                int connections = account.link().connections();
                way.getValue().accept(account.link());
                Instant down = Instant.now();
                // Something must be on its way for a link that breaks in it.
                bot.ping(server().domain());
                until(
                        "another connection after: " + way.getKey(),
                        () -> account.link().connections() > connections);
                account.link().release();
                back(bot, room, down);
                talk(bot, room, "after " + round++);
            }
        }
        report("broken links");
    }

    private XmppSession echoBot(Account account, Jid room) {
        XmppSession bot = online(account, new SessionRecorder().reacting((session, message) -> {
                    session.send(OutgoingMessage.answer(message)
                            .body("echo: " + message.body())
                            .key(message.body())
                            .build());
                    return CompletableFuture.completedFuture(null);
                }));
        get(bot.rooms().join(RoomConfig.of(room, "bot")));
        return bot;
    }

    /** A new person says something to the bot and in its room, and hears each back once. */
    private void talk(XmppSession bot, Jid room, String what) {
        try (Peer peer = server().newPeer("peer")) {
            peer.join(room, "peer");
            peer.say(bot.account(), "directly " + what);
            peer.sayInRoom(room, "to all " + what);
            peer.awaitBody("echo: directly " + what);
            peer.awaitBody("echo: to all " + what);
            sync(bot, peer);
            List<String> more = peer.untaken(stanza -> stanza.kind() == Stanza.Kind.MESSAGE).stream()
                    .map(Peer::bodyOf)
                    .filter(body -> body != null && body.startsWith("echo: "))
                    .toList();
            assertEquals(List.of(), more, "said twice");
        }
    }

    private void back(XmppSession bot, Jid room, Instant down) {
        until("online and in its room again", () -> bot.info().isPresent() && inside(bot, room));
        absences.add(Duration.between(down, Instant.now()));
    }

    private static boolean inside(XmppSession bot, Jid room) {
        return bot.rooms()
                .find(room)
                .map(Room::state)
                .filter(RoomState.JOINED::equals)
                .isPresent();
    }

    /** Until some moment. */
    private void pause(int mostMillis) {
        Instant then = Instant.now().plusMillis(random.nextInt(mostMillis));
        until("a moment", () -> Instant.now().isAfter(then));
    }

    private static void until(String what, BooleanSupplier condition) {
        Instant limit = Instant.now().plus(BACK_AT_LAST);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError(what + ": not within " + BACK_AT_LAST.toSeconds() + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void report(String what) {
        absences.sort(Comparator.naturalOrder());
        LOG.info(
                "{} on {}: {} {}, back after {} ms (median), {} ms (longest)",
                subject(),
                server().name(),
                absences.size(),
                what,
                absences.get(absences.size() / 2).toMillis(),
                absences.get(absences.size() - 1).toMillis());
        absences.clear();
    }
}
