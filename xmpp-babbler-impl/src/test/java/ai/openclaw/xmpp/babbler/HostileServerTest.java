package ai.openclaw.xmpp.babbler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStreamListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that strip, inject, lie and flood: the password never leaves, and the stream ends with a clear word. */
class HostileServerTest {

    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";

    @TempDir
    static Path directory;

    private static ScriptedServer.Key key;

    @BeforeAll
    static void makeKey() throws Exception {
        key = ScriptedServer.Key.make(directory, "localhost", "-1d", 30);
    }

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

    private static XmppException login(SessionConfig config) {
        return assertThrows(
                XmppException.class,
                () -> new BabblerProvider().connect(ConnectRequest.login(config, ResumeState.NONE), new End()));
    }

    private static void assertNoPassword(ScriptedServer server) {
        assertFalse(server.heard().contains("<auth"), server.heard());
        assertFalse(server.heard().contains("canary"), server.heard());
    }

    private static String features(String inner) {
        return "<stream:features>" + inner + "</stream:features>";
    }

    private static String mechanisms(String... names) {
        StringBuilder text = new StringBuilder("<mechanisms xmlns='" + SASL + "'>");
        for (String name : names) {
            text.append("<mechanism>").append(name).append("</mechanism>");
        }
        return text.append("</mechanisms>").toString();
    }

