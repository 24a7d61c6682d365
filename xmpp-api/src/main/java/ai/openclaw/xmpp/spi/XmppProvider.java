package ai.openclaw.xmpp.spi;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
     * @return what was found; fails with an {@link ai.openclaw.xmpp.XmppException}: {@code UNREACHABLE}, {@code TLS}, {@code
     *     AUTHENTICATION}, {@code TIMEOUT}, {@code CONFIGURATION}, {@code DISCONNECTED}
     */
    CompletionStage<ProbeReport> probe(SessionConfig config);

    /**
     * The same, and looks at these rooms, which come first in the report.
     *
     * @param rooms bare JIDs of rooms; of more than {@value ProbeReport#MAX_ROOMS} the first ones
     */
    default CompletionStage<ProbeReport> probe(SessionConfig config, List<Jid> rooms) {
        return probe(config);
    }

    /**
     * Begins to make an account (XEP-0077): reaches the server, proves TLS, shows the invite if there is one, and gets the server's form.
     *
     * @return a stream with the form; fails with what went wrong: kind {@code UNSUPPORTED} where the server makes no accounts this way, or
     *     this provider does not
     */
    default CompletionStage<Registration> register(RegistrationRequest request) {
        return CompletableFuture.failedStage(
                new XmppException(XmppException.Kind.UNSUPPORTED, "the engine " + name() + " makes no accounts"));
    }

    /**
     * Removes an account from its server for good, with all that is in it (XEP-0077 §3.2). Logs in under a resource of its own.
     *
     * @return done when the account is gone; fails with what went wrong
     */
    default CompletionStage<Void> unregister(SessionConfig account) {
        return CompletableFuture.failedStage(
                new XmppException(XmppException.Kind.UNSUPPORTED, "the engine " + name() + " removes no accounts"));
    }
}
