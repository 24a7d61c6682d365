package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionEndurance;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** Sessions by this engine outlive what happens to Prosody. */
class BabblerEnduranceOnProsodyIT extends XmppSessionEndurance {

    @Override
    protected XmppProvider provider() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return Prosody.launch();
    }
}
