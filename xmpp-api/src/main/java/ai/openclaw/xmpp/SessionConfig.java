package ai.openclaw.xmpp;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to be online as one account. A value that cannot be used throws {@code IllegalArgumentException} here, in the constructor and
 * in each {@code with…} method; whether the server takes it shows only when the session goes online.
 *
 * @param jid the account's bare JID
 * @param password the account's password
 * @param server where the server listens; {@code null} to look it up by SRV (RFC 6120 §3.2, XEP-0368)
 * @param resource the wished resourcepart. If another client takes it (kind {@code CONFLICT}) the session goes on once with a random ending
 *     to it; {@link SessionInfo#address} has what the server bound
 * @param tls whom to trust
 * @param saslMechanisms the allowed mechanisms by name (RFC 6120 §6), the preferred one first: the first that the server offers too is used
 * @param connectTimeout limit for one step of opening a stream, and for reaching the host of a file; positive. Opening as a whole takes several
 *     steps, and a server may have several addresses
 * @param mediaHosts hosts, besides the server's own upload services, that files may be fetched from: names without port, compared as a whole
 *     without regard to case. Such a host may also be one of a private network
 * @param engine the provider's {@linkplain ai.openclaw.xmpp.spi.XmppProvider#name() name}, or {@code null} for the only one there is
 * @param software what the program is called that is at work here, for whoever asks (XEP-0030, XEP-0092)
 */
public record SessionConfig(
        Jid jid,
        Secret password,
        @Nullable ServerAddress server,
        String resource,
        TlsConfig tls,
        List<String> saslMechanisms,
        Duration connectTimeout,
        Set<String> mediaHosts,
        @Nullable String engine,
        String software) {

    /** The mechanisms that are used unless the configuration says otherwise, strongest first. */
    public static final List<String> DEFAULT_SASL_MECHANISMS =
            List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");

    public SessionConfig {
        Objects.requireNonNull(jid, "jid");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(software, "software");
        saslMechanisms = List.copyOf(saslMechanisms);
        mediaHosts = Set.copyOf(mediaHosts);
        if (!jid.isBare() || jid.local() == null) {
            throw new IllegalArgumentException("an account's JID is written bot@example.org, not " + jid
                    + (jid.isBare() ? "" : "; set the resource by itself"));
        }
        jid.withResource(resource);
        if (saslMechanisms.isEmpty()) {
            throw new IllegalArgumentException("no SASL mechanism is allowed");
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout must be positive");
        }
        if (software.isBlank() || software.length() > 100) {
            throw new IllegalArgumentException("software is a name of 1 to 100 characters");
        }
    }

    /**
     * An account at the server that SRV names, with safe defaults: resource {@code openclaw}, the system's trust, {@link
     * #DEFAULT_SASL_MECHANISMS}, 15 s for each step of opening a stream, files from the server's own upload services only.
     */
    public static SessionConfig of(Jid jid, Secret password) {
        return new SessionConfig(
                jid,
                password,
                null,
                "openclaw",
                TlsConfig.SYSTEM,
                DEFAULT_SASL_MECHANISMS,
                Duration.ofSeconds(15),
                Set.of(),
                null,
                "openclaw-xmpp");
    }

    /** A copy with another server. */
    public SessionConfig withServer(@Nullable ServerAddress newServer) {
        return new SessionConfig(
                jid, password, newServer, resource, tls, saslMechanisms, connectTimeout, mediaHosts, engine, software);
    }

    /** A copy with another resourcepart. */
    public SessionConfig withResource(String newResource) {
        return new SessionConfig(
                jid, password, server, newResource, tls, saslMechanisms, connectTimeout, mediaHosts, engine, software);
    }

    /** A copy with other trust. */
    public SessionConfig withTls(TlsConfig newTls) {
        return new SessionConfig(
                jid, password, server, resource, newTls, saslMechanisms, connectTimeout, mediaHosts, engine, software);
    }

    /** A copy with other mechanisms, strongest first. */
    public SessionConfig withSaslMechanisms(List<String> mechanisms) {
        return new SessionConfig(
                jid, password, server, resource, tls, mechanisms, connectTimeout, mediaHosts, engine, software);
    }

    /** A copy with another limit for each step of opening a stream. */
    public SessionConfig withConnectTimeout(Duration timeout) {
        return new SessionConfig(
                jid, password, server, resource, tls, saslMechanisms, timeout, mediaHosts, engine, software);
    }

    /** A copy with other hosts that files may be fetched from. */
    public SessionConfig withMediaHosts(Set<String> hosts) {
        return new SessionConfig(
                jid, password, server, resource, tls, saslMechanisms, connectTimeout, hosts, engine, software);
    }

    /** A copy with another provider. */
    public SessionConfig withEngine(@Nullable String name) {
        return new SessionConfig(
                jid, password, server, resource, tls, saslMechanisms, connectTimeout, mediaHosts, name, software);
    }

    /** A copy with another name of the program, 1 to 100 characters; everybody can ask for it. */
    public SessionConfig withSoftware(String name) {
        return new SessionConfig(
                jid, password, server, resource, tls, saslMechanisms, connectTimeout, mediaHosts, engine, name);
    }
}
