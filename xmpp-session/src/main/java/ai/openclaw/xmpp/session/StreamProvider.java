package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Base of providers that have only streams: write {@link #connect} and the rest is done here.
 *
 * <p>Subclasses need a public constructor without arguments and an entry in {@code META-INF/services}.
 */
public abstract class StreamProvider implements XmppProvider {

    /**
     * Opens one stream: connects, proves TLS before the first SASL byte, authenticates, binds. Blocks its caller (a thread made
     * for that), each step for at most {@code config.connectTimeout()}; interrupting the thread gives up.
     *
     * @param request what the stream is for
     * @param listener hears the stream
     * @return the bound stream
     * @throws XmppException if it could not be opened; the kind decides whether it is tried again: {@code UNREACHABLE}, {@code
     *     TLS}, {@code AUTHENTICATION}, {@code CONFLICT}, {@code DISCONNECTED}, {@code TIMEOUT}, {@code CONFIGURATION}, {@code
     *     UNSUPPORTED}
     */
    public abstract StanzaStream connect(ConnectRequest request, StanzaStreamListener listener);

    @Override
    public final XmppSession open(SessionConfig config, XmppListener listener) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(listener, "listener");
        return new Session(config, this::connect, Environment.system(), listener, false).start();
    }

    @Override
    public final CompletionStage<ProbeReport> probe(SessionConfig config) {
        return Probe.run(Objects.requireNonNull(config, "config"), this::connect, Environment.system());
    }
}
