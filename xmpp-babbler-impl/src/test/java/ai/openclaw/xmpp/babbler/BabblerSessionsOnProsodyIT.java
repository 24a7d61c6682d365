package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions over the engine keep the contract on Prosody. */
class BabblerSessionsOnProsodyIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return Prosody.launch();
    }
}
