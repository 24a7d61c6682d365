package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.util.Map;

/** Sessions by this engine keep the contract on Prosody. */
class SmackSessionsOnProsodyIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Prosody.launch();
    }

    @Override
    protected Map<String, String> notPossible() {
        return NotPossible.SESSIONS;
    }
}
