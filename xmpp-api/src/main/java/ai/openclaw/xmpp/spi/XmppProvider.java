package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import java.util.concurrent.CompletionStage;

/** A way to be online. Found by {@link java.util.ServiceLoader}: a public class with a public constructor without arguments. */
public interface XmppProvider {

    /** Its name in configurations, such as {@code babbler}. */
    String name();

    /**
     * Opens a session; returns at once, see {@link ai.openclaw.xmpp.Xmpp#connect(SessionConfig, StateStore, XmppListener)}.
     *
     * @param store keeps what must outlive the session; the session holds its account there until it ends, and does not close the store
     */
    XmppSession open(SessionConfig config, StateStore store, XmppListener listener);

    /** Opens a session whose state ends with the process. */
    default XmppSession open(SessionConfig config, XmppListener listener) {
        return open(config, StateStores.memory(), listener);
    }

    /**
     * Tries a configuration: reaches the server, proves TLS and logs in, under a resource of its own so that no live session is
     * disturbed, then leaves again. No presence is sent.
     *
     * @return what was found; fails with what went wrong
     */
    CompletionStage<ProbeReport> probe(SessionConfig config);
}
