package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.xml.XmlReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators read when a stream does not open, or ends. */
class EngineErrorsTest {

    private static final String STREAMS = "urn:ietf:params:xml:ns:xmpp-streams";
    private static final ServerAddress SERVER = ServerAddress.parse("xmpp://a.example:5222");
    private static final ConnectRequest REQUEST = ConnectRequest.login(
            SessionConfig.of(Jid.of("bot@example.org"), Secret.of("x"))
                    .withSaslMechanisms(List.of("SCRAM-SHA-256"))
                    .withConnectTimeout(Duration.ofSeconds(7)),
            ResumeState.NONE);
    private static final ConnectRequest COMPONENT = ConnectRequest.component(
            Jid.of("bot.example.org"), Secret.of("x"), SERVER, TlsConfig.SYSTEM, Duration.ofSeconds(7));

    private static void assertSays(String kindAndMessage, RuntimeException told) {
        assertEquals(kindAndMessage, assertInstanceOf(XmppException.class, told).kind() + ": " + told.getMessage());
    }

    static Stream<Arguments> connecting() {
        return Stream.of(
                Arguments.of(
                        "UNREACHABLE: the host a.example is not known to DNS; check the server's name",
                        new UnknownHostException("a.example")),
                Arguments.of(
                        "UNREACHABLE: the host a.example is not known to DNS; check the server's name",
                        new ConnectException().initCause(new UnresolvedAddressException())),
                Arguments.of(
                        "TIMEOUT: no answer from xmpp://a.example:5222 within 7 s; check host, port and firewall",
                        new SocketTimeoutException()),
                Arguments.of(
                        "TIMEOUT: no answer from xmpp://a.example:5222 within 7 s; check host, port and firewall",
                        new HttpTimeoutException("late")),
                Arguments.of(
                        "UNREACHABLE: nothing listens at xmpp://a.example:5222; check host and port, and whether the"
                                + " server runs",
                        new ConnectException("refused")),
                Arguments.of(
                        "UNREACHABLE: cannot connect to xmpp://a.example:5222: no route",
                        new NoRouteToHostException("no route")),
                Arguments.of(
                        "UNREACHABLE: cannot connect to xmpp://a.example:5222: IllegalStateException: odd",
                        new IllegalStateException("odd")),
                Arguments.of(
                        "TLS: no TLS with xmpp://a.example:5222: alert",
                        new IOException(new SSLHandshakeException("alert"))));
    }

    @ParameterizedTest
    @MethodSource
    void connecting(String said, Throwable cause) {
        assertSays(said, EngineErrors.connecting(cause, SERVER, REQUEST));
    }

    static Stream<Arguments> certificates() {
        return Stream.of(
                Arguments.of("has expired", new CertificateExpiredException()),
                Arguments.of("is not valid yet", new CertificateNotYetValidException()),
                Arguments.of("is not for example.org", new CertificateException("No name matching x found")),
                Arguments.of("set tls.caFile", new CertificateException("PKIX path building failed")),
                Arguments.of("its key is none of those", new CertificateException("not in tls.pinSha256")),
                Arguments.of("from the first byte", new IOException("Unsupported or unrecognized SSL message")));
    }

    @ParameterizedTest
    @MethodSource
    void certificates(String said, Exception cause) {
        XmppException told =
                EngineErrors.tls(new SSLHandshakeException("certificate_unknown").initCause(cause), SERVER, REQUEST);
        assertEquals(XmppException.Kind.TLS, told.kind());
        assertTrue(told.getMessage().contains(said), told.getMessage());
    }

    static Stream<Arguments> cuts() {
        return Stream.of(
                Arguments.of(new SSLHandshakeException("Remote host terminated the handshake")
                        .initCause(new EOFException("SSL peer shut down incorrectly"))),
                Arguments.of(new SSLException("Connection reset", new SocketException("Connection reset"))),
                Arguments.of(new SocketException("Connection reset")),
                Arguments.of(new IOException("Connection reset by peer")));
    }

    /** Servers that restart, and proxies whose server is down, accept a connection and close it. */
    @Tag("C-01")
    @ParameterizedTest
    @MethodSource("cuts")
    void aHandshakeThatIsCutOffIsALostConnection(Throwable cause) {
        XmppException told = EngineErrors.tls(cause, SERVER, REQUEST);
        assertEquals(XmppException.Kind.DISCONNECTED, told.kind(), told.getMessage());
        if (cause instanceof SSLException) {
            assertEquals(
                    XmppException.Kind.DISCONNECTED,
                    EngineErrors.connecting(new IOException(cause), SERVER, REQUEST)
                            .kind());
        }
    }

    @Test
    void aCertificateIsNeverTakenForACut() {
        Throwable refused = new SSLHandshakeException("certificate_unknown")
                .initCause(new CertificateException(
                        "PKIX path building failed", new SocketException("the revocation server is gone")));
        assertEquals(
                XmppException.Kind.TLS,
                EngineErrors.tls(refused, SERVER, REQUEST).kind());
        assertEquals(
                XmppException.Kind.TLS,
                EngineErrors.connecting(new IOException(refused), SERVER, REQUEST)
                        .kind());
        assertEquals(
                XmppException.Kind.TLS,
                EngineErrors.tls(new SSLHandshakeException("Received fatal alert: handshake_failure"), SERVER, REQUEST)
                        .kind());
    }

