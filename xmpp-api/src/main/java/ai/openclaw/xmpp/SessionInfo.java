package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the live stream.
 *
 * @param address the full JID that the server bound
 * @param server where we are connected to, such as {@code xmpp://chat.example.org:5222}
 * @param tlsVersion such as {@code TLSv1.3}; {@code null} if the transport hides it
 * @param saslMechanism the mechanism that proved the password
 * @param resumed whether an earlier stream was resumed (XEP-0198)
 */
public record SessionInfo(
        Jid address, String server, @Nullable String tlsVersion, String saslMechanism, boolean resumed) {
    public SessionInfo {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(saslMechanism, "saslMechanism");
    }
}
