package ai.openclaw.xmpp.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The servers of this machine do what their abilities say, as far as one sees it without an engine. */
class LabIT {

    static Stream<Arguments> servers() {
        Supplier<TestServer> prosody = Prosody::launch;
        Supplier<TestServer> ejabberd = Ejabberd::launch;
        return Stream.of(Arguments.of("prosody", prosody), Arguments.of("ejabberd", ejabberd));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void carriesPeersRoomsAndRestarts(String name, Supplier<TestServer> launch) {
        try (TestServer server = launch.get()) {
            assertTrue(server.name().matches(name + "-\\d+\\.\\d+.*"), server.name());
            Peer alice = server.newPeer("alice");
            Peer bob = server.newPeer("bob");
            alice.say(bob.address(), "hello <&> 🎉");
            assertEquals(alice.address(), bob.awaitBody("hello <&> 🎉").from());

            Jid room = Jid.of("talk", server.roomService().domain(), null);
            alice.join(room, "alice");
            bob.join(room, "bob");
            alice.sayInRoom(room, "all together");
            bob.awaitBody("all together");
            alice.awaitBody("all together");

            Account carol = server.newAccount("carol");
            alice.say(carol.jid(), "kept");
            alice.sync();
            long begin = System.nanoTime();
            server.stop();
            long stopped = System.nanoTime();
            server.start();
            assertTrue(System.nanoTime() - begin < 30_000_000_000L, "restart took too long");
            System.getLogger(LabIT.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "{0}: stop {1} ms, start {2} ms",
                            server.name(),
                            (stopped - begin) / 1_000_000,
                            (System.nanoTime() - stopped) / 1_000_000);
            Peer back = server.logIn(carol.config());
            back.available();
            back.awaitBody("kept");
            assertEquals(
                    "result",
                    back.ask(server.domain(), "get", XmlElement.of("http://jabber.org/protocol/disco#info", "query"))
                            .type());
        }
    }
}