    @Test
    void namesTheFileThatDoesNotKnowTheAuthority() {
        ConnectRequest own = ConnectRequest.probe(
                Jid.of("example.org"), SERVER, TlsConfig.ofCaFile(Path.of("own.pem")), Duration.ofSeconds(7));
        assertSays(
                "TLS: the certificate of xmpp://a.example:5222 is not trusted: its authority is unknown to tls.caFile"
                        + " (own.pem); check that this is the right authority",
                EngineErrors.tls(new CertificateException("PKIX path building failed"), SERVER, own));
    }

    @Test
    void askAWebSocketForItsHost() {
        XmppException told = EngineErrors.tls(
                new CertificateException("No name matching x found"),
                ServerAddress.parse("wss://web.example/xmpp"),
                REQUEST);
        assertTrue(told.getMessage().contains("is not for web.example"), told.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not-authorized | AUTHENTICATION: the server refuses the account bot@example.org or its password; check both (not-authorized)",
                "account-disabled | AUTHENTICATION: the account bot@example.org is disabled; ask the server's operator (account-disabled)",
                "credentials-expired | AUTHENTICATION: the password of bot@example.org has expired; set a new one at the server (credentials-expired)",
                "temporary-auth-failure | TIMEOUT: the server cannot check the password of bot@example.org now; try later (temporary-auth-failure)",
            })
    void sasl(String condition, String said) {
        XmlElement failure = XmlElement.of("urn:sasl", "failure")
                .with(XmlElement.of("urn:sasl", "text", "sorry"))
                .with(XmlElement.of("urn:sasl", condition));
        assertSays(said, EngineErrors.refused(failure, REQUEST));
    }

    @Test
    void mechanisms() {
        assertSays(
                "AUTHENTICATION: the server xmpp://a.example:5222 offers no login mechanism that is allowed here: it has"
                        + " none, allowed are SCRAM-SHA-256",
                EngineErrors.noMechanism(List.of(), SERVER, REQUEST));
        XmppException told = EngineErrors.noMechanism(List.of("PLAIN", "EXTERNAL"), SERVER, REQUEST);
        assertTrue(told.getMessage().contains("it has PLAIN, EXTERNAL, allowed"), told.getMessage());
    }

    private static XmlElement error(String condition, String text) {
        return XmlElement.of(XmlReader.STREAM, "error")
                .with(XmlElement.of(STREAMS, "text", "sorry"))
                .with(XmlElement.of(STREAMS, condition, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conflict | CONFLICT: another client has logged in as bot@example.org/openclaw",
                "host-unknown | CONFIGURATION: the server xmpp://a.example:5222 does not serve example.org; check the JID's domain and the server's name",
                "not-authorized | DISCONNECTED: the server xmpp://a.example:5222 ended the stream (not-authorized)",
                "system-shutdown | DISCONNECTED: the server xmpp://a.example:5222 ended the stream (system-shutdown)",
                "see-other-host | DISCONNECTED: the server xmpp://a.example:5222 ended the stream (see-other-host)",
            })
    void streamErrors(String condition, String said) {
        assertSays(said, EngineErrors.streamError(error(condition, ""), SERVER, REQUEST));
        assertSays(said, EngineErrors.opening(error(condition, ""), SERVER, REQUEST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conflict | CONFLICT: another component is connected as bot.example.org",
                "not-authorized | AUTHENTICATION: the server xmpp://a.example:5222 refuses the secret of the component bot.example.org; check it on both sides (not-authorized)",
            })
    void streamErrorsOfComponents(String condition, String said) {
        assertSays(said, EngineErrors.streamError(error(condition, ""), SERVER, COMPONENT));
    }

    @Test
    void redirectionsCountOnlyWhileTheStreamIsOpened() {
        XmlElement elsewhere = error("see-other-host", " b.example:5269 ");
        RuntimeException told = EngineErrors.opening(elsewhere, SERVER, REQUEST);
        assertEquals(
                "b.example:5269",
                assertInstanceOf(SeeOtherHostException.class, told).host());
        assertEquals(
                XmppException.Kind.DISCONNECTED,
                EngineErrors.streamError(elsewhere, SERVER, REQUEST).kind());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conflict | CONFLICT: another client has logged in as bot@example.org/openclaw",
                "not-allowed | DISCONNECTED: the server xmpp://a.example:5222 lets bot@example.org in but gives it no resource (not-allowed)",
            })
    void bind(String condition, String said) {
        XmlElement answer = XmlElement.of(XmlReader.CLIENT, "iq")
                .with(XmlElement.of(XmlReader.CLIENT, "error")
                        .with(XmlElement.of("urn:ietf:params:xml:ns:xmpp-stanzas", condition)));
        assertSays(said, EngineErrors.notBound(answer, SERVER, REQUEST));
    }

    @Test
    void endings() {
        assertSays("DISCONNECTED: the connection to xmpp://a.example:5222 was lost", EngineErrors.lost(SERVER, null));
        assertSays(
                "DISCONNECTED: the connection to xmpp://a.example:5222 was lost: reset",
                EngineErrors.lost(SERVER, new IOException("reset")));
        assertSays(
                "DISCONNECTED: the connection to xmpp://a.example:5222 takes no data: more than 8 MiB are waiting",
                EngineErrors.stuck(SERVER, 8 << 20));
    }
}
