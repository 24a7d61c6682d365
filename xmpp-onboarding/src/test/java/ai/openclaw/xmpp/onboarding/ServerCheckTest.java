package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerCheckTest {

    private static final SessionConfig RIGHT = SessionConfig.of(Jid.of("bot@example.org"), Secret.of("right"));

    @Test
    void tellsWhatItFoundAndHowLongItTook() {
        Iterator<Long> clock = List.of(0L, TimeUnit.MILLISECONDS.toNanos(41)).iterator();
        ServerCheck.Result result = new ServerCheck(name -> new FakeServer(), clock::next).run(RIGHT);

        assertTrue(result.ok());
        assertEquals(41, result.elapsedMs());
        assertEquals(Jid.of("bot@example.org/probe"), result.jid());
        assertEquals(List.of(), result.lacks());
        assertEquals(result.features().stream().sorted().toList(), result.features());
    }

    @Test
    void putsAFailureIntoTheResult() {
        SessionConfig wrong = SessionConfig.of(Jid.of("bot@example.org"), Secret.of("wrong"));
        ServerCheck.Result result = new FakeServer().check().run(wrong);

        assertFalse(result.ok());
        assertEquals(new ServerCheck.Problem(Kind.AUTHENTICATION, "not-authorized", null), result.error());
    }

    @Test
    void putsAMissingEngineIntoTheResult() {
        ServerCheck check = new ServerCheck(
                name -> {
                    throw new XmppException(Kind.CONFIGURATION, "there is no engine");
                },
                System::nanoTime);

        assertEquals(
                new ServerCheck.Problem(Kind.CONFIGURATION, "there is no engine", null),
                check.run(RIGHT).error());
    }

    @Test
    void findsNoEngineOnThisModulesOwnClassPath() {
        assertEquals(Kind.CONFIGURATION, new ServerCheck().run(RIGHT).error().kind());
    }
}
