package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;

/**
 * The engine {@code simulated}: its streams go to a {@link SimulatedServer} over the {@link SimulatedNetwork}, with stream management
 * (XEP-0198) if the server has it. {@link #open} makes a real session of them. Thread-safe.
 */
public final class SimulatedEngine extends StreamProvider {

    private final SimulatedServer server;

    SimulatedEngine(SimulatedServer server) {
        super(server.scheduler().environment());
        this.server = server;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    protected StanzaStream connect(ServerAddress address, ConnectRequest request, StanzaStreamListener listener) {
        Dialling dialling = new Dialling(server, address, request, listener);
        Dialling.Outcome outcome = server.call(dialling::run);
        try {
            server.scheduler().elapse(outcome.takes());
        } catch (InterruptedException givenUp) {
            outcome.abandon();
            Thread.currentThread().interrupt();
            throw new XmppException(
                    XmppException.Kind.DISCONNECTED, "connecting to " + address + " was given up", givenUp);
        }
        return outcome.reveal();
    }
}
