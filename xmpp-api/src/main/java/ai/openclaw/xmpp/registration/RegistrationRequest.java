package ai.openclaw.xmpp.registration;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.TlsConfig;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an account is to be made.
 *
 * @param domain the server's domain
 * @param server where the server listens; {@code null} to look it up by SRV
 * @param tls whom to trust
 * @param connectTimeout limit for one step of opening the stream
 * @param invite the token of an invite (XEP-0445), or {@code null}
 */
public record RegistrationRequest(
        Jid domain,
        @Nullable ServerAddress server,
        TlsConfig tls,
        Duration connectTimeout,
        @Nullable Secret invite) {
    public RegistrationRequest {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        if (!domain.isBare() || domain.local() != null) {
            throw new IllegalArgumentException("accounts are made at a domain, such as example.org, not at " + domain);
        }
    }
}
