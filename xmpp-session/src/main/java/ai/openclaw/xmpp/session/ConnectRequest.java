package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is wanted for, and all that an engine needs to open it.
 *
 * @param purpose what it is for; says which of the others are set
 * @param jid {@code LOGIN}: the account's bare JID; otherwise the domain to talk to, for {@code COMPONENT} the component's own
 * @param password {@code LOGIN}: the account's; {@code COMPONENT}: the secret shared with the server; otherwise {@code null}
 * @param server where the server listens; {@code null} to look it up by SRV, which a component cannot
 * @param resource the resourcepart to ask for; of no meaning but for {@code LOGIN}
 * @param tls whom to trust
 * @param saslMechanisms the allowed mechanisms (RFC 6120 §6), strongest first; of no meaning but for {@code LOGIN}
 * @param connectTimeout limit for one step of opening the stream
 * @param resume what an earlier stream left behind, or {@link ResumeState#NONE}; only {@code LOGIN} resumes
 */
public record ConnectRequest(
        Purpose purpose,
        Jid jid,
        @Nullable Secret password,
        @Nullable ServerAddress server,
        String resource,
        TlsConfig tls,
        List<String> saslMechanisms,
        Duration connectTimeout,
        ResumeState resume) {

    /** What a stream is for. */
    public enum Purpose {
        /** To be online: TLS, SASL, bind. */
        LOGIN,
        /**
         * To look: TLS is proven and the features are read, nobody logs in. {@link StanzaStream#address()} is the domain; what is sent is
         * thrown away.
         */
        PROBE,
        /**
         * To make an account (XEP-0077): TLS is proven, nobody logs in, and IQs go both ways. {@link StanzaStream#address()} is the
         * domain.
         */
        REGISTRATION,
        /**
         * To be a part of the server (XEP-0114). {@link StanzaStream#address()} is the component's domain. Without TLS only to this
         * machine.
         */
        COMPONENT
    }

    public ConnectRequest {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(jid, "jid");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(resume, "resume");
        saslMechanisms = List.copyOf(saslMechanisms);
        boolean login = purpose == Purpose.LOGIN;
        boolean proves = login || purpose == Purpose.COMPONENT;
        if (!jid.isBare() || (jid.local() == null) == login) {
            throw new IllegalArgumentException(
                    purpose + " is for " + (login ? "an account" : "a domain") + ", not " + jid);
        }
        if ((password == null) == proves) {
            throw new IllegalArgumentException(purpose + (proves ? " needs a password" : " needs no password"));
        }
        if (purpose == Purpose.COMPONENT && server == null) {
            throw new IllegalArgumentException("a component must be told where its server listens");
        }
        if (!login && !resume.equals(ResumeState.NONE)) {
            throw new IllegalArgumentException(purpose + " cannot resume");
        }
    }

    /** A stream to be online with. */
    public static ConnectRequest login(SessionConfig config, ResumeState resume) {
        return new ConnectRequest(
                Purpose.LOGIN,
                config.jid(),
                config.password(),
                config.server(),
                config.resource(),
                config.tls(),
                config.saslMechanisms(),
                config.connectTimeout(),
                resume);
    }

    /** A stream to look at a server with. */
    public static ConnectRequest probe(
            Jid domain, @Nullable ServerAddress server, TlsConfig tls, Duration connectTimeout) {
        return new ConnectRequest(
                Purpose.PROBE, domain, null, server, "", tls, List.of(), connectTimeout, ResumeState.NONE);
    }

    /** A stream to make an account with. */
    public static ConnectRequest registration(
            Jid domain, @Nullable ServerAddress server, TlsConfig tls, Duration connectTimeout) {
        return new ConnectRequest(
                Purpose.REGISTRATION, domain, null, server, "", tls, List.of(), connectTimeout, ResumeState.NONE);
    }

    /** A stream to be a component with. */
    public static ConnectRequest component(
            Jid domain, Secret secret, ServerAddress server, TlsConfig tls, Duration connectTimeout) {
        return new ConnectRequest(
                Purpose.COMPONENT, domain, secret, server, "", tls, List.of(), connectTimeout, ResumeState.NONE);
    }

    /**
     * The password, where the purpose needs one.
     *
     * @throws IllegalStateException if it does not
     */
    public Secret secret() {
        if (password == null) {
            throw new IllegalStateException(purpose + " has no password");
        }
        return password;
    }
}