    @Tag("H-01")
    @Tag("R7")
    @Test
    void sendsNoPasswordWhereTlsIsNotOffered() throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + features(mechanisms("PLAIN", "SCRAM-SHA-1")));
            dialogue.listen();
        })) {
            XmppException refused = login(server.config("xmpp", key.trusted()));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertTrue(refused.getMessage().contains("offers no TLS"), refused.getMessage());
            assertNoPassword(server);
        }
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
    void givesUpWhenTlsIsNotStarted(String answer) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + features(STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say(answer);
            dialogue.listen();
        })) {
            assertEquals(
                    XmppException.Kind.TLS,
                    login(server.config("xmpp", key.trusted())).kind());
            assertNoPassword(server);
        }
    }

    @Tag("H-03")
    @ParameterizedTest
    @ValueSource(strings = {"<message><body>injected</body></message>", "<mess", "<stream:features/>"})
    void refusesClearTextBehindTheAnswerToStartTls(String injected) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + features(STARTTLS));
            dialogue.hear("<starttls[^>]*>");
            dialogue.say(PROCEED + injected);
            dialogue.secure(key);
            dialogue.listen();
        })) {
            XmppException refused = login(server.config("xmpp", key.trusted()));
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
    void refusesCertificatesEachWithItsOwnWord(String host, String start, int days, String word, @TempDir Path own)
            throws Exception {
        ScriptedServer.Key bad = ScriptedServer.Key.make(own, host, start, days);
        for (String scheme : List.of("xmpps", "xmpp")) {
            try (ScriptedServer server = new ScriptedServer(dialogue -> {
                if (scheme.equals("xmpp")) {
                    dialogue.hear("<stream:stream[^>]*>");
                    dialogue.say(ScriptedServer.HEADER + features(STARTTLS));
                    dialogue.hear("<starttls[^>]*>");
                    dialogue.say(PROCEED);
                }
                dialogue.secure(bad);
                dialogue.listen();
            })) {
                XmppException refused = login(server.config(scheme, bad.trusted()));
                assertEquals(XmppException.Kind.TLS, refused.kind());
                assertTrue(refused.getMessage().contains(word), refused.getMessage());
                assertNoPassword(server);
            }
        }
    }

    @Tag("H-04")
    @Test
    void refusesAnUnknownAuthority() throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> dialogue.secure(key))) {
            XmppException refused = login(server.config("xmpps", TlsConfig.SYSTEM));
            assertEquals(XmppException.Kind.TLS, refused.kind());
            assertTrue(refused.getMessage().contains("tls.caFile"), refused.getMessage());
        }
    }

    @Tag("H-05")
    @ParameterizedTest
    @ValueSource(strings = {"DIGEST-MD5", "CRAM-MD5", "ANONYMOUS", "EXTERNAL", "PLAIN", "X-UNKNOWN", ""})
    void refusesMechanismsThatAreNotAllowed(String offered) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER + features(offered.isEmpty() ? "" : mechanisms(offered)));
            dialogue.listen();
        })) {
            XmppException refused =
                    login(server.config("xmpps", key.trusted()).withSaslMechanisms(List.of("SCRAM-SHA-256")));
            assertEquals(
                    offered.isEmpty() ? XmppException.Kind.UNSUPPORTED : XmppException.Kind.AUTHENTICATION,
                    refused.kind());
            assertNoPassword(server);
        }
    }

    @Tag("H-05")
    @Test
    void takesTheStrongestMechanism() throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            dialogue.secure(key);
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + features(mechanisms("PLAIN", "SCRAM-SHA-1", "DIGEST-MD5", "SCRAM-SHA-512", "SCRAM-SHA-256")));
            dialogue.hear("<auth[^>]*>");
            dialogue.say("<failure xmlns='" + SASL + "'><account-disabled/></failure>");
            dialogue.listen();
        })) {
            XmppException refused = login(server.config("xmpps", key.trusted()));
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
    void refusesAWrongScramChallenge(String challenge) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            String nonce = askForScram(dialogue);
            dialogue.say(
                    "<challenge xmlns='" + SASL + "'>" + base64(challenge.replace("NONCE", nonce)) + "</challenge>");
            dialogue.listen();
        })) {
            XmppException refused = login(server.config("xmpps", key.trusted()));
            assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
            assertFalse(server.heard().contains("<response"), "no proof may be given: " + server.heard());
        }
    }

    @Tag("H-06")
    @ParameterizedTest
    @ValueSource(strings = {"", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "garbage"})
    void refusesASuccessWithoutTheServersProof(String proof) throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            String nonce = askForScram(dialogue);
            dialogue.say("<challenge xmlns='" + SASL + "'>" + base64("r=" + nonce + "x,s=QSXCR+Q6sek8bf92,i=4096")
                    + "</challenge>");
            dialogue.hear("<response[^>]*>");
            dialogue.say("<success xmlns='" + SASL + "'>" + (proof.isEmpty() ? "" : base64(proof)) + "</success>");
            dialogue.listen();
        })) {
            assertEquals(
                    XmppException.Kind.AUTHENTICATION,
                    login(server.config("xmpps", key.trusted())).kind());
        }
    }

    @Tag("H-06")
    @Test
    void refusesASuccessInsteadOfAChallenge() throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            askForScram(dialogue);
            dialogue.say("<success xmlns='" + SASL + "'/>");
            dialogue.listen();
        })) {
            assertEquals(
                    XmppException.Kind.AUTHENTICATION,
                    login(server.config("xmpps", key.trusted())).kind());
        }
    }

    private static String askForScram(ScriptedServer.Dialogue dialogue) throws IOException {
        dialogue.secure(key);
        dialogue.hear("<stream:stream[^>]*>");
        dialogue.say(ScriptedServer.HEADER + features(mechanisms("SCRAM-SHA-256")));
        Matcher auth = dialogue.hear("<auth[^>]*>([^<]+)</auth>");
        String first = new String(Base64.getDecoder().decode(auth.group(1)), StandardCharsets.UTF_8);
        return first.substring(first.indexOf("r=") + 2);
    }

    /** Plays a server up to bind, by PLAIN. */
    private static void bind(ScriptedServer.Dialogue dialogue, String features) throws IOException {
        dialogue.secure(key);
        dialogue.hear("<stream:stream[^>]*>");
        dialogue.say(ScriptedServer.HEADER + features(features + mechanisms("PLAIN")));
        dialogue.hear("<auth[^>]*>");
        dialogue.say("<success xmlns='" + SASL + "'/>");
        dialogue.hear("<stream:stream[^>]*>");
        dialogue.say(ScriptedServer.HEADER + features(features + "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
        Matcher iq = dialogue.hear("<iq[^>]*id=[\"']([^\"']+)[\"'][^>]*>.*?</iq>");
        dialogue.say("<iq type='result' id='" + iq.group(1)
                + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>bot@localhost/openclaw</jid></bind></iq>");
    }

    @Tag("H-14")
    @Test
    void neverAsksForCompression() throws IOException {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            bind(
                    dialogue,
                    "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>");
            dialogue.listen();
        })) {
            new BabblerProvider()
                    .connect(ConnectRequest.login(server.config("xmpps", key.trusted()), ResumeState.NONE), new End())
                    .abort();
            assertFalse(server.heard().contains("compress"), server.heard());
        }
    }

    @Tag("H-10")
    @Tag("H-11")
    @ParameterizedTest
    @CsvSource({
        "bomb,     document type",
        "large,    larger than",
        "deep,     nested deeper",
        "notxml,   not well-formed",
        "error,    policy-violation",
        "conflict, another client",
    })
    void endsAStreamThatMisbehaves(String what, String word) throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            bind(dialogue, "");
            dialogue.say(
                    switch (what) {
                        case "bomb" -> "<!DOCTYPE a [<!ENTITY b 'c'>]>";
                        case "large" -> "<message><body>" + "x".repeat(1 << 21);
                        case "deep" -> "<a>".repeat(100);
                        case "notxml" -> "<message></body></message>";
                        case "error" ->
                            "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                    + "</stream:error>";
                        default ->
                            "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
                    });
            dialogue.listen();
        })) {
            End end = new End();
            new BabblerProvider()
                    .connect(ConnectRequest.login(server.config("xmpps", key.trusted()), ResumeState.NONE), end);
            XmppException cause = end.cause.get(20, TimeUnit.SECONDS);
            assertNotNull(cause);
            assertTrue(cause.getMessage().contains(word), cause.getMessage());
        }
    }

    /** A server that sends us elsewhere by a stream error, before TLS or behind it, and never speaks otherwise. */
    private static ScriptedServer elsewhere(boolean encrypted, String where) throws IOException {
        return new ScriptedServer(dialogue -> {
            if (encrypted) {
                dialogue.secure(key);
            }
            dialogue.hear("<stream:stream[^>]*>");
            dialogue.say(ScriptedServer.HEADER
                    + "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + where
                    + "</see-other-host></stream:error></stream:stream>");
            dialogue.listen();
        });
    }

    @Tag("H-07")
    @ParameterizedTest
    @CsvSource({"xmpp, false", "xmpps, true"})
    void goesWhereTheServerSendsItAndProvesThatOneToo(String scheme, boolean encrypted) throws Exception {
        try (ScriptedServer there = new ScriptedServer(dialogue -> {
                    if (!encrypted) {
                        dialogue.hear("<stream:stream[^>]*>");
                        dialogue.say(ScriptedServer.HEADER + features(STARTTLS));
                        dialogue.hear("<starttls[^>]*>");
                        dialogue.say(PROCEED);
                    }
                    bind(dialogue, "");
                    dialogue.listen();
                });
                ScriptedServer here = elsewhere(
                        encrypted,
                        "localhost:"
                                + there.config(scheme, key.trusted()).server().port())) {
            var stream = new BabblerProvider()
                    .connect(ConnectRequest.login(here.config(scheme, key.trusted()), ResumeState.NONE), new End());
            assertTrue(stream.info()
                    .server()
                    .contains(String.valueOf(
                            there.config(scheme, key.trusted()).server().port())));
            assertNoPassword(here);
            stream.abort();
        }
    }

    @Tag("H-07")
    @Test
    void goesNowhereWithoutProof(@TempDir Path own) throws Exception {
        ScriptedServer.Key other = ScriptedServer.Key.make(own, "other.example", "-1d", 30);
        try (ScriptedServer there = new ScriptedServer(dialogue -> dialogue.secure(other));
                ScriptedServer here = elsewhere(
                        true,
                        "localhost:"
                                + there.config("xmpps", key.trusted()).server().port())) {
            assertEquals(
                    XmppException.Kind.TLS,
                    login(here.config("xmpps", key.trusted())).kind());
            assertNoPassword(there);
        }
    }

    @Tag("H-07")
    @Test
    void goesNowhereOnceTheStreamIsOpen() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            bind(dialogue, "");
            dialogue.say("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>evil.example"
                    + "</see-other-host></stream:error>");
            dialogue.listen();
        })) {
            End end = new End();
            new BabblerProvider()
                    .connect(ConnectRequest.login(server.config("xmpps", key.trusted()), ResumeState.NONE), end);
            assertEquals(
                    XmppException.Kind.DISCONNECTED,
                    end.cause.get(20, TimeUnit.SECONDS).kind());
        }
    }

    @Test
    void doesNotWaitForEverForASilentServer() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Dialogue::listen)) {
            SessionConfig config =
                    server.config("xmpp", key.trusted()).withConnectTimeout(java.time.Duration.ofMillis(500));
            assertEquals(XmppException.Kind.TIMEOUT, login(config).kind());
        }
    }

    @Tag("C-03")
    @Test
    void closesEvenWhenTheServerSaysNothingMore() throws Exception {
        try (ScriptedServer server = new ScriptedServer(dialogue -> {
            bind(dialogue, "");
            dialogue.listen();
        })) {
            End end = new End();
            var stream = new BabblerProvider()
                    .connect(ConnectRequest.login(server.config("xmpps", key.trusted()), ResumeState.NONE), end);
            CompletableFuture.runAsync(stream::close).get(2, TimeUnit.SECONDS);
            assertEquals(null, end.cause.get(2, TimeUnit.SECONDS));
        }
    }
}
