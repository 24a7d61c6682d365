package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The example of this module's README: how the author of a bot tests it. */
class GreeterBotTest {

    /** The bot under test. It knows nothing of simulations. */
    static final class GreeterBot implements XmppListener {
        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            if (message.body().startsWith("hello")) {
                session.send(
                        OutgoingMessage.answer(message).body("good day to you").build());
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void greetsInItsRoomEvenAfterTheServerHasDied() {
        SimulatedTime time = new SimulatedTime(42);
        SimulatedServer server = new SimulatedServer(time);
        SimulatedRoom lab = server.room("lab");
        Jid bot = server.account("greeter", "secret");
        Person alice = server.person("alice").join(lab.jid(), "alice");

        XmppSession session = server.engine().open(server.config(bot), new GreeterBot());
        session.rooms().join(RoomConfig.of(lab.jid(), "greeter"));
        assertTrue(time.runUntil(() -> lab.has(bot), Duration.ofSeconds(10)));
        time.pass(Duration.ofSeconds(1));

        server.crash(Duration.ofSeconds(30));
        time.pass(Duration.ofMinutes(5));
        assertTrue(lab.has(bot), "the bot did not come back");

        alice.sayInRoom(lab.jid(), "hello bot");
        time.pass(Duration.ofSeconds(5));
        assertEquals(List.of("good day to you"), alice.heardFrom(lab.jid().withResource("greeter")));
    }
}
