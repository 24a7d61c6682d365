package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import java.util.concurrent.CompletionStage;

/** A provider that only has a name, for {@link XmppProvidersTest}. */
public final class SecondEngine implements XmppProvider {

    /** For the service loader. */
    public SecondEngine() {}

    @Override
    public String name() {
        return "second";
    }

    @Override
    public XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
        throw new UnsupportedOperationException("second");
    }

    @Override
    public CompletionStage<ProbeReport> probe(SessionConfig config) {
        throw new UnsupportedOperationException("second");
    }
}
