package ai.openclaw.xmpp.babbler;

import static ai.openclaw.xmpp.tck.lab.ScriptedServer.HEADER;
import static ai.openclaw.xmpp.tck.lab.ScriptedServer.PROCEED;
import static ai.openclaw.xmpp.tck.lab.ScriptedServer.STARTTLS;
import static ai.openclaw.xmpp.tck.lab.ScriptedServer.features;
import static ai.openclaw.xmpp.tck.lab.ScriptedServer.mechanisms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import ai.openclaw.xmpp.tck.lab.ScriptedServer;
import ai.openclaw.xmpp.tck.lab.ServerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that strip, inject, lie and flood: the password never leaves, and the stream ends with a clear word. */
class HostileServerTest {

    private static final ServerKey KEY = ServerKey.ofLocalhost();
    private static final String STREAMS = "urn:ietf:params:xml:ns:xmpp-streams";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

    /** Hears nothing but the end. */
    private static final class End implements StanzaStreamListener {
        final CompletableFuture<XmppException> cause = new CompletableFuture<>();

        @Override
        public void onStanza(Stanza stanza) {}

        @Override
        public void onClosed(XmppException why, ResumeState resume, List<Stanza> deliveryUnknown) {
            cause.complete(why);
        }
    }

    private static SessionConfig direct(ScriptedServer server) {
        return server.config(Transport.DIRECT_TLS, KEY.trusted());
    }

