package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;

/** Sessions over the engine keep the contract on the simulated server, by sockets. */
class BabblerSessionsOnSimulatedIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return SimulatedTestServer.behindSockets();
    }
}
