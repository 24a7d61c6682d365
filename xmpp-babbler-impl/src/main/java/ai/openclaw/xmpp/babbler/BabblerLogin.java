package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.core.net.ChannelEncryption;
import rocks.xmpp.core.net.Connection;
import rocks.xmpp.core.net.client.ClientConnectionConfiguration;
import rocks.xmpp.core.sasl.AuthenticationException;
import rocks.xmpp.core.session.NoResponseException;
import rocks.xmpp.core.session.ReconnectionStrategy;
import rocks.xmpp.core.session.XmppClient;
import rocks.xmpp.core.session.XmppSession;
import rocks.xmpp.core.session.XmppSessionConfiguration;
import rocks.xmpp.core.stanza.model.Presence;
import rocks.xmpp.im.roster.RosterManager;

/** Logs in by Babbler, over a wire that is there already. */
final class BabblerLogin {

    private BabblerLogin() {}

    /** Logs in; blocks. The stream may need some words more until it is open: {@link Handshake#await}. */
    static void run(
            Handshake handshake, Wire wire, ServerAddress server, ConnectRequest request, BabblerStream stream) {
        ScramSasl.register();
        ScramSasl.Login login = new ScramSasl.Login(
                Objects.requireNonNull(request.jid().local()), request.secret().reveal());
        OneConnection connection = new OneConnection(
                server,
                (configuration, session) ->
                        new Negotiation(configuration, session, handshake, wire, server, request, login, stream));
        XmppClient client =
                XmppClient.create(request.jid().domain(), Shared.configuration(request.connectTimeout()), connection);
        try {
            client.getManager(RosterManager.class).setRetrieveRosterOnLogin(false);
            client.connect();
            client.login(null, login, request.resource());
        } catch (NoResponseException silent) {
            throw reason(handshake, EngineErrors.silent(server, silent));
        } catch (rocks.xmpp.core.XmppException | RuntimeException failed) {
            throw reason(handshake, explain(failed, request, server));
        } finally {
            connection.loginOver(handshake.failure() != null);
        }
    }

    /** We may know better than Babbler what went wrong. */
    private static RuntimeException reason(Handshake handshake, XmppException guess) {
        RuntimeException known = handshake.failure();
        return known != null ? known : guess;
    }

    /** What a failed login means. */
    static XmppException explain(Exception failed, ConnectRequest request, ServerAddress server) {
        XmppException own = EngineErrors.find(failed, XmppException.class);
        if (own != null) {
            return own;
        }
        if (EngineErrors.find(failed, SaslException.class) != null
                || EngineErrors.find(failed, AuthenticationException.class) != null) {
            return EngineErrors.loginFailed(failed, server, request);
        }
        return EngineErrors.brokeOff(failed, server, request);
    }

    /** The configuration that all sessions share: building it takes longer than a login. */
    private static final class Shared {
        private static final Map<Duration, XmppSessionConfiguration> MADE = new ConcurrentHashMap<>();

        static XmppSessionConfiguration configuration(Duration timeout) {
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

    /** Makes the one negotiation of a login. */
    private interface Maker {
        Negotiation make(ClientConnectionConfiguration configuration, XmppSession session);
    }

    /** Gives Babbler the one connection that is open already. */
    private static final class OneConnection extends ClientConnectionConfiguration {
        private final Maker maker;
        private final AtomicReference<@Nullable Negotiation> made = new AtomicReference<>();

        OneConnection(ServerAddress server, Maker maker) {
            super(new Settings()
                    .hostname(server.host())
                    .port(server.port())
                    .channelEncryption(ChannelEncryption.DIRECT));
            this.maker = maker;
        }

        @Override
        public Connection createConnection(XmppSession session) {
            Negotiation negotiation = maker.make(this, session);
            if (!made.compareAndSet(null, negotiation)) {
                throw new IllegalStateException("a connection is used once");
            }
            return negotiation;
        }

        /** Afterwards nobody interrupts this thread on our behalf; if somebody did, it has served its purpose. */
        void loginOver(boolean failed) {
            Negotiation negotiation = made.get();
            if (negotiation != null) {
                negotiation.loginOver();
                if (failed) {
                    Thread.interrupted();
                }
            }
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
