package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Faults by chance. */
class FaultsTest {

    /** One run: a session under faults for an hour, then peace. */
    private static final class Run {
        final SimulatedTime time;
        final SimulatedServer server;
        final Jid bot;
        final SimulatedRoom room;
        final XmppSession session;
        final List<String> trace = new ArrayList<>();

        Run(long seed, Set<Fault> faults, ServerSettings settings) {
            time = new SimulatedTime(seed);
            server = new SimulatedServer(time, "example.org", settings);
            server.trace(trace::add);
            bot = server.account("bot", "secret");
            room = server.room("lab");
            Person alice = server.person("alice").join(room.jid(), "alice");
            session = server.engine().open(server.config(bot), new SessionInVirtualTimeTest.Echo());
            session.rooms().join(RoomConfig.of(room.jid(), "bot"));
            FaultPlan plan = new FaultPlan(server, List.of(bot), faults, Duration.ofSeconds(60), time.random());
            plan.start();
            for (int minute = 0; minute < 60; minute++) {
                time.pass(Duration.ofMinutes(1));
                if (server.isUp()) {
                    alice.sayInRoom(room.jid(), "minute " + minute);
                    alice.say(bot, "minute " + minute);
                }
            }
            plan.stop();
            time.pass(Duration.ofMinutes(10));
        }
    }

    private static final Set<Fault> NO_CONFLICT = EnumSet.complementOf(EnumSet.of(Fault.CONFLICT));

    @Test
    void theSameSeedGivesTheSameRun() {
        Run one = new Run(7, NO_CONFLICT, ServerSettings.ALL);
        Run same = new Run(7, NO_CONFLICT, ServerSettings.ALL);
        Run other = new Run(8, NO_CONFLICT, ServerSettings.ALL);
        assertTrue(one.trace.size() > 300, "only " + one.trace.size() + " lines");
        assertEquals(one.trace, same.trace);
        assertEquals(one.time.happened(), same.time.happened());
        assertNotEquals(one.trace, other.trace);
    }

    @Test
    void theSessionIsOnlineInTheEndAndEveryFaultWasHit() {
        Map<Fault, Integer> hits = new EnumMap<>(Fault.class);
        for (long seed = 0; seed < 20; seed++) {
            Run run = new Run(seed, NO_CONFLICT, ServerSettings.ALL);
            assertEquals(SessionState.ONLINE, run.session.state(), "seed " + seed);
            assertEquals(1, run.server.streams(run.bot), "seed " + seed);
            run.server.network().hits().forEach((fault, times) -> hits.merge(fault, times, Integer::sum));
        }
        assertEquals(NO_CONFLICT, hits.keySet(), hits.toString());
    }
}
