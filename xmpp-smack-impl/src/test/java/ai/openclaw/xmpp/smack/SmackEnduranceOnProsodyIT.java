package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionEndurance;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions by this engine outlive what happens to Prosody. */
class SmackEnduranceOnProsodyIT extends XmppSessionEndurance {

    @Override
    protected XmppProvider provider() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Prosody.launch();
    }
}
