package ai.openclaw.xmpp.tck.lab;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import java.util.Objects;

/**
 * An account that nobody used before, with its own way to the server.
 *
 * @param config how to log in, by way of the link
 * @param link the network between the account's clients and the server
 */
public record Account(SessionConfig config, Link link) {
    public Account {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(link, "link");
    }

    /** The bare JID. */
    public Jid jid() {
        return config.jid();
    }
}
