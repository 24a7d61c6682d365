package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.SeeOtherHostException;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a stream. What comes of it is decided at its beginning, and known to the client when it has taken its time.
 * Server's loop only.
 */
final class Dialling {

    /** TCP, TLS, SASL, bind: so many times to the server and back. */
    private static final int ROUND_TRIPS = 5;

    /**
     * What came of it.
     *
     * @param takes how long it takes
     */
    record Outcome(
            SimulatedServer server,
            Duration takes,
            @Nullable EngineStream stream,
            @Nullable RuntimeException failure) {

        /** Gives the stream, or throws. */
        StanzaStream reveal() {
            if (stream == null) {
                throw Objects.requireNonNull(failure);
            }
            server.realm().loop().execute(stream::goLive);
            return stream;
        }

        /** Nobody waits for it any more. */
        void abandon() {
            if (stream != null) {
                stream.abort();
            }
        }
    }

    private final SimulatedServer server;
    private final SimulatedNetwork network;
    private final ServerAddress address;
    private final ConnectRequest request;
    private final StanzaStreamListener listener;

    Dialling(SimulatedServer server, ServerAddress address, ConnectRequest request, StanzaStreamListener listener) {
        this.server = server;
        this.network = server.network();
        this.address = address;
        this.request = request;
        this.listener = listener;
    }

    Outcome run() {
        Duration step = network.latency().multipliedBy(2);
        try {
            network.beforeDialling(address, request);
            if (!server.isUp()) {
                throw failure(XmppException.Kind.UNREACHABLE, "nobody listens at " + address);
            }
            EngineStream stream = open();
            if (network.breaksOffLogin(request.jid())) {
                stream.abort();
                throw failure(XmppException.Kind.DISCONNECTED, "the connection broke off during login");
            }
            return new Outcome(server, step.multipliedBy(ROUND_TRIPS), stream, null);
        } catch (SeeOtherHostException elsewhere) {
            return new Outcome(server, step, null, elsewhere);
        } catch (XmppException failed) {
            boolean slow = failed.kind() == XmppException.Kind.TIMEOUT;
            return new Outcome(server, slow ? request.connectTimeout() : step, null, failed);
        }
    }

    private static XmppException failure(XmppException.Kind kind, String why) {
        return new XmppException(kind, "simulated: " + why);
    }

    private EngineStream open() {
        Jid jid = request.jid();
        boolean component = request.purpose() == ConnectRequest.Purpose.COMPONENT;
        if (!component && !server.realm().serves(jid.domain())) {
            throw failure(XmppException.Kind.CONFIGURATION, "the server does not serve " + jid.domain());
        }
        return switch (request.purpose()) {
            case LOGIN -> login();
            case PROBE, REGISTRATION -> stranger();
            case COMPONENT -> component();
        };
    }

    private EngineStream stranger() {
        SimulatedLink link = new SimulatedLink(server, request.jid(), network::latency);
        EngineStream stream = stream(link, request.jid(), "", false, null, null);
        link.connect(new Stranger(new Registration(server.realm(), request.jid())), stream, null);
        return stream;
    }

    private EngineStream component() {
        Component component = server.realm()
                .component(request.jid())
                .filter(known -> known.secret().equals(request.secret().reveal()))
                .orElseThrow(() -> failure(
                        XmppException.Kind.AUTHENTICATION, "no component " + request.jid() + " with that secret"));
        SimulatedLink link = new SimulatedLink(server, request.jid(), network::latency);
        EngineStream stream = stream(link, request.jid(), "", false, null, null);
        link.connect(component, stream, null);
        component.attach(link);
        network.connected(link);
        return stream;
    }

    private EngineStream login() {
        Realm realm = server.realm();
        String mechanism = request.saslMechanisms().stream()
                .filter(SaslExchange.MECHANISMS::contains)
                .findFirst()
                .orElseThrow(() -> failure(
                        XmppException.Kind.AUTHENTICATION,
                        "the server offers none of the mechanisms " + request.saslMechanisms()));
        Account account = realm.account(request.jid())
                .filter(known -> known.password().equals(request.secret().reveal()))
                .orElseThrow(() ->
                        failure(XmppException.Kind.AUTHENTICATION, "wrong account or password of " + request.jid()));
        SimulatedLink link = new SimulatedLink(server, account.jid(), network::latency);
        EngineStream stream = resume(account, link, mechanism).orElseGet(() -> bind(account, link, mechanism));
        network.connected(link);
        return stream;
    }

    private Optional<EngineStream> resume(Account account, SimulatedLink link, String mechanism) {
        if (!(request.resume() instanceof EngineResume left)) {
            return Optional.empty();
        }
        Optional<ServerSession> session = server.realm().resumable(account, left.id());
        if (session.isEmpty()) {
            return Optional.empty();
        }
        ServerSession known = session.get();
        StreamManagement management = known.management().orElseThrow();
        known.resume(link);
        known.acknowledged(link, left.handled().getAsLong());
        EngineStream stream = stream(link, known.address(), mechanism, true, management, left);
        link.connect(known, stream, management);
        known.replay();
        return Optional.of(stream);
    }

    private EngineStream bind(Account account, SimulatedLink link, String mechanism) {
        Jid full = account.jid().withResource(request.resource());
        ServerSession session = server.realm().bind(account, full, link);
        StreamManagement management = session.enable(true).orElse(null);
        EngineStream stream = stream(link, full, mechanism, false, management, null);
        link.connect(session, stream, management);
        return stream;
    }

    private EngineStream stream(
            SimulatedLink link,
            Jid bound,
            String mechanism,
            boolean resumed,
            @Nullable StreamManagement management,
            @Nullable EngineResume left) {
        StreamInfo info = new StreamInfo(
                address.toString(), null, "TLSv1.3", "TLS_AES_128_GCM_SHA256", mechanism, null, features(), resumed);
        return new EngineStream(server.realm().loop(), link, listener, bound, info, management, left);
    }

    private List<XmlElement> features() {
        List<XmlElement> features = new ArrayList<>();
        if (request.purpose() == ConnectRequest.Purpose.COMPONENT) {
            return features;
        }
        if (request.purpose() != ConnectRequest.Purpose.LOGIN) {
            XmlElement mechanisms = XmlElement.of("urn:ietf:params:xml:ns:xmpp-sasl", "mechanisms");
            for (String mechanism : SaslExchange.MECHANISMS) {
                mechanisms = mechanisms.with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-sasl", "mechanism", mechanism));
            }
            features.add(mechanisms);
            if (server.realm().settings().registration()) {
                features.add(XmlElement.of("http://jabber.org/features/iq-register", "register"));
            }
        } else {
            features.add(XmlElement.of("urn:ietf:params:xml:ns:xmpp-bind", "bind"));
            if (server.realm().settings().streamManagement()) {
                features.add(XmlElement.of(Names.SM, "sm"));
            }
        }
        return features;
    }
}
