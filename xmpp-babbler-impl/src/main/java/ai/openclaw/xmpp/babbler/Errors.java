package ai.openclaw.xmpp.babbler;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.SeeOtherHostException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, where, and what to do about it. */
final class Errors {

    private static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

    private Errors() {}

    static XmppException connecting(Throwable cause, ServerAddress server, ConnectRequest request) {
        @Nullable SSLException tls = find(cause, SSLException.class);
        if (tls != null) {
            return tls(tls, server, request);
        }
        if (find(cause, UnknownHostException.class) != null || find(cause, UnresolvedAddressException.class) != null) {
            return new XmppException(
                    Kind.UNREACHABLE,
                    "the host " + server.host() + " is not known to DNS; check the server's name",
                    cause);
        }
        if (find(cause, SocketTimeoutException.class) != null || find(cause, HttpTimeoutException.class) != null) {
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
        String name = server.transport() == ServerAddress.Transport.WEBSOCKET
                ? server.host()
                : request.jid().domain();
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

    /** A stream error before the stream is open: then it may also send us elsewhere (RFC 6120 §4.9.3.19). */
    static RuntimeException opening(XmlElement error, ServerAddress server, ConnectRequest request) {
        return error.child(STREAM_ERRORS, "see-other-host")
                .<RuntimeException>map(
                        elsewhere -> new SeeOtherHostException(elsewhere.text().strip()))
                .orElseGet(() -> streamError(error, server, request));
    }

    static XmppException streamError(XmlElement error, ServerAddress server, ConnectRequest request) {
        String condition = error.children().stream()
                .filter(child ->
                        child.namespace().equals(STREAM_ERRORS) && !child.name().equals("text"))
                .map(XmlElement::name)
                .findFirst()
                .orElse("undefined-condition");
        boolean component = request.purpose() == ConnectRequest.Purpose.COMPONENT;
        return switch (condition) {
            case "conflict" ->
                new XmppException(
                        Kind.CONFLICT,
                        component
                                ? "another component is connected as " + request.jid()
                                : "another client has logged in as " + request.jid() + "/" + request.resource());
            case "host-unknown", "host-gone" ->
                new XmppException(
                        Kind.CONFIGURATION,
                        "the server " + server + " does not serve "
                                + request.jid().domain() + "; check the JID's domain and the server's name");
            case "not-authorized" ->
                new XmppException(
                        component ? Kind.AUTHENTICATION : Kind.DISCONNECTED,
                        component
                                ? "the server " + server + " refuses the secret of the component " + request.jid()
                                        + "; check it on both sides (not-authorized)"
                                : "the server " + server + " ended the stream (not-authorized)");
            default ->
                new XmppException(Kind.DISCONNECTED, "the server " + server + " ended the stream (" + condition + ")");
        };
    }

    static XmppException lost(ServerAddress server, @Nullable Throwable cause) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the connection to " + server + " was lost" + (cause == null ? "" : ": " + describe(cause)),
                cause);
    }

    static XmppException ended(ServerAddress server) {
        return new XmppException(Kind.DISCONNECTED, "the server " + server + " has ended the stream");
    }

    static XmppException overflow(ServerAddress server) {
        return new XmppException(
                Kind.DISCONNECTED, "the connection to " + server + " takes no data: 8 MiB are waiting");
    }

    static XmppException wrongCount(ServerAddress server) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the server " + server + " confirms stanzas that it cannot have; a new session is begun");
    }

    static XmppException silent(ServerAddress server, Throwable cause) {
        return new XmppException(
                Kind.TIMEOUT,
                "the server " + server + " does not answer during login; is this its port for XMPP clients?",
                cause);
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
                : cause instanceof IOException ? message : type + ": " + message;
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
