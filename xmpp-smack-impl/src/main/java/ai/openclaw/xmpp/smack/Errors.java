package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import javax.net.ssl.SSLException;
import org.jivesoftware.smack.SmackException;

/** What Smack's exceptions mean. */
final class Errors {

    private Errors() {}

    /** What it means that Smack could not open a stream. */
    static RuntimeException opening(Throwable failed, ServerAddress server, ConnectRequest request) {
        XmppException own = EngineErrors.find(failed, XmppException.class);
        if (own != null) {
            return own;
        }
        SmackException.EndpointConnectionException nowhere =
                EngineErrors.find(failed, SmackException.EndpointConnectionException.class);
        if (nowhere != null && !nowhere.getConnectionExceptions().isEmpty()) {
            return EngineErrors.connecting(
                    nowhere.getConnectionExceptions().get(0).getException(), server, request);
        }
        if (EngineErrors.find(failed, SmackException.SecurityRequiredException.class) != null) {
            return EngineErrors.noStartTls(server);
        }
        SSLException tls = EngineErrors.find(failed, SSLException.class);
        if (tls != null) {
            return EngineErrors.tls(tls, server, request);
        }
        if (EngineErrors.find(failed, SmackException.NoResponseException.class) != null) {
            return EngineErrors.silent(server, failed);
        }
        return EngineErrors.find(failed, SmackException.SmackSaslException.class) != null
                ? EngineErrors.loginFailed(failed, server, request)
                : EngineErrors.brokeOff(failed, server, request);
    }
}
