package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions over the simulated engine keep the contract. */
class SimulatedSessionsTest extends XmppSessionContract {

    private final SimulatedTestServer simulated = SimulatedTestServer.inMemory();

    @Override
    protected XmppProvider provider() {
        return simulated.engine();
    }

    @Override
    protected TestServer startServer() {
        return simulated;
    }
}
