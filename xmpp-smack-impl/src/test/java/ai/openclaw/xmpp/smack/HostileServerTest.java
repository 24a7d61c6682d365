package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.tck.StreamRecorder;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that strip, inject and lie, beyond what the contract of engines asks for: the password never leaves. */
class HostileServerTest {

    private static final ServerKey KEY = ServerKey.ofLocalhost();
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

    private static XmppException refusal(SessionConfig config) {
        return assertThrows(
                XmppException.class,
                () -> new SmackProvider()
                        .connect(ConnectRequest.login(config, ResumeState.NONE), new StreamRecorder()));
    }

    private static XmppException refusal(ScriptedServer server) {
        return refusal(server.config(Transport.DIRECT_TLS, KEY.trusted()));
    }

    private static void assertNoPassword(ScriptedServer server) {
        assertFalse(server.heard().contains("<auth"), server.heard());
        assertFalse(server.heard().contains(ScriptedServer.PASSWORD), server.heard());
    }

    @Tag("H-02")
    @Tag("H-03")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                "<proceed xmlns='urn:evil'/>",
                "<proceed/>",
                "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
                ScriptedServer.PROCEED + "<mess",
                ScriptedServer.PROCEED + "<stream:features/>"
            })
    void givesUpWhenTlsIsNotStartedCleanly(String answer) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + ScriptedServer.features(ScriptedServer.STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say(answer);
            dialogue.secure(KEY);
            dialogue.listen();
        })) {
            XmppException refused = refusal(server.config(Transport.STARTTLS, KEY.trusted()));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertEquals(
                    answer.startsWith(ScriptedServer.PROCEED),
                    refused.getMessage().contains("clear text behind"),
                    refused.getMessage());
            assertNoPassword(server);
        }
    }

    static Stream<Arguments> badCertificates() {
        ServerKey expired = ServerKey.make("localhost", "-30d", 10);
        ServerKey early = ServerKey.make("localhost", "+10d", 10);
        ServerKey other = ServerKey.make("other.example", "-1d", 10);
        return Stream.of(
                Arguments.of("has expired", expired, expired.trusted()),
                Arguments.of("is not valid yet", early, early.trusted()),
                Arguments.of("is not for localhost", other, other.trusted()),
                Arguments.of("; set tls.caFile to the PEM file", KEY, TlsConfig.SYSTEM),
                Arguments.of("is unknown to tls.caFile", KEY, other.trusted()),
                Arguments.of("tls.pinSha256", KEY, new TlsConfig(KEY.certificate(), Set.of("AAAA"), "TLSv1.2")));
    }

    @Tag("H-04")
    @Tag("C-70")
    @ParameterizedTest(name = "{0}")
    @MethodSource("badCertificates")
    void refusesCertificatesEachWithItsOwnWord(String word, ServerKey shown, TlsConfig trusted) {
        for (Transport transport : List.of(Transport.DIRECT_TLS, Transport.STARTTLS)) {
            try (ScriptedServer server = new ScriptedServer(dialogue -> {
                if (transport == Transport.STARTTLS) {
                    dialogue.offerTls();
                }
                dialogue.secure(shown);
                dialogue.listen();
            })) {
                XmppException refused = refusal(server.config(transport, trusted));
                assertEquals(XmppException.Kind.TLS, refused.kind());
                assertTrue(refused.getMessage().contains(word), refused.getMessage());
                assertNoPassword(server);
            }
        }
    }

    @Tag("H-05")
    @Test
    void takesTheStrongestMechanism() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer(
                    ScriptedServer.mechanisms("PLAIN", "SCRAM-SHA-1", "DIGEST-MD5", "SCRAM-SHA-512", "SCRAM-SHA-256"));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<failure xmlns='" + SASL + "'><account-disabled/></failure>");
            dialogue.listen();
        })) {
            XmppException refused = refusal(server);
            assertTrue(server.heard().contains("SCRAM-SHA-512"), server.heard());
            assertTrue(refused.getMessage().contains("is disabled"), refused.getMessage());
        }
    }

    @Test
    void saysThatThereIsNoLoginAtAll() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.offer("");
            dialogue.listen();
        })) {
            assertEquals(XmppException.Kind.UNSUPPORTED, refusal(server).kind());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String askForScram(ScriptedServer.Dialogue dialogue) throws IOException {
        dialogue.offer(ScriptedServer.mechanisms("SCRAM-SHA-256"));
        Matcher auth = dialogue.hear("<auth[^>]*>([^<]+)</auth>");
        String first = new String(Base64.getDecoder().decode(auth.group(1)), StandardCharsets.UTF_8);
        return first.substring(first.indexOf("r=") + 2);
    }

    @Tag("H-06")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r=somebody-elses-nonce,s=QSXCR+Q6sek8bf92,i=4096",
                "r=NONCEmore,s=QSXCR+Q6sek8bf92,i=0",
                "r=NONCEmore,s=QSXCR+Q6sek8bf92,i=2147483648",
                "r=NONCEmore,s=QSXCR+Q6sek8bf92,i=1000001",
                "r=NONCEmore,s=QSXCR+Q6sek8bf92",
                "r=NONCEmore,i=4096",
                "e=other-error",
                "garbage",
            })
    void refusesAWrongScramChallenge(String challenge) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            String nonce = askForScram(dialogue);
            dialogue.say(
                    "<challenge xmlns='" + SASL + "'>" + base64(challenge.replace("NONCE", nonce)) + "</challenge>");
            dialogue.listen();
        })) {
            assertEquals(XmppException.Kind.AUTHENTICATION, refusal(server).kind());
            assertFalse(server.heard().contains("<response"), "no proof may be given: " + server.heard());
        }
    }

    @Tag("H-06")
    @ParameterizedTest
    @ValueSource(strings = {"", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "garbage"})
    void refusesASuccessWithoutTheServersProof(String proof) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            String nonce = askForScram(dialogue);
            dialogue.say("<challenge xmlns='" + SASL + "'>" + base64("r=" + nonce + "x,s=QSXCR+Q6sek8bf92,i=4096")
                    + "</challenge>");
            dialogue.hear("<response[^>]*>");
            dialogue.say("<success xmlns='" + SASL + "'>" + (proof.isEmpty() ? "" : base64(proof)) + "</success>");
            dialogue.listen();
        })) {
            assertEquals(XmppException.Kind.AUTHENTICATION, refusal(server).kind());
        }
    }

    @Tag("H-06")
    @Test
    void refusesASuccessInsteadOfAChallenge() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            askForScram(dialogue);
            dialogue.say("<success xmlns='" + SASL + "'/>");
            dialogue.listen();
        })) {
            assertEquals(XmppException.Kind.AUTHENTICATION, refusal(server).kind());
        }
    }

    @Tag("H-14")
    @Test
    void neverAsksForCompression() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(
                    "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>", "");
            dialogue.listen();
        })) {
            SessionConfig config = server.config(Transport.DIRECT_TLS, KEY.trusted());
            new SmackProvider()
                    .connect(ConnectRequest.login(config, ResumeState.NONE), new StreamRecorder())
                    .abort();
            assertFalse(server.heard().contains("compress"), server.heard());
        }
    }
}
