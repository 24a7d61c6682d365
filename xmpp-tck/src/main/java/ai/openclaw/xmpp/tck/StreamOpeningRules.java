package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;

/** Opening a stream, and not opening one. */
abstract class StreamOpeningRules extends StreamRules {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration SLACK = Duration.ofSeconds(2);

    @Rule(
            id = "ST-101",
            spec = "RFC 6120 §7",
            text = "connect MUST bind the resource that was asked for and give the full JID that the server bound.",
            intent = "The server may bind another resource; whoever answers under the wrong address is not heard.",
            check = "address() comes from the bind result, not from the request")
    final void bindsTheResourceThatWasAskedFor() {
        Account account = account();
        StanzaStream stream = open(account.config().withResource("wished/ for"), new StreamRecorder());
        assertEquals(account.jid().withResource("wished/ for"), stream.address());
    }

    @Rule(
            id = "ST-102",
            spec = "RFC 6120 §4.3.2",
            text =
                    "info() MUST tell the features after authentication, the SASL mechanism and, unless the transport hides it, TLS.",
            intent = "Operators see in the status how they are protected; the layers above look for features.")
    final void tellsWhatIsKnownOfTheStream() {
        StanzaStream stream = open(account().config(), new StreamRecorder());
        assertFalse(stream.info().saslMechanism().isEmpty(), "no SASL mechanism");
        assertFalse(stream.info().resumed(), "resumed, though there was nothing to resume");
        assertTrue(
                stream.info().features().stream()
                        .anyMatch(feature -> feature.is("urn:ietf:params:xml:ns:xmpp-bind", "bind")),
                () -> "the features lack bind: " + stream.info().features());
        if (server().abilities().contains(Ability.SOCKETS)) {
            assertNotNull(stream.info().tlsVersion(), "no TLS version");
        }
    }

    @Rule(
            id = "ST-103",
            spec = "RFC 6120 §6.5.10",
            text = "A wrong password MUST end in AUTHENTICATION.",
            intent = "It is never tried again: another kind would lock accounts, or stay down after a hiccup.")
    final void tellsAWrongPassword() {
        SessionConfig right = account().config();
        SessionConfig wrong = SessionConfig.of(right.jid(), Secret.of("wrong"))
                .withServer(right.server())
                .withTls(right.tls());
        assertEquals(Kind.AUTHENTICATION, refusal(wrong).kind());
    }

    @Rule(
            id = "ST-104",
            text = "A port where nobody listens MUST end in UNREACHABLE.",
            intent = "The next address is tried, and later all of them again.",
            needs = Ability.SOCKETS)
    final void tellsThatNobodyListens() throws IOException {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        ServerAddress closed = new ServerAddress(Transport.STARTTLS, "localhost", free, "");
        assertEquals(
                Kind.UNREACHABLE, refusal(account().config().withServer(closed)).kind());
    }

    @Rule(
            id = "ST-105",
            text = "A host that DNS does not know MUST end in UNREACHABLE.",
            intent = "DNS is down from time to time; the session waits and tries again.",
            needs = Ability.SOCKETS)
    final void tellsAnUnknownHost() {
        ServerAddress unknown = ServerAddress.parse("xmpp://no-such-host.invalid");
        assertEquals(
                Kind.UNREACHABLE,
                refusal(account().config().withServer(unknown)).kind());
    }

