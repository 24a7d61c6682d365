package ai.openclaw.xmpp.openclaw.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the simulated server. */
class BotAccessTest extends BotAccessCases {

    private final SimulatedTestServer simulation = SimulatedTestServer.inMemory();

    @Override
    TestServer open() {
        return simulation;
    }

    @Override
    Bot.Connector connector() {
        return (config, store, listener) -> simulation.engine().open(config, store, listener);
    }

    @Tag("C-32")
    @Tag("setting:mucRooms.trustRoom")
    @ParameterizedTest(name = "[{index}] {0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rooms: ['GARDEN']                                                                       | true",
                "rooms: ['GARDEN'], groupAllowFrom: ['ALICE']                                            | false",
                "mucRooms: {'GARDEN': {users: ['ALICE']}}                                                | false",
                "mucRooms: {'GARDEN': {users: ['ALICE'], trustRoom: true}}                               | true",
            })
    void whereRealJidsAreHidden(String settings, boolean passes) throws Exception {
        try (Scene scene = new Scene()) {
            simulation.server().room(scene.garden.local(), RoomSettings.OPEN.withNonAnonymous(false));
            scene.alice.join(scene.garden, "alice");
            scene.start("{dmPolicy: 'allowlist', allowFrom: ['WITNESS'], groupPolicy: 'open', " + settings + "}");
            scene.alice.await("the bot", stanza -> Peer.isPresence(stanza, scene.garden.withResource("bot")));
            scene.alice.sayInRoom(scene.garden, "bot: hello");
            scene.alice.awaitBody("bot: hello");
            List<HostCalls.InboundMessage> heard =
                    scene.heardBefore(() -> scene.witness.say(scene.bot, "the witness"), "the witness");
            assertEquals(passes, !heard.isEmpty());
        }
    }
}
