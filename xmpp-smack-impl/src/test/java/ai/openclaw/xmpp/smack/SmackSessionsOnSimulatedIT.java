package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.TestServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTestServer;
import java.util.Map;

/** Sessions over the engine keep the contract on the simulated server, by sockets. */
class SmackSessionsOnSimulatedIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return SimulatedTestServer.behindSockets();
    }

    @Override
    protected Map<String, String> notPossible() {
        return NotPossible.SESSIONS;
    }
}
