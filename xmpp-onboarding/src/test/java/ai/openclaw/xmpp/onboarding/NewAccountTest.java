package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import ai.openclaw.xmpp.registration.RegistrationForm.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The wizard where there is no account yet. */
class NewAccountTest {

    private static final @Nullable String ENTER = null;

    private final FakeServer server = new FakeServer();

    private Optional<Outcome> run(ScriptedPrompter person) {
        return new Wizard(server.check()).run(Map.of(), Map.of(), person);
    }

    private Outcome finished(ScriptedPrompter person) {
        Outcome outcome = run(person).orElseThrow();
        assertTrue(person.isUsedUp(), () -> "answers are left; seen:\n" + String.join("\n", person.seen));
        return outcome;
    }

    @Test
    @Tag("XEP-0077")
    void makesTheAccountWithAPasswordThatItMakesUp() {
        ScriptedPrompter person = new ScriptedPrompter("helper@example.org", "", ENTER, ENTER, ENTER, ENTER, ENTER);

        Outcome outcome = finished(person);

        assertTrue(outcome.passwordMadeUp());
        assertEquals(server.accounts.get("helper"), outcome.config().get("password"));
        assertTrue(person.saw("helper@example.org was made"), () -> person.seen.toString());
        assertFalse(person.saw(String.valueOf(server.accounts.get("helper"))), () -> person.seen.toString());
    }

    @Test
    void makesUpAnotherPasswordEachTime() {
        String password = Passwords.fresh();
        assertTrue(password.matches("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[a-zA-Z0-9]{24}"), password);
        assertNotEquals(password, Passwords.fresh());
    }

    @Test
    void offersToMakeTheAccountWhenTheLoginIsRefused() {
        ScriptedPrompter person =
                new ScriptedPrompter("helper@example.org", "my own", ENTER, "MAKE", ENTER, ENTER, ENTER, ENTER);

        Outcome outcome = finished(person);

        assertFalse(outcome.passwordMadeUp());
        assertEquals("my own", server.accounts.get("helper"));
        assertEquals("my own", outcome.config().get("password"));
    }

    @Test
    void logsInWhereThereIsSuchAnAccountAlready() {
        ScriptedPrompter person =
                new ScriptedPrompter("bot@example.org", "", ENTER, "LOG_IN", "right", ENTER, ENTER, ENTER, ENTER);

        assertEquals("right", finished(person).config().get("password"));
        assertTrue(person.saw("No account was made"), () -> person.seen.toString());
    }

    @Test
    @Tag("XEP-0401")
    @Tag("XEP-0445")
    void takesAnInviteInPlaceOfTheJid() {
        server.invite = "T0k+n";
        ScriptedPrompter person = new ScriptedPrompter(
                "xmpp:example.org?register;preauth=T0k%2Bn", "helper", "", ENTER, ENTER, ENTER, ENTER, ENTER);

        assertEquals("helper@example.org", finished(person).config().get("jid"));
        assertTrue(server.accounts.containsKey("helper"));
        assertFalse(person.seen.stream().anyMatch(line -> line.contains("Server") && line.contains("T0k")));
    }

    @Test
    void takesAnInviteOnceTheServerWantsOne() {
        server.invite = "token";
        ScriptedPrompter person = new ScriptedPrompter(
                "helper@example.org",
                "",
                ENTER,
                "JID",
                "xmpp:helper@example.org?register;preauth=token",
                "",
                ENTER,
                ENTER,
                ENTER,
                ENTER);

        assertEquals("helper@example.org", finished(person).config().get("jid"));
        assertTrue(person.saw("by invitation only"), () -> person.seen.toString());
    }

    @Test
    void asksWhatTheServerAsks() {
        server.questions = List.of(
                new Field("ocr", "Read the \u001b[31mpicture", true, null, List.of()),
                new Field("colour", "Colour", true, null, List.of("red", "blue")),
                new Field("phone", "Phone", false, null, List.of()));
        server.page = "https://example.org/captcha/7";
        ScriptedPrompter person =
                new ScriptedPrompter("helper@example.org", "", ENTER, "7nHL3", "blue", ENTER, ENTER, ENTER, ENTER);

        finished(person);

        Map<String, String> answers = server.registered.get(0);
        assertEquals(Set.of("username", "password", "ocr", "colour"), answers.keySet());
        assertEquals("7nHL3", answers.get("ocr"));
        assertTrue(person.saw("See https://example.org/captcha/7"), () -> person.seen.toString());
        assertFalse(
                person.seen.stream().anyMatch(line -> line.indexOf(0x1b) >= 0), "text of strangers moves no cursor");
    }

    @Test
    void namesThePageWhereAccountsAreMadeInstead() {
        server.page = "https://example.org/join";
        ScriptedPrompter person = new ScriptedPrompter("helper@example.org", "", ENTER, "STOP");

        assertEquals(Optional.empty(), run(person));
        assertTrue(person.saw("https://example.org/join"), () -> person.seen.toString());
    }

    @Test
    void removesTheAccountWhenThePersonBreaksOff() {
        ScriptedPrompter person =
                new ScriptedPrompter("helper@example.org", "", ENTER, "alice@example.org", ScriptedPrompter.CANCEL);

        assertEquals(Optional.empty(), run(person));
        assertEquals(1, server.registered.size());
        assertEquals(Set.of("bot"), server.accounts.keySet());
    }

    @Test
    void removesTheAccountWhenThePersonGoesBackBeforeIt() {
        ScriptedPrompter person = new ScriptedPrompter(
                "helper@example.org",
                "",
                ENTER,
                ScriptedPrompter.BACK,
                ScriptedPrompter.BACK,
                "right",
                ENTER,
                "JID",
                "bot@example.org",
                ENTER,
                ENTER,
                ENTER,
                ENTER);

        assertEquals("bot@example.org", finished(person).config().get("jid"));
        assertEquals(1, server.registered.size());
        assertEquals(Set.of("bot"), server.accounts.keySet());
    }

    @Test
    void makesTheAccountOnceHoweverOftenThePersonGoesBackBehindIt() {
        ScriptedPrompter person = new ScriptedPrompter(
                "helper@example.org",
                "",
                ENTER,
                "alice@example.org",
                ScriptedPrompter.BACK,
                ENTER,
                "disabled",
                ScriptedPrompter.BACK,
                "pairing",
                ENTER,
                ENTER);

        Outcome outcome = finished(person);

        assertEquals("pairing", outcome.config().get("dmPolicy"));
        assertEquals(List.of("alice@example.org"), outcome.config().get("allowFrom"), "the answer was proposed again");
        assertEquals(1, server.registered.size());
        assertEquals(1, server.tried.size());
    }

    @Test
    void leavesBackwardsFromTheFirstQuestion() {
        ScriptedPrompter person = new ScriptedPrompter("bot@example.org", ScriptedPrompter.BACK, ScriptedPrompter.BACK);

        assertEquals(Optional.empty(), run(person));
        assertTrue(person.isUsedUp());
    }
}
