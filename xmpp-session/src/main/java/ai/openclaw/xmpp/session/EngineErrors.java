package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.xml.XmlReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * For engines: what went wrong, where, and what to do about it, in the same words whatever the engine. Each method makes what is to be
 * thrown by {@link StreamProvider#connect} or told by {@link StanzaStreamListener#onClosed}; none throws it, none logs. The words are for
 * operators; programs go by {@link XmppException#kind()}.
 */
public final class EngineErrors {

    private static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
    private static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /** How many mechanisms of a server are told. */
    private static final int MAX_NAMED = 20;

    private EngineErrors() {}

    /** No connection: DNS does not know the host, nobody answers, nobody listens; what TLS throws on the way is told as by {@link #tls}. */
    public static XmppException connecting(Throwable cause, ServerAddress server, ConnectRequest request) {
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

    /**
     * TLS was refused, by us or by the server; a certificate that is not good says why it is not (RFC 6120 §13.7.2). A connection that only
     * broke off in the middle of it is a lost one.
     */
    public static XmppException tls(Throwable cause, ServerAddress server, ConnectRequest request) {
        if (isCut(cause)) {
            return lost(server, cause);
        }
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

    /** Nobody has refused anything: a server that restarts, or a proxy in front of one that is down. */
    private static boolean isCut(Throwable cause) {
        if (find(cause, CertificateException.class) != null) {
            return false;
        }
        return find(cause, EOFException.class) != null
                || find(cause, SocketException.class) != null
                || cause instanceof IOException && find(cause, SSLException.class) == null;
    }

    private static String pinned(Throwable cause) {
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().startsWith("the server's key")) {
                return t.getMessage();
            }
        }
        return "its key is none of those in tls.pinSha256";
    }

    /** The server has no STARTTLS, or somebody has taken it out (RFC 6120 §5.3.1). */
    public static XmppException noStartTls(ServerAddress server) {
        return new XmppException(
                Kind.TLS,
                "the server " + server
                        + " offers no TLS (STARTTLS), so the password was not sent; switch TLS on there, or"
                        + " use direct TLS (xmpps://)");
    }

    /** The server has STARTTLS, but does not say {@code proceed} (RFC 6120 §5.4.2.2). */
    public static XmppException startTlsRefused(ServerAddress server) {
        return new XmppException(
                Kind.TLS, "the server " + server + " offers TLS but refuses to start it, so the password was not sent");
    }

    /** There is clear text behind {@code proceed} (RFC 6120 §5.4.3.3). */
    public static XmppException clearTextBehindProceed(ServerAddress server) {
        return new XmppException(
                Kind.TLS,
                "the server " + server
                        + " sent clear text behind its answer to STARTTLS; somebody may be tampering with"
                        + " the connection, so the password was not sent");
    }

    /** The server's features have no SASL, or no bind behind it. */
    public static XmppException noLogin(ServerAddress server) {
        return new XmppException(
                Kind.UNSUPPORTED,
                "the server " + server + " offers no way to log in here; is this its port for clients?");
    }

    /** No SASL mechanism in common (RFC 6120 §6.3.3); {@code offered} are the server's. */
    public static XmppException noMechanism(List<String> offered, ServerAddress server, ConnectRequest request) {
        return new XmppException(
                Kind.AUTHENTICATION,
                "the server " + server + " offers no login mechanism that is allowed here: it has "
                        + (offered.isEmpty()
                                ? "none"
                                : offered.stream().limit(MAX_NAMED).collect(Collectors.joining(", ")))
                        + ", allowed are " + String.join(", ", request.saslMechanisms()));
    }

    /** SASL ended with that {@code <failure/>} (RFC 6120 §6.5). */
    public static XmppException refused(XmlElement failure, ConnectRequest request) {
        String condition = failure.children().stream()
                .map(XmlElement::name)
                .filter(name -> !name.equals("text"))
                .findFirst()
                .orElse("not-authorized");
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

    /**
     * A stream error while the stream is opened: then it may also send us elsewhere, by a {@link SeeOtherHostException} (RFC 6120
     * §4.9.3.19).
     */
    public static RuntimeException opening(XmlElement error, ServerAddress server, ConnectRequest request) {
        return error.child(STREAM_ERRORS, "see-other-host")
                .map(elsewhere -> elsewhere.text().strip())
                .filter(elsewhere -> !elsewhere.isEmpty())
                .<RuntimeException>map(SeeOtherHostException::new)
                .orElseGet(() -> streamError(error, server, request));
    }

    /** A stream error of a stream that is open (RFC 6120 §4.9); of a component also its handshake (XEP-0114 §3). */
    public static XmppException streamError(XmlElement error, ServerAddress server, ConnectRequest request) {
        String condition = condition(error, STREAM_ERRORS);
        boolean component = request.purpose() == ConnectRequest.Purpose.COMPONENT;
        return switch (condition) {
            case "conflict" ->
                component
                        ? new XmppException(Kind.CONFLICT, "another component is connected as " + request.jid())
                        : conflict(request);
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

    private static String condition(XmlElement error, String namespace) {
        return error.children().stream()
                .filter(child ->
                        child.namespace().equals(namespace) && !child.name().equals("text"))
                .map(XmlElement::name)
                .findFirst()
                .orElse("undefined-condition");
    }

    private static XmppException conflict(ConnectRequest request) {
        return new XmppException(
                Kind.CONFLICT, "another client has logged in as " + request.jid() + "/" + request.resource());
    }

    /**
     * The server refuses to bind a resource (RFC 6120 §7.6.2, §7.7.2).
     *
     * @param answer the IQ that says so
     */
    public static XmppException notBound(XmlElement answer, ServerAddress server, ConnectRequest request) {
        String condition = answer.child(XmlReader.CLIENT, "error")
                .map(error -> condition(error, STANZA_ERRORS))
                .orElse("undefined-condition");
        return condition.equals("conflict")
                ? conflict(request)
                : new XmppException(
                        Kind.DISCONNECTED,
                        "the server " + server + " lets " + request.jid() + " in but gives it no resource (" + condition
                                + ")");
    }

    /** The login was refused for a reason that only the engine's library knows. */
    public static XmppException loginFailed(Throwable cause, ServerAddress server, ConnectRequest request) {
        return new XmppException(
                Kind.AUTHENTICATION,
                "login of " + request.jid() + " at " + server + " failed: " + describe(cause),
                cause);
    }

    /** The login ended in the middle, for a reason that only the engine's library knows. */
    public static XmppException brokeOff(Throwable cause, ServerAddress server, ConnectRequest request) {
        return new XmppException(
                Kind.DISCONNECTED,
                "login of " + request.jid() + " at " + server + " broke off: " + describe(cause),
                cause);
    }

    /** The server does not go on with the login, within the time limit of a step. */
    public static XmppException silent(ServerAddress server, Throwable cause) {
        return new XmppException(
                Kind.TIMEOUT,
                "the server " + server + " does not answer during login; is this its port for XMPP clients?",
                cause);
    }

    /** The thread that connects was interrupted; it still is to be. */
    public static XmppException gaveUp(ServerAddress server, InterruptedException stopped) {
        return new XmppException(
                Kind.DISCONNECTED, "connecting to " + server + " was given up before it was done", stopped);
    }

    /** The connection ended without a word, or its stream without a stream error. */
    public static XmppException lost(ServerAddress server, @Nullable Throwable cause) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the connection to " + server + " was lost" + (cause == null ? "" : ": " + describe(cause)),
                cause);
    }

    /** The server has closed the stream in order, unasked (RFC 6120 §4.4). */
    public static XmppException ended(ServerAddress server) {
        return new XmppException(Kind.DISCONNECTED, "the server " + server + " has ended the stream");
    }

    /**
     * More waits for the network than may.
     *
     * @param limit in bytes
     */
    public static XmppException stuck(ServerAddress server, long limit) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the connection to " + server + " takes no data: more than " + (limit >> 20) + " MiB are waiting");
    }

    /** The server acknowledges more stanzas than it was sent (XEP-0198 §4). */
    public static XmppException wrongCount(ServerAddress server) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the server " + server + " confirms stanzas that it cannot have; a new session is begun");
    }

    /** XML that must not be on a stream, or is more than our limits let through (RFC 6120 §11.1). */
    public static XmppException hostile(ServerAddress server, Throwable cause) {
        return new XmppException(
                Kind.DISCONNECTED,
                "the server " + server + " sent what must not be on a stream: " + cause.getMessage(),
                cause);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        // Checked exceptions explain themselves; of the others the type says more than the message.
        boolean explained = !(cause instanceof RuntimeException || cause instanceof Error);
        return message == null || message.isBlank() ? type : explained ? message : type + ": " + message;
    }

    private static String describeAll(Throwable cause) {
        StringBuilder all = new StringBuilder();
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    /** The first of that type among an exception and its causes; {@code null} if there is none. */
    public static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
