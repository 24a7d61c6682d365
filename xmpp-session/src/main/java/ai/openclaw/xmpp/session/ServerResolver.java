package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ServerAddress;
import java.util.List;

/** Where a domain's server listens. May block; any thread. */
@FunctionalInterface
public interface ServerResolver {

    /**
     * Addresses to try, in order (RFC 6120 §3.2).
     *
     * @param domain in ASCII
     * @return empty if the domain says that it offers no XMPP
     */
    List<ServerAddress> resolve(String domain);
}
