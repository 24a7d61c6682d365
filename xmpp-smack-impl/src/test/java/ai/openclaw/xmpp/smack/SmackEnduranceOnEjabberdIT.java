package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionEndurance;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions by this engine outlive what happens to Ejabberd. */
class SmackEnduranceOnEjabberdIT extends XmppSessionEndurance {

    @Override
    protected XmppProvider provider() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }
}
