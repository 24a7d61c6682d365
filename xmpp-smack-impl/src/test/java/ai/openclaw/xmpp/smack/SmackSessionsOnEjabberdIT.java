package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.XmppSessionContract;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.util.Map;

/** Sessions by this engine keep the contract on Ejabberd. */
class SmackSessionsOnEjabberdIT extends XmppSessionContract {

    @Override
    protected XmppProvider provider() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }

    @Override
    protected Map<String, String> notPossible() {
        return NotPossible.SESSIONS;
    }
}
