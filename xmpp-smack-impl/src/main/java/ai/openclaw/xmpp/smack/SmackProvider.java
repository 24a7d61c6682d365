package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.session.StreamProvider;

/**
 * The engine {@code smack}: STARTTLS and direct TLS; SCRAM-SHA-512, -256, -1, and PLAIN where the configuration allows it; streams to log
 * in, to look at a server and to make an account with. No WebSocket, no components, no XEP-0198. Found by {@link
 * java.util.ServiceLoader}. Thread-safe.
 */
public final class SmackProvider extends StreamProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SmackProvider() {}

    @Override
    public String name() {
        return "smack";
    }

    @Override
    protected StanzaStream connect(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        if (request.purpose() == ConnectRequest.Purpose.COMPONENT) {
            throw unsupported("cannot be a component (XEP-0114);");
        }
        return switch (server.transport()) {
            case STARTTLS, DIRECT_TLS -> Smack.open(server, request, listener);
            case WEBSOCKET, WEBSOCKET_PLAIN ->
                throw unsupported("does not speak WebSocket (" + server + "); give an xmpp:// or xmpps:// address, or");
        };
    }

    private static XmppException unsupported(String what) {
        return new XmppException(
                XmppException.Kind.UNSUPPORTED, "the engine smack " + what + " take the engine babbler");
    }
}
