package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.util.Map;

/** The engine keeps the contract on Ejabberd. */
class SmackOnEjabberdIT extends StanzaStreamContract {

    @Override
    protected StreamProvider engine() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }

    @Override
    protected Map<String, String> notPossible() {
        return NotPossible.STREAMS;
    }
}
