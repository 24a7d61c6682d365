package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions over the engine keep the contract on ejabberd. */
class BabblerSessionsOnEjabberdIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }
}