    @Rule(
            id = "ST-106",
            text = "A server that is silent MUST end in TIMEOUT within the step's limit, in whatever step.",
            intent = "A dead server costs a bounded time, then another address has its turn.",
            check = {"reads before and after TLS, and during it, have the limit", "the limit is that of the request"},
            needs = Ability.SOCKETS)
    final void givesASilentServerUp() {
        ScriptedServer.Script afterTls = dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.listen();
        };
        ScriptedServer.Script afterAuth = dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
            dialogue.listen();
        };
        assertTimesOut(script(ScriptedServer.Dialogue::listen), Transport.STARTTLS);
        assertTimesOut(script(ScriptedServer.Dialogue::listen), Transport.DIRECT_TLS);
        assertTimesOut(script(afterTls), Transport.DIRECT_TLS);
        assertTimesOut(script(afterAuth), Transport.DIRECT_TLS);
    }

    private void assertTimesOut(ScriptedServer silent, Transport transport) {
        SessionConfig config =
                silent.config(transport, ServerKey.ofLocalhost().trusted()).withConnectTimeout(LIMIT);
        long begin = System.nanoTime();
        XmppException refused = refusal(config);
        assertEquals(Kind.TIMEOUT, refused.kind(), () -> refused.getMessage() + "; heard: " + silent.heard());
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(LIMIT.plus(SLACK)) < 0, () -> "it took " + taken + ", the limit is " + LIMIT);
    }

    @Tag("R7")
    @Tag("H-01")
    @Rule(
            id = "ST-107",
            spec = "RFC 6120 §5.3.1",
            text = "A server that offers no STARTTLS, or refuses it, MUST end in TLS, and no SASL byte is sent.",
            intent = "Whoever sits between strips the offer to read the password.",
            needs = Ability.SOCKETS)
    final void sendsNoPasswordWithoutTls() {
        ScriptedServer.Script stripped = dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
            dialogue.listen();
        };
        ScriptedServer.Script refusing = dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
            dialogue.listen();
        };
        assertNoTls(stripped, ServerKey.ofLocalhost(), Transport.STARTTLS);
        assertNoTls(refusing, ServerKey.ofLocalhost(), Transport.STARTTLS);
    }

    @Tag("H-03")
    @Rule(
            id = "ST-108",
            spec = "RFC 6120 §5.4.3.3",
            text = "Clear text behind the answer to STARTTLS MUST end in TLS, and no SASL byte is sent.",
            intent = "What an attacker injects before TLS must never count as said inside it.",
            check = "nothing that was read together with <proceed/> is parsed later",
            needs = Ability.SOCKETS)
    final void refusesClearTextBehindTheAnswer() {
        assertNoTls(
                dialogue -> {
                    dialogue.hear("<stream:stream[^>]*>");
                    dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.STARTTLS));
                    dialogue.hear("<starttls[^>]*>");
                    dialogue.say(ScriptedServer.PROCEED + "<message><body>injected</body></message>");
                    dialogue.secure(ServerKey.ofLocalhost());
                    dialogue.listen();
                },
                ServerKey.ofLocalhost(),
                Transport.STARTTLS);
    }

    @Tag("H-04")
    @Rule(
            id = "ST-109",
            spec = "RFC 6120 §13.7.2",
            text = "A certificate of an authority that is not trusted MUST end in TLS, and no SASL byte is sent.",
            intent = "Anybody can make a certificate.",
            needs = Ability.SOCKETS)
    final void refusesAnUnknownAuthority() {
        assertRefusedCertificate(Keys.OTHER_AUTHORITY, ServerKey.ofLocalhost());
    }

    @Tag("H-04")
    @Rule(
            id = "ST-110",
            spec = "RFC 6120 §13.7.2.1",
            text =
                    "A certificate for another domain MUST end in TLS, whatever the server's host, and no SASL byte is sent.",
            intent = "SRV and redirections come from DNS and strangers; the domain of the JID is what was asked for.",
            check = "the reference identity is the JID's domain, not the host that was connected to",
            needs = Ability.SOCKETS)
    final void refusesACertificateForAnotherDomain() {
        assertRefusedCertificate(Keys.OTHER_DOMAIN, Keys.OTHER_DOMAIN);
    }

    @Tag("H-04")
    @Rule(
            id = "ST-111",
            spec = "RFC 6120 §13.7.2",
            text = "A certificate that has expired MUST end in TLS, and no SASL byte is sent.",
            intent = "Old keys leak.",
            needs = Ability.SOCKETS)
    final void refusesAnExpiredCertificate() {
        assertRefusedCertificate(Keys.EXPIRED, Keys.EXPIRED);
    }

    private void assertRefusedCertificate(ServerKey shown, ServerKey trusted) {
        assertNoTls(
                dialogue -> {
                    dialogue.offerTls();
                    dialogue.secure(shown);
                    dialogue.listen();
                },
                trusted,
                Transport.STARTTLS);
        assertNoTls(
                dialogue -> {
                    dialogue.secure(shown);
                    dialogue.listen();
                },
                trusted,
                Transport.DIRECT_TLS);
    }

    private void assertNoTls(ScriptedServer.Script script, ServerKey trusted, Transport transport) {
        ScriptedServer server = script(script);
        assertEquals(
                Kind.TLS, refusal(server.config(transport, trusted.trusted())).kind());
        assertNoPassword(server);
    }

    static void assertNoPassword(ScriptedServer server) {
        String heard = server.heard();
        assertFalse(
                heard.contains("<auth") || heard.contains(ScriptedServer.PASSWORD), () -> "SASL was sent: " + heard);
    }

    @Tag("H-05")
    @Rule(
            id = "ST-112",
            spec = "RFC 6120 §6.3.3",
            text = "A server that offers no allowed mechanism MUST end in AUTHENTICATION, and no SASL byte is sent.",
            intent = "Whoever allows SCRAM only does not want PLAIN when somebody asks nicely.",
            needs = Ability.SOCKETS)
    final void refusesMechanismsThatAreNotAllowed() {
        ScriptedServer server = script(dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + ScriptedServer.features(ScriptedServer.mechanisms(
                            "PLAIN", "DIGEST-MD5", "CRAM-MD5", "ANONYMOUS", "EXTERNAL", "X-UNKNOWN")));
            dialogue.listen();
        });
        SessionConfig config = server.config(
                        Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted())
                .withSaslMechanisms(List.of("SCRAM-SHA-256"));
        assertEquals(Kind.AUTHENTICATION, refusal(config).kind());
        assertNoPassword(server);
    }

    @Rule(
            id = "ST-113",
            spec = "RFC 6120 §4.9.3.6",
            text = "A domain that the server does not serve MUST end in CONFIGURATION.",
            intent = "Trying again does not help; the operator has to mend the address.",
            needs = Ability.SOCKETS)
    final void tellsThatTheDomainIsNotServed() {
        SessionConfig config = SessionConfig.of(Jid.of("bot@other.example"), Secret.of("x"))
                .withServer(account().config().server())
                .withTls(server().tls());
        assertEquals(Kind.CONFIGURATION, refusal(config).kind());
    }

    @Rule(
            id = "ST-114",
            text = "Interrupting the thread that connects MUST make it give up within 2 s.",
            intent = "Whoever stops a bot does not wait for a dead server's time limits.",
            check = "blocking reads of a socket do not notice an interrupt by themselves: close the socket",
            needs = Ability.SOCKETS)
    final void givesUpWhenInterrupted() throws Exception {
        for (Transport transport : List.of(Transport.STARTTLS, Transport.DIRECT_TLS)) {
            CountDownLatch reached = new CountDownLatch(1);
            ScriptedServer silent = script(dialogue -> {
                reached.countDown();
                dialogue.listen();
            });
            SessionConfig config = silent.config(
                            transport, ServerKey.ofLocalhost().trusted())
                    .withConnectTimeout(Duration.ofSeconds(60));
            CompletableFuture<XmppException> gaveUp = new CompletableFuture<>();
            Thread connecting = new Thread(
                    () -> {
                        try {
                            gaveUp.complete(refusal(config));
                        } catch (Throwable other) {
                            gaveUp.completeExceptionally(other);
                        }
                    },
                    "connecting");
            connecting.start();
            assertTrue(reached.await(10, TimeUnit.SECONDS), "the engine did not connect");
            connecting.interrupt();
            assertNotNull(gaveUp.get(2, TimeUnit.SECONDS));
        }
    }

    @Tag("H-07")
    @Rule(
            id = "ST-115",
            spec = "RFC 6120 §4.9.3.19",
            text =
                    "A redirection while the stream is opened MUST come out as SeeOtherHostException, which leads to the other host.",
            intent = "Large servers move clients; who follows, how often and whereto is decided above, once.",
            needs = Ability.SOCKETS)
    final void tellsARedirection() {
        ScriptedServer second = script(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(""));
            dialogue.listen();
        });
        int port = second.address(Transport.STARTTLS).port();
        ScriptedServer first = script(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>localhost:" + port
                    + "</see-other-host></stream:error></stream:stream>");
            dialogue.listen();
        });
        SessionConfig config =
                first.config(Transport.STARTTLS, ServerKey.ofLocalhost().trusted());
        assertEquals(Kind.TLS, refusal(config).kind(), "the second server has no TLS");
        assertTrue(second.heard().contains("<stream:stream"), "nobody came to the second server");
    }

    @Rule(
            id = "ST-116",
            text =
                    "A connection that breaks off while the stream is opened, also within the TLS handshake, MUST end in DISCONNECTED or UNREACHABLE.",
            intent = "Servers restart, and proxies in front of them accept and close meanwhile; it is tried again.",
            needs = Ability.SOCKETS)
    final void tellsThatTheConnectionBrokeOff() {
        ScriptedServer early = script(dialogue -> dialogue.hear("<stream:stream[^>]*>"));
        ScriptedServer late = script(dialogue -> {
            dialogue.secure(ServerKey.ofLocalhost());
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.mechanisms("PLAIN")));
            dialogue.hear("<auth[^>]*>");
        });
        ScriptedServer proxy = script(dialogue -> {});
        ScriptedServer inClientHello = script(dialogue -> dialogue.hear("\u0016"));
        ScriptedServer behindProceed = script(dialogue -> {
            dialogue.offerTls();
            dialogue.hear("\u0016");
        });
        for (SessionConfig config : List.of(
                proxy.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()),
                inClientHello.config(
                        Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()),
                behindProceed.config(Transport.STARTTLS, ServerKey.ofLocalhost().trusted()),
                early.config(Transport.STARTTLS, ServerKey.ofLocalhost().trusted()),
                late.config(Transport.DIRECT_TLS, ServerKey.ofLocalhost().trusted()))) {
            XmppException refused = assertThrows(XmppException.class, () -> open(config, new StreamRecorder()));
            assertTrue(
                    refused.kind() == Kind.DISCONNECTED || refused.kind() == Kind.UNREACHABLE,
                    () -> refused.kind() + ": " + refused.getMessage());
        }
    }

    /** Keys that must not be trusted; made when first needed. */
    private static final class Keys {
        static final ServerKey OTHER_AUTHORITY = ServerKey.make("localhost", "-1d", 30);
        static final ServerKey OTHER_DOMAIN = ServerKey.make("other.example", "-1d", 30);
        static final ServerKey EXPIRED = ServerKey.make("localhost", "-30d", 10);
    }
}
