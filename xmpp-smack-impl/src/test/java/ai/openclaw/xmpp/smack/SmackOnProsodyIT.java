package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;
import java.util.Map;

/** The engine keeps the contract on Prosody. */
class SmackOnProsodyIT extends StanzaStreamContract {

    @Override
    protected StreamProvider engine() {
        return new SmackProvider();
    }

    @Override
    protected TestServer startServer() {
        return Prosody.launch();
    }

    @Override
    protected Map<String, String> notPossible() {
        return NotPossible.STREAMS;
    }
}
