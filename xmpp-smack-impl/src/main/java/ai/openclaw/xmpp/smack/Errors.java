package ai.openclaw.xmpp.smack;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.SeeOtherHostException;
import ai.openclaw.xmpp.session.xml.XmlReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jivesoftware.smack.SmackException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, where, and what to do about it. */
final class Errors {

    private static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
    private static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    private Errors() {}

    static XmppException connecting(Throwable cause, ServerAddress server, ConnectRequest request) {
        @Nullable SSLException tls = find(cause, SSLException.class);
        if (tls != null) {
            return tls(tls, server, request);
        }
        if (find(cause, UnknownHostException.class) != null) {
            return new XmppException(
                    Kind.UNREACHABLE,
                    "the host " + server.host() + " is not known to DNS; check the server's name",
                    cause);
        }
        if (find(cause, SocketTimeoutException.class) != null) {
            return new XmppException(
                    Kind.TIMEOUT,
                    "no answer from " + server + " within "
                            + request.connectTimeout().toSeconds() + " s; check host, port and firewall",
                    cause);
        }
        if (find(cause, ConnectException.class) != null) {
            return new XmppException(
                    Kind.UNREACHABLE,
                    "nothing listens at " + server + "; check host and port, and whether the server runs",
                    cause);
        }
        return new XmppException(Kind.UNREACHABLE, "cannot connect to " + server + ": " + describe(cause), cause);
    }

    static XmppException tls(Throwable cause, ServerAddress server, ConnectRequest request) {
        String name = request.jid().domain();
        String all = describeAll(cause);
        String message;
        if (find(cause, CertificateExpiredException.class) != null) {
            message = "the certificate of " + server + " has expired; its operator must renew it";
        } else if (find(cause, CertificateNotYetValidException.class) != null) {
            message = "the certificate of " + server + " is not valid yet; check the clocks";
        } else if (all.contains("tls.pinSha256")) {
            message = "the certificate of " + server + " is refused: " + pinned(cause);
        } else if (all.contains("No subject alternative") || all.contains("No name matching")) {
            message = "the certificate of " + server + " is not for " + name
                    + "; the server needs one that names this domain";
        } else if (all.contains("PKIX path")
                || all.contains("unable to find valid certification path")
                || all.contains("trustAnchors")) {
            message = "the certificate of " + server + " is not trusted: its authority is unknown"
                    + (request.tls().caFile() == null
                            ? "; set tls.caFile to the PEM file of your own authority if the server uses one"
                            : " to tls.caFile (" + request.tls().caFile()
                                    + "); check that this is the right authority");
        } else if (all.contains("Unsupported or unrecognized SSL message")) {
            message = server + " does not speak TLS from the first byte; use STARTTLS (xmpp://) or another port";
        } else {
            message = "no TLS with " + server + ": " + describe(cause);
        }
        return new XmppException(Kind.TLS, message, cause);
    }

