package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.tck.lab.Prosody;
import ai.openclaw.xmpp.tck.lab.TestServer;

/** With the engine that is shipped, on a real server. */
class BotAccessOnProsodyIT extends BotAccessCases {

    @Override
    TestServer open() {
        return Prosody.launch();
    }

    @Override
    Bot.Connector connector() {
        return Xmpp::connect;
    }
}
