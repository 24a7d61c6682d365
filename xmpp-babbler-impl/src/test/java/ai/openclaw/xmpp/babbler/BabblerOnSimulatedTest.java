package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;

/** The engine keeps the contract on the simulated server, by sockets: nothing has to be installed. */
class BabblerOnSimulatedTest extends StanzaStreamContract {

    @Override
    protected StreamProvider engine() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return SimulatedTestServer.behindSockets();
    }
}