    private static StanzaStream open(SessionConfig config, End end) {
        return new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), end);
    }

    private static XmppException login(SessionConfig config) {
        return assertThrows(XmppException.class, () -> open(config, new End()));
    }

    private static String streamError(String condition) {
        return "<stream:error>" + condition + "</stream:error></stream:stream>";
    }

    private static String seeOtherHost(String where) {
        return streamError("<see-other-host xmlns='" + STREAMS + "'>" + where + "</see-other-host>");
    }

    private static void assertNoPassword(ScriptedServer server) {
        assertFalse(server.heard().contains("<auth"), server.heard());
        assertFalse(server.heard().contains("canary"), server.heard());
    }

    @Tag("H-02")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                "<proceed xmlns='urn:evil'/>",
                "<proceed/>",
                "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
            })
    void givesUpWhenTlsIsNotStarted(String answer) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER + features(STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say(answer);
            dialogue.listen();
        })) {
            assertEquals(
                    XmppException.Kind.TLS,
                    login(server.config(Transport.STARTTLS, KEY.trusted())).kind());
            assertNoPassword(server);
        }
    }

    @Tag("H-03")
    @ParameterizedTest
    @ValueSource(strings = {"<message><body>injected</body></message>", "<mess", "<stream:features/>"})
    void refusesClearTextBehindTheAnswerToStartTls(String injected) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER + features(STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say(PROCEED + injected);
            dialogue.secure(KEY);
            dialogue.listen();
        })) {
            XmppException refused = login(server.config(Transport.STARTTLS, KEY.trusted()));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertTrue(refused.getMessage().contains("clear text behind"), refused.getMessage());
            assertNoPassword(server);
        }
    }

    @Tag("H-04")
    @Tag("C-70")
    @ParameterizedTest
    @CsvSource({
        "localhost, -30d, 10, has expired",
        "localhost, +10d, 10, is not valid yet",
        "other.example, -1d, 10, is not for localhost",
    })
    void refusesCertificatesEachWithItsOwnWord(String host, String start, int days, String word) {
        ServerKey bad = ServerKey.make(host, start, days);
        for (Transport way : List.of(Transport.DIRECT_TLS, Transport.STARTTLS)) {
            try (ScriptedServer server = new ScriptedServer(dialogue -> {
                if (way == Transport.STARTTLS) {
                    dialogue.offerTls();
                }
                dialogue.secure(bad);
                dialogue.listen();
            })) {
                XmppException refused = login(server.config(way, bad.trusted()));
                assertEquals(XmppException.Kind.TLS, refused.kind());
                assertTrue(refused.getMessage().contains(word), refused.getMessage());
                assertNoPassword(server);
            }
        }
    }

    @Tag("H-04")
    @Test
    void refusesAnUnknownAuthority() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> dialogue.secure(KEY))) {
            XmppException refused = login(server.config(Transport.DIRECT_TLS, TlsConfig.SYSTEM));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertTrue(refused.getMessage().contains("tls.caFile"), refused.getMessage());
        }
    }

    @Tag("H-05")
    @ParameterizedTest
    @ValueSource(strings = {"DIGEST-MD5", "CRAM-MD5", "ANONYMOUS", "EXTERNAL", "PLAIN", "X-UNKNOWN", ""})
    void refusesMechanismsThatAreNotAllowed(String offered) {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER + features(offered.isEmpty() ? "" : mechanisms(offered)));
            dialogue.listen();
        })) {
            XmppException refused = login(direct(server).withSaslMechanisms(List.of("SCRAM-SHA-256")));
            assertEquals(
                    offered.isEmpty() ? XmppException.Kind.UNSUPPORTED : XmppException.Kind.AUTHENTICATION,
                    refused.kind());
            assertNoPassword(server);
        }
    }

    @Tag("H-05")
    @Test
    void takesTheStrongestMechanism() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(KEY);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER
                    + features(mechanisms("PLAIN", "SCRAM-SHA-1", "DIGEST-MD5", "SCRAM-SHA-512", "SCRAM-SHA-256")));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<failure xmlns='" + SASL + "'><account-disabled/></failure>");
            dialogue.listen();
        })) {
            XmppException refused = login(direct(server));
            assertTrue(server.heard().contains("SCRAM-SHA-512"), server.heard());
            assertTrue(refused.getMessage().contains("is disabled"), refused.getMessage());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
            XmppException refused = login(direct(server));
            assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
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
            assertEquals(
                    XmppException.Kind.AUTHENTICATION, login(direct(server)).kind());
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
            assertEquals(
                    XmppException.Kind.AUTHENTICATION, login(direct(server)).kind());
        }
    }

    private static String askForScram(ScriptedServer.Dialogue dialogue) throws IOException {
        dialogue.secure(KEY);
        dialogue.hear("<stream:stream[^>]*>");
        dialogue.say(HEADER + features(mechanisms("SCRAM-SHA-256")));
        Matcher auth = dialogue.hear("<auth[^>]*>([^<]+)</auth>");
        String first = new String(Base64.getDecoder().decode(auth.group(1)), StandardCharsets.UTF_8);
        return first.substring(first.indexOf("r=") + 2);
    }

    @Tag("H-14")
    @Test
    void neverAsksForCompression() {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind(
                    "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>", "");
            dialogue.listen();
        })) {
            open(direct(server), new End()).abort();
            assertFalse(server.heard().contains("compress"), server.heard());
        }
    }

    @ParameterizedTest
    @CsvSource({"policy-violation, policy-violation", "conflict, another client"})
    void saysWhyTheServerEndedTheStream(String condition, String word) throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            dialogue.say(streamError("<" + condition + " xmlns='" + STREAMS + "'/>"));
            dialogue.listen();
        })) {
            End end = new End();
            open(direct(server), end);
            XmppException cause = end.cause.get(20, TimeUnit.SECONDS);
            assertNotNull(cause);
            assertTrue(cause.getMessage().contains(word), cause.getMessage());
        }
    }

    /** A server that sends us elsewhere by a stream error, before TLS or behind it, and never speaks otherwise. */
    private static ScriptedServer elsewhere(boolean encrypted, int port) {
        return new ScriptedServer(dialogue -> {
            if (encrypted) {
                dialogue.secure(KEY);
            }
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(HEADER + seeOtherHost("localhost:" + port));
            dialogue.listen();
        });
    }

    @Tag("H-07")
    @ParameterizedTest
    @CsvSource({"STARTTLS, false", "DIRECT_TLS, true"})
    void goesWhereTheServerSendsItAndProvesThatOneToo(Transport way, boolean encrypted) {
        try (ScriptedServer there = new ScriptedServer(dialogue -> {
                    if (!encrypted) {
                        dialogue.offerTls();
                    }
                    dialogue.bind("", "");
                    dialogue.listen();
                });
                ScriptedServer here = elsewhere(encrypted, there.address(way).port())) {
            StanzaStream stream = open(here.config(way, KEY.trusted()), new End());
            assertTrue(stream.info()
                    .server()
                    .contains(String.valueOf(there.address(way).port())));
            assertNoPassword(here);
            stream.abort();
        }
    }

    @Tag("H-07")
    @Test
    void goesNowhereWithoutProof() {
        ServerKey other = ServerKey.make("other.example", "-1d", 30);
        try (ScriptedServer there = new ScriptedServer(dialogue -> dialogue.secure(other));
                ScriptedServer here =
                        elsewhere(true, there.address(Transport.DIRECT_TLS).port())) {
            assertEquals(XmppException.Kind.TLS, login(direct(here)).kind());
            assertNoPassword(there);
        }
    }

    @Tag("H-07")
    @Test
    void goesNowhereOnceTheStreamIsOpen() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.bind("", "");
            dialogue.say(seeOtherHost("evil.example"));
            dialogue.listen();
        })) {
            End end = new End();
            open(direct(server), end);
            assertEquals(
                    XmppException.Kind.DISCONNECTED,
                    end.cause.get(20, TimeUnit.SECONDS).kind());
        }
    }
}
