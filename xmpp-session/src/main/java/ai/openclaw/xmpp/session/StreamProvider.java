package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.registration.Registration;
import ai.openclaw.xmpp.registration.RegistrationRequest;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Base of providers that have only streams: write {@link #connect} and the rest is done here.
 *
 * <p>Subclasses need a public constructor without arguments and an entry in {@code META-INF/services}.
 */
public abstract class StreamProvider implements XmppProvider {

    private final Environment environment;

    /** An engine on this machine's clock, threads and network. */
    protected StreamProvider() {
        this(Environment.system());
    }

    /** An engine in another environment, such as a simulation's. */
    protected StreamProvider(Environment environment) {
        this.environment = Objects.requireNonNull(environment, "environment");
    }

    /**
     * Opens one stream at one address: connects, proves TLS before the first SASL byte, authenticates, binds; what of that is done
     * depends on the request's purpose. Blocks its caller (a thread made for that), each step for at most {@link
     * ConnectRequest#connectTimeout}; interrupting the thread gives up. Whatever the address, the server must prove to be the one of
     * {@link ConnectRequest#jid}.
     *
     * @param server where to go; {@link ConnectRequest#server} has been dealt with
     * @param request what the stream is for
     * @param listener hears the stream
     * @return the open stream
     * @throws XmppException if it could not be opened; the kind decides whether it is tried again: {@code UNREACHABLE}, {@code
     *     TLS}, {@code AUTHENTICATION}, {@code CONFLICT}, {@code DISCONNECTED}, {@code TIMEOUT}, {@code CONFIGURATION}, {@code
     *     UNSUPPORTED}
     * @throws SeeOtherHostException if the server sends us elsewhere
     */
    protected abstract StanzaStream connect(
            ServerAddress server, ConnectRequest request, StanzaStreamListener listener);

    /**
     * Opens a stream at one of the domain's addresses: those of SRV in their order, the next one where nobody answers; follows a
     * server's redirection twice.
     *
     * @throws XmppException as {@link #connect(ServerAddress, ConnectRequest, StanzaStreamListener)}
     */
    public final StanzaStream connect(ConnectRequest request, StanzaStreamListener listener) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(listener, "listener");
        return new Opening(environment.resolver(), request, server -> connect(server, request, listener)).run();
    }

    @Override
    public final XmppSession open(SessionConfig config, StateStore store, XmppListener listener) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(listener, "listener");
        return new Session(config, this::connect, environment, store, listener, false).start();
    }

    @Override
    public final CompletionStage<ProbeReport> probe(SessionConfig config) {
        return probe(config, List.of());
    }

    @Override
    public final CompletionStage<ProbeReport> probe(SessionConfig config, List<Jid> rooms) {
        return Probe.run(Objects.requireNonNull(config, "config"), List.copyOf(rooms), this::connect, environment);
    }

    @Override
    public final CompletionStage<Registration> register(RegistrationRequest request) {
        return SignUp.begin(Objects.requireNonNull(request, "request"), this::connect, environment);
    }

    @Override
    public final CompletionStage<Void> unregister(SessionConfig account) {
        return Probe.unregister(Objects.requireNonNull(account, "account"), this::connect, environment);
    }
}
