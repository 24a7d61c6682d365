package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.EngineErrors;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;
import org.jxmpp.stringprep.XmppStringprepException;

/** What Smack is told, once for the process and for each connection. Loaded with the first stream: Smack starts its threads then. */
final class Smack {

    /** Held, or the level would be forgotten. */
    private static final Logger LOG = Logger.getLogger("org.jivesoftware.smack");

    static {
        if (LOG.getLevel() == null) {
            // It warns of every end of a stream, with a stack trace; ours are told by exceptions.
            LOG.setLevel(Level.SEVERE);
        }
        Mechanism.register();
    }

    private Smack() {}

    /** Opens a stream; blocks. */
    static StanzaStream open(ServerAddress server, ConnectRequest request, StanzaStreamListener listener) {
        SmackStream stream = new SmackStream(server, request, listener);
        stream.open();
        return stream;
    }

    static XMPPTCPConnectionConfiguration configuration(ServerAddress server, ConnectRequest request, Sockets sockets) {
        try {
            return XMPPTCPConnectionConfiguration.builder()
                    .setXmppDomain(JidCreate.domainBareFrom(request.jid().domain()))
                    .setHostAddress(InetAddress.getByName(server.host()))
                    .setPort(server.port())
                    .setConnectTimeout(Math.toIntExact(request.connectTimeout().toMillis()))
                    .setSecurityMode(sockets.isDirect() ? SecurityMode.disabled : SecurityMode.required)
                    .setSocketFactory(sockets.factory())
                    .setSslContextFactory(sockets::context)
                    // None; by default it looks for a key store.
                    .setKeyManagers(new KeyManager[0])
                    .setSendPresence(false)
                    .setCompressionEnabled(false)
                    .setDebuggerFactory(null)
                    .build();
        } catch (UnknownHostException unknown) {
            throw EngineErrors.connecting(unknown, server, request);
        } catch (XmppStringprepException odd) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the engine smack cannot use the domain " + request.jid().domain() + ": " + odd.getMessage()
                            + "; check the JID, or take the engine babbler",
                    odd);
        }
    }

    static Resourcepart resource(ConnectRequest request) {
        try {
            return Resourcepart.from(request.resource());
        } catch (XmppStringprepException odd) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the engine smack cannot use the resource \"" + request.resource() + "\": " + odd.getMessage()
                            + "; choose another",
                    odd);
        }
    }
}
