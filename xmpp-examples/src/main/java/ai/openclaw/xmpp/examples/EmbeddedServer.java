package ai.openclaw.xmpp.examples;

import ai.openclaw.xmpp.tck.sim.LoopbackServer;
import ai.openclaw.xmpp.tck.sim.Scheduler;
import ai.openclaw.xmpp.tck.sim.ServerSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An XMPP server for trying things out where no real one is at hand: the simulated one of the test kit, on loopback. It keeps nothing, and has
 * neither WebSocket nor uploads. Runs until the process is ended:
 *
 * <pre>{@code
 * java -cp 'xmpp-examples/target/xmpp-examples-*.jar:xmpp-examples/target/lib/*' ai.openclaw.xmpp.examples.EmbeddedServer \
 *     /tmp/server alice=secret bot=secret
 * }</pre>
 */
public final class EmbeddedServer {

    private EmbeddedServer() {}

    /** Takes a directory for the certificate authority's file, and accounts of the domain {@code localhost}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.println("Usage: EmbeddedServer DIRECTORY [NAME=PASSWORD ...]");
            System.exit(2);
        }
        SimulatedServer server =
                new SimulatedServer(Scheduler.system(), "localhost", ServerSettings.ALL.withRoomLocking(false));
        for (int i = 1; i < arguments.length; i++) {
            String[] account = arguments[i].split("=", 2);
            if (account.length < 2) {
                // Without what was given: it may be a password.
                System.err.println("an account is written NAME=PASSWORD, but argument " + (i + 1) + " has no \"=\"");
                System.exit(2);
            }
            server.account(account[0], account[1]);
        }
        try (LoopbackServer sockets = server.listen(Path.of(arguments[0]))) {
            System.out.println("rooms " + server.roomService());
            System.out.println("ca " + sockets.caFile());
            System.out.println("direct-tls " + sockets.directTls().port());
            System.out.println("starttls " + sockets.startTls().port());
            Thread.currentThread().join();
        }
    }
}
