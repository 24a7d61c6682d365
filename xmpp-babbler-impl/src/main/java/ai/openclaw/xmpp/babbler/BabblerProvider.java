package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.core.net.ChannelEncryption;
import rocks.xmpp.core.net.Connection;
import rocks.xmpp.core.net.client.ClientConnectionConfiguration;
import rocks.xmpp.core.session.ReconnectionStrategy;
import rocks.xmpp.core.session.XmppClient;
import rocks.xmpp.core.session.XmppSession;
import rocks.xmpp.core.session.XmppSessionConfiguration;
import rocks.xmpp.core.stanza.model.Presence;
import rocks.xmpp.im.roster.RosterManager;

/**
 * The engine {@code babbler}: STARTTLS, direct TLS and WebSocket; SCRAM-SHA-512, -256, -1, and PLAIN where the configuration allows it.
 * Found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public final class BabblerProvider extends StreamProvider {

    /** For {@link java.util.ServiceLoader}. */
    public BabblerProvider() {}

    @Override
    public String name() {
        return "babbler";
    }

    @Override
    protected StanzaStream connect(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        if (request.purpose() != ConnectRequest.Purpose.LOGIN) {
            throw new XmppException(
                    XmppException.Kind.UNSUPPORTED, "the engine babbler has no streams for " + request.purpose());
        }
        return login(server, request, listener);
    }

    private static StanzaStream login(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        ScramSasl.register();
        Wire wire = switch (server.transport()) {
            case STARTTLS, DIRECT_TLS -> TcpWire.connect(server, request);
            case WEBSOCKET, WEBSOCKET_PLAIN -> WebSocketWire.connect(server, request);
        };
        boolean done = false;
        try {
            BabblerStream stream = new BabblerStream(wire, listener);
            ScramSasl.Login login = new ScramSasl.Login(
                    java.util.Objects.requireNonNull(request.jid().local()),
                    request.secret().reveal());
            OneConnection connection = new OneConnection(wire, server, request, login, stream);
            negotiate(connection, request, server, login);
            Negotiation negotiation = connection.made();
            stream.goLive(negotiation.address(), negotiation.info());
            done = true;
            return stream;
        } finally {
            if (!done) {
                wire.abort();
            }
        }
    }

    private static void negotiate(
            OneConnection connection, ConnectRequest request, ServerAddress server, ScramSasl.Login login) {
        XmppClient client =
                XmppClient.create(request.jid().domain(), Shared.configuration(request.connectTimeout()), connection);
        try {
            client.getManager(RosterManager.class).setRetrieveRosterOnLogin(false);
            client.connect();
            client.login(null, login, request.resource());
        } catch (rocks.xmpp.core.session.NoResponseException silent) {
            throw connection.failureOr(new XmppException(
                    XmppException.Kind.TIMEOUT,
                    "the server " + server + " does not answer during login; is this its port for XMPP clients?",
                    silent));
        } catch (rocks.xmpp.core.XmppException | RuntimeException failed) {
            throw connection.failureOr(explain(failed, request, server));
        } finally {
            connection.loginOver();
        }
    }

    /** What a failed login means. */
    static XmppException explain(Exception failed, ConnectRequest request, ServerAddress server) {
        XmppException own = Errors.find(failed, XmppException.class);
        if (own != null) {
            return own;
        }
        if (Errors.find(failed, javax.security.sasl.SaslException.class) != null
                || Errors.find(failed, rocks.xmpp.core.sasl.AuthenticationException.class) != null) {
            return new XmppException(
                    XmppException.Kind.AUTHENTICATION,
                    "login of " + request.jid() + " at " + server + " failed: " + Errors.describe(failed),
                    failed);
        }
        return new XmppException(
                XmppException.Kind.DISCONNECTED,
                "login of " + request.jid() + " at " + server + " broke off: " + Errors.describe(failed),
                failed);
    }

    /** The configuration that all sessions share: building it takes longer than a login. */
    private static final class Shared {
        private static final java.util.Map<java.time.Duration, XmppSessionConfiguration> MADE =
                new java.util.concurrent.ConcurrentHashMap<>();

        static XmppSessionConfiguration configuration(java.time.Duration timeout) {
            return MADE.computeIfAbsent(
                    timeout,
                    limit -> XmppSessionConfiguration.builder()
                            .authenticationMechanisms("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")
                            .reconnectionStrategy(ReconnectionStrategy.none())
                            .defaultResponseTimeout(limit)
                            .closeOnShutdown(false)
                            .cacheDirectory(null)
                            .initialPresence(() -> (Presence) null)
                            .build());
        }
    }

    /** Gives Babbler the one connection that is open already. */
    private static final class OneConnection extends ClientConnectionConfiguration {
        private final Wire wire;
        private final ServerAddress server;
        private final ConnectRequest request;
        private final ScramSasl.Login login;
        private final BabblerStream stream;
        private final AtomicReference<@Nullable Negotiation> made = new AtomicReference<>();

        OneConnection(
                Wire wire, ServerAddress server, ConnectRequest request, ScramSasl.Login login, BabblerStream stream) {
            super(new Settings()
                    .hostname(server.host())
                    .port(server.port())
                    .channelEncryption(ChannelEncryption.DIRECT));
            this.wire = wire;
            this.server = server;
            this.request = request;
            this.login = login;
            this.stream = stream;
        }

        @Override
        public Connection createConnection(XmppSession session) {
            Negotiation negotiation = new Negotiation(this, session, wire, server, request, login, stream);
            if (!made.compareAndSet(null, negotiation)) {
                throw new IllegalStateException("a connection is used once");
            }
            return negotiation;
        }

        /** Afterwards nobody interrupts this thread on our behalf; if somebody did, it has served its purpose. */
        void loginOver() {
            Negotiation negotiation = made.get();
            if (negotiation != null) {
                negotiation.loginOver();
                if (negotiation.failure() != null) {
                    Thread.interrupted();
                }
            }
        }

        Negotiation made() {
            return java.util.Objects.requireNonNull(made.get());
        }

        XmppException failureOr(XmppException other) {
            Negotiation negotiation = made.get();
            XmppException known = negotiation == null ? null : negotiation.failure();
            return known != null ? known : other;
        }
    }

    private static final class Settings extends ClientConnectionConfiguration.Builder<Settings> {
        @Override
        protected Settings self() {
            return this;
        }

        @Override
        public ClientConnectionConfiguration build() {
            throw new UnsupportedOperationException("only its settings are used");
        }
    }
}
