package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.SeeOtherHostException;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;
import java.util.Optional;

/**
 * The engine {@code babbler}: STARTTLS, direct TLS and WebSocket; SCRAM-SHA-512, -256, -1, and PLAIN where the configuration allows it;
 * stream management with resumption (XEP-0198); streams for probes, registrations and components (the latter not over WebSocket).
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
        boolean framed = switch (server.transport()) {
            case STARTTLS, DIRECT_TLS -> false;
            case WEBSOCKET, WEBSOCKET_PLAIN -> true;
        };
        if (framed && request.purpose() == ConnectRequest.Purpose.COMPONENT) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "a component does not speak over a WebSocket (" + server + "); give an address with xmpps://, or"
                            + " xmpp:// on this machine");
        }
        // A hint where to resume names a TCP port.
        Optional<String> hint =
                framed ? Optional.empty() : Resumption.of(request).flatMap(earlier -> earlier.hint(server));
        if (hint.isPresent()) {
            throw new SeeOtherHostException(hint.get());
        }
        return open(
                framed ? WebSocketWire.connect(server, request) : TcpWire.connect(server, request),
                server,
                request,
                listener);
    }

    private static StanzaStream open(
            Wire wire, ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        boolean done = false;
        try {
            BabblerStream stream = new BabblerStream(wire, server, request, listener);
            Handshake handshake = new Handshake(wire, server, request, stream);
            switch (request.purpose()) {
                case LOGIN -> BabblerLogin.run(handshake, wire, server, request, stream);
                case PROBE, REGISTRATION -> handshake.start(new Introduction(handshake, request));
                case COMPONENT -> handshake.start(new ComponentSteps(handshake, wire, request));
            }
            handshake.await();
            done = true;
            return stream;
        } finally {
            if (!done) {
                wire.abort();
            }
        }
    }
}
