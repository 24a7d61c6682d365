package ai.openclaw.xmpp.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.lab.Peer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session that ends with its store, and one that goes on with the file. */
@Timeout(60)
class SessionRestartTest {

    @TempDir
    Path directory;

    private final SimulatedTestServer server = SimulatedTestServer.inMemory();
    private final SessionConfig config = server.newAccount("bot").config();
    private final Peer peer = server.newPeer("peer");

    @AfterEach
    void end() {
        peer.close();
        server.close();
    }

    /** What a process does of a session. */
    private interface Process {
        void run(XmppSession session) throws Exception;
    }

    private void process(Process process) throws Exception {
        try (StateStore store = StateStores.open(StateStoreConfig.files(directory));
                XmppSession session = server.engine().open(config, store, new XmppListener() {})) {
            get(session.online());
            process.run(session);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private List<String> reactions() {
        String namespace = "urn:xmpp:reactions:0";
        return peer
                .await(
                        "reactions",
                        stanza -> stanza.child(namespace, "reactions").isPresent())
                .child(namespace, "reactions")
                .orElseThrow()
                .children()
                .stream()
                .map(XmlElement::text)
                .toList();
    }

    @Tag("R14")
    @Test
    void addsAReactionToThoseOfTheProcessBefore() throws Exception {
        process(bot -> {
            get(bot.addReaction(ChatKind.DIRECT, peer.address(), "m1", "👍"));
            get(bot.react(ChatKind.DIRECT, peer.address(), "m2", Set.of("👀")));
        });
        assertEquals(List.of("👍"), reactions());
        assertEquals(List.of("👀"), reactions());
        process(bot -> {
            get(bot.addReaction(ChatKind.DIRECT, peer.address(), "m1", "🎉"));
            get(bot.addReaction(ChatKind.DIRECT, peer.address(), "m2", "🎉"));
        });
        assertEquals(List.of("👍", "🎉"), reactions());
        assertEquals(List.of("👀", "🎉"), reactions());
        process(bot -> get(bot.removeReaction(ChatKind.DIRECT, peer.address(), "m1", "👍")));
        assertEquals(List.of("🎉"), reactions());
    }

    @Tag("R20")
    @Test
    void knowsTheRoomsOfTheProcessBefore() throws Exception {
        Jid room = Jid.of("team", server.roomService().domain(), null);
        Jid another = Jid.of("another", server.roomService().domain(), null);
        process(bot -> get(bot.rooms().join(RoomConfig.of(room, "bot"))));
        assertTrue(
                server.server().findRoom(room).isEmpty(), "it is gone with its last occupant, and nobody could answer");
        process(bot -> {
            assertTrue(get(bot.rooms().isRoom(room)));
            assertFalse(get(bot.rooms().isRoom(another).exceptionally(nobodySays -> false)));
        });
    }
}