    private static String pinned(Throwable cause) {
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().startsWith("the server's key")) {
                return t.getMessage();
            }
        }
        return "its key is none of those in tls.pinSha256";
    }

    static XmppException noStartTls(ServerAddress server) {
        return new XmppException(
                Kind.TLS,
                "the server " + server
                        + " offers no TLS (STARTTLS), so the password was not sent; switch TLS on there, or"
                        + " use direct TLS (xmpps://)");
    }

    static XmppException noMechanism(String offered, ConnectRequest request, ServerAddress server) {
        return new XmppException(
                Kind.AUTHENTICATION,
                "the server " + server + " offers no login mechanism that is allowed here: it has "
                        + (offered.isEmpty() ? "none" : offered) + ", allowed are "
                        + String.join(", ", request.saslMechanisms()));
    }

    static XmppException refused(ConnectRequest request, String condition) {
        String what = switch (condition) {
            case "account-disabled" -> "the account " + request.jid() + " is disabled; ask the server's operator";
            case "credentials-expired" ->
                "the password of " + request.jid() + " has expired; set a new one at the server";
            case "temporary-auth-failure" ->
                "the server cannot check the password of " + request.jid() + " now; try later";
            default -> "the server refuses the account " + request.jid() + " or its password; check both";
        };
        return new XmppException(
                condition.equals("temporary-auth-failure") ? Kind.TIMEOUT : Kind.AUTHENTICATION,
                what + " (" + condition + ")");
    }

    /** What a stream error means: an {@link XmppException}, or before login a redirection. */
    static RuntimeException streamError(
            XmlElement error, ServerAddress server, ConnectRequest request, boolean negotiated) {
        XmlElement said = error.children().stream()
                .filter(child ->
                        child.namespace().equals(STREAM_ERRORS) && !child.name().equals("text"))
                .findFirst()
                .orElse(XmlElement.of(STREAM_ERRORS, "undefined-condition"));
        String condition = said.name();
        String elsewhere = said.text().strip();
        if (condition.equals("see-other-host") && !negotiated && !elsewhere.isEmpty()) {
            return new SeeOtherHostException(elsewhere);
        }
        return switch (condition) {
            case "conflict" ->
                new XmppException(
                        Kind.CONFLICT, "another client has logged in as " + request.jid() + "/" + request.resource());
            case "host-unknown", "host-gone" ->
                new XmppException(
                        Kind.CONFIGURATION,
                        "the server " + server + " does not serve "
                                + request.jid().domain() + "; check the JID's domain and the server's name");
            default ->
                new XmppException(Kind.DISCONNECTED, "the server " + server + " ended the stream (" + condition + ")");
        };
    }

    /** The server refuses to bind a resource (RFC 6120 §7.6.2, §7.7.2). */
    static XmppException notBound(XmlElement answer, ServerAddress server, ConnectRequest request) {
        String condition = answer.child(XmlReader.CLIENT, "error").stream()
                .flatMap(error -> error.children().stream())
                .filter(child ->
                        child.namespace().equals(STANZA_ERRORS) && !child.name().equals("text"))
                .map(XmlElement::name)
                .findFirst()
                .orElse("undefined-condition");
        if (condition.equals("conflict")) {
            return new XmppException(
                    Kind.CONFLICT, "another client has logged in as " + request.jid() + "/" + request.resource());
        }
        return new XmppException(
                Kind.DISCONNECTED,
                "the server " + server + " lets " + request.jid() + " in but gives it no resource (" + condition + ")");
    }

    /** What it means that Smack could not open a stream. */
    static RuntimeException opening(Throwable failed, ServerAddress server, ConnectRequest request) {
        XmppException own = find(failed, XmppException.class);
        if (own != null) {
            return own;
        }
        SmackException.EndpointConnectionException nowhere =
                find(failed, SmackException.EndpointConnectionException.class);
        if (nowhere != null && !nowhere.getConnectionExceptions().isEmpty()) {
            return connecting(nowhere.getConnectionExceptions().get(0).getException(), server, request);
        }
        if (find(failed, SmackException.SecurityRequiredException.class) != null) {
            return noStartTls(server);
        }
        SSLException tls = find(failed, SSLException.class);
        if (tls != null) {
            return tls(tls, server, request);
        }
        if (find(failed, SmackException.NoResponseException.class) != null) {
            return new XmppException(
                    Kind.TIMEOUT,
                    "the server " + server + " does not answer during login; is this its port for XMPP clients?",
                    failed);
        }
        if (find(failed, SmackException.SmackSaslException.class) != null) {
            return new XmppException(
                    Kind.AUTHENTICATION,
                    "login of " + request.jid() + " at " + server + " failed: " + describe(failed),
                    failed);
        }
        return new XmppException(
                Kind.DISCONNECTED,
                "login of " + request.jid() + " at " + server + " broke off: " + describe(failed),
                failed);
    }

    /** What ended a stream that was open. */
    static XmppException afterLogin(@Nullable RuntimeException cause, ServerAddress server) {
        return cause instanceof XmppException known ? known : lost(server, cause);
    }

    static XmppException stuck(ServerAddress server, int limit) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the connection to " + server + " takes no data: more than " + (limit >> 20) + " MiB are waiting");
    }

    static XmppException lost(ServerAddress server, @Nullable Throwable cause) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the connection to " + server + " was lost" + (cause == null ? "" : ": " + describe(cause)),
                cause);
    }

    static XmppException gaveUp(ServerAddress server, InterruptedException stopped) {
        return new XmppException(
                Kind.DISCONNECTED, "connecting to " + server + " was given up before it was done", stopped);
    }

    static XmppException hostile(ServerAddress server, Throwable cause) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the server " + server + " sent what must not be on a stream: " + cause.getMessage(),
                cause);
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? type
                : cause instanceof IOException || cause instanceof SmackException ? message : type + ": " + message;
    }

    private static String describeAll(Throwable cause) {
        StringBuilder all = new StringBuilder();
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
