package ai.openclaw.xmpp.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {

    @Test
    void readsTheEnvironment() {
        SessionConfig config = Account.from(Map.of(
                "XMPP_JID", "bot@example.org",
                "XMPP_PASSWORD", "secret",
                "XMPP_SERVER", "chat.example.org",
                "XMPP_CA_FILE", "ca.pem"));
        assertEquals(Jid.of("bot@example.org"), config.jid());
        assertEquals("xmpp://chat.example.org:5222", String.valueOf(config.server()));
        assertEquals(Path.of("ca.pem"), config.tls().caFile());
        assertEquals("babbler", config.engine());
    }

    @Test
    void runsOnTheEngineThatIsNamed() {
        assertEquals(
                "smack",
                Account.from(Map.of("XMPP_JID", "bot@example.org", "XMPP_PASSWORD", "secret", "XMPP_ENGINE", "smack"))
                        .engine());
    }

    @Test
    void looksTheServerUpWhenNoneIsGiven() {
        assertNull(Account.from(Map.of("XMPP_JID", "bot@example.org", "XMPP_PASSWORD", "secret"))
                .server());
    }

    @Test
    void namesTheVariableThatIsMissing() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Account.from(Map.of("XMPP_JID", "bot@example.org")))
                .getMessage();
        assertEquals("set the environment variable XMPP_PASSWORD", message);
    }
}
