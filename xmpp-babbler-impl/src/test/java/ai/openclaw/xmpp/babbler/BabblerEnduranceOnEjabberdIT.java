package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionEndurance;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions by this engine outlive what happens to Ejabberd. */
class BabblerEnduranceOnEjabberdIT extends XmppSessionEndurance {

    @Override
    protected XmppProvider provider() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }
}
