package ai.openclaw.xmpp.smack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.session.ConnectRequest;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.StanzaStream;
import ai.openclaw.xmpp.spi.ProbeReport;
import ai.openclaw.xmpp.spi.XmppProviders;
import ai.openclaw.xmpp.tck.StreamRecorder;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Prosody;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs in to a real Prosody, by every way in. */
class LoginIT {

    private static Prosody prosody;

    @BeforeAll
    static void start() {
        prosody = Prosody.launch();
    }

    @AfterAll
    static void stop() {
        if (prosody != null) {
            prosody.close();
        }
    }

    @Tag("C-71")
    @ParameterizedTest
    @CsvSource({
        "STARTTLS,   SCRAM-SHA-256",
        "STARTTLS,   SCRAM-SHA-1",
        "STARTTLS,   PLAIN",
        "DIRECT_TLS, SCRAM-SHA-256",
    })
    void logsInByEachAllowedMechanism(ServerAddress.Transport transport, String mechanism) {
        Account account = prosody.newAccount("bot");
        SessionConfig config = account.config()
                .withServer(prosody.address(transport).orElseThrow())
                .withSaslMechanisms(List.of(mechanism));
        StreamRecorder recorder = new StreamRecorder();
        StanzaStream stream = new SmackProvider().connect(ConnectRequest.login(config, ResumeState.NONE), recorder);
        assertEquals(account.jid().withResource("openclaw"), stream.address());
        assertEquals(mechanism, stream.info().saslMechanism());
        assertEquals("TLSv1.3", stream.info().tlsVersion());
        assertNotNull(stream.info().tlsCipher());
        stream.send(new Stanza(Stanza.Kind.MESSAGE, null, null, stream.address(), "to myself", null, List.of()));
        assertEquals("to myself", recorder.next().id());
        stream.close();
    }

    @Test
    void isFoundByItsNameAndLooksAtTheServer() throws Exception {
        ProbeReport report = XmppProviders.named("smack")
                .probe(prosody.newAccount("bot").config())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertEquals("TLSv1.3", report.info().tlsVersion());
    }
}
