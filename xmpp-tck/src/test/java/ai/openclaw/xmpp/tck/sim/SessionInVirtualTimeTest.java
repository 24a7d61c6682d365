package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A real session over the simulated engine. */
class SessionInVirtualTimeTest {

    /** Says again what it hears. */
    static final class Echo implements XmppListener {
        final List<String> heard = new ArrayList<>();

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            heard.add(message.body());
            session.send(OutgoingMessage.answer(message)
                    .body("echo: " + message.body())
                    .build());
            return CompletableFuture.completedFuture(null);
        }
    }

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedServer server =
            new SimulatedServer(time, "example.org", ServerSettings.ALL.withResumeTimeout(Duration.ZERO));
    private final Jid bot = server.account("bot", "secret");
    private final SimulatedRoom room = server.room("lab");
    private final Person alice = server.person("alice").join(room.jid(), "alice");
    private final Echo echo = new Echo();

    private XmppSession start() {
        XmppSession session = server.engine().open(server.config(bot), echo);
        session.rooms().join(RoomConfig.of(room.jid(), "bot"));
        assertTrue(time.runUntil(() -> isJoined(session), Duration.ofSeconds(10)));
        return session;
    }

    private boolean isJoined(XmppSession session) {
        return session.rooms()
                .find(room.jid())
                .filter(found -> found.state() == RoomState.JOINED)
                .isPresent();
    }

    @Test
    void answersDirectlyAndInARoom() {
        XmppSession session = start();
        alice.say(bot, "hello");
        alice.sayInRoom(room.jid(), "hello all");
        time.pass(Duration.ofSeconds(2));
        assertEquals(List.of("hello", "hello all"), echo.heard);
        assertEquals(List.of("echo: hello"), alice.heardFrom(bot));
        assertEquals(List.of("hello all", "echo: hello all"), alice.heardFrom(room.jid()));
        session.close();
        time.pass(Duration.ofSeconds(2));
        assertEquals(SessionState.CLOSED, session.state());
        assertEquals(List.of(), server.sessions(bot));
        assertEquals(List.of("alice"), room.nicks());
    }

    @Test
    void comesBackAfterACut() {
        XmppSession session = start();
        assertTrue(server.network().strike(Fault.CUT, bot));
        time.pass(Duration.ofMillis(100));
        assertEquals(SessionState.RECONNECTING, session.state());
        assertFalse(room.has(bot));
        alice.say(bot, "are you there?");
        assertTrue(time.runUntil(() -> isJoined(session), Duration.ofSeconds(10)));
        alice.sayInRoom(room.jid(), "welcome back");
        time.pass(Duration.ofSeconds(2));
        assertEquals(List.of("are you there?", "welcome back"), echo.heard);
        assertEquals(1, alice.heardFrom(bot).size());
    }

    @Test
    void comesBackFromABlackHole() {
        XmppSession session = start();
        assertTrue(server.network().strike(Fault.BLACK_HOLE, bot));
        time.pass(Duration.ofSeconds(50));
        assertEquals(SessionState.ONLINE, session.state());
        assertTrue(time.runUntil(() -> session.state() == SessionState.RECONNECTING, Duration.ofSeconds(60)));
        assertTrue(time.runUntil(() -> isJoined(session), Duration.ofSeconds(10)));
    }

    @Test
    void stopsForAWrongPassword() {
        XmppSession session =
                server.engine().open(ai.openclaw.xmpp.SessionConfig.of(bot, ai.openclaw.xmpp.Secret.of("wrong")), echo);
        time.pass(Duration.ofSeconds(1));
        assertEquals(SessionState.CLOSED, session.state());
        assertEquals(
                XmppException.Kind.AUTHENTICATION,
                session.lastError().orElseThrow().kind());
    }
}
