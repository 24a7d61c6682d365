package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.session.StreamProvider;
import ai.openclaw.xmpp.tck.StanzaStreamContract;
import ai.openclaw.xmpp.tck.lab.Ejabberd;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** The engine keeps the contract on ejabberd. */
class BabblerOnEjabberdIT extends StanzaStreamContract {

    @Override
    protected StreamProvider engine() {
        return new BabblerProvider();
    }

    @Override
    protected TestServer startServer() {
        return Ejabberd.launch();
    }
}
