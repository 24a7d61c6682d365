package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** The simulated engine keeps the contract: what bots are tested on behaves as the real ones do. */
class SimulatedStreamsTest extends StanzaStreamContract {

    private final SimulatedTestServer simulated = SimulatedTestServer.inMemory();

    @Override
    protected StreamProvider engine() {
        return simulated.engine();
    }

    @Override
    protected TestServer startServer() {
        return simulated;
    }
}
