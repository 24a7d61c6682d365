package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server that opens a stream: address by address, and where a server sends us. Wherever that is, the certificate must name the
 * domain that was asked for.
 */
final class Opening {

    private static final int MAX_HOPS = 2;

    /** What another address may cure. The stream was not opened: a connection that was lost is one that a proxy has closed, or a server. */
    private static final Set<Kind> ELSEWHERE = Set.of(Kind.UNREACHABLE, Kind.TIMEOUT, Kind.DISCONNECTED);

    private final ServerResolver resolver;
    private final ConnectRequest request;
    private final Function<ServerAddress, StanzaStream> engine;

    Opening(ServerResolver resolver, ConnectRequest request, Function<ServerAddress, StanzaStream> engine) {
        this.resolver = resolver;
        this.request = request;
        this.engine = engine;
    }

    StanzaStream run() {
        ServerAddress given = request.server();
        List<ServerAddress> servers =
                given != null ? List.of(given) : resolver.resolve(request.jid().asciiDomain());
        @Nullable XmppException last = null;
        for (ServerAddress server : servers) {
            try {
                return follow(server, MAX_HOPS);
            } catch (XmppException failed) {
                if (!ELSEWHERE.contains(failed.kind()) || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                last = failed;
            }
        }
        throw last != null
                ? last
                : new XmppException(
                        Kind.UNREACHABLE,
                        "the domain " + request.jid().domain() + " says by DNS that it offers no XMPP");
    }

    private StanzaStream follow(ServerAddress server, int hops) {
        try {
            return engine.apply(server);
        } catch (SeeOtherHostException elsewhere) {
            if (hops == 0) {
                throw new XmppException(
                        Kind.UNREACHABLE,
                        "the server " + server + " sends us on, after " + MAX_HOPS
                                + " others did so before; its operator must mend that");
            }
            return follow(target(server, elsewhere.host()), hops - 1);
        }
    }

    /** The same way of talking, another host. */
    private static ServerAddress target(ServerAddress from, String written) {
        ServerAddress to;
        try {
            ServerAddress parsed = ServerAddress.parse(written);
            to = new ServerAddress(from.transport(), parsed.host(), parsed.port(), from.path());
        } catch (IllegalArgumentException malformed) {
            throw new XmppException(
                    Kind.UNREACHABLE, "the server " + from + " sends us to an address that is none", malformed);
        }
        if (isPrivate(to.host()) && !isPrivate(from.host())) {
            throw new XmppException(
                    Kind.UNREACHABLE,
                    "the server " + from + " sends us into a private network (" + to.host() + "); we do not go there");
        }
        return to;
    }

    private static boolean isPrivate(String host) {
        try {
            return AddressGuard.isPrivate(InetAddress.getByName(host));
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
