package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import java.util.concurrent.CompletionStage;

/** A provider that only has a name, for {@link XmppProvidersTest}. */
public final class FirstEngine implements XmppProvider {

    /** For the service loader. */
    public FirstEngine() {}

    @Override
    public String name() {
        return "first";
    }

    @Override
    public XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
        throw new UnsupportedOperationException("first");
    }

    @Override
    public CompletionStage<ProbeReport> probe(SessionConfig config) {
        throw new UnsupportedOperationException("first");
    }
}
