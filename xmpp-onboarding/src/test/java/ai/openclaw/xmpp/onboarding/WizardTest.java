package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.onboarding.Wizard.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WizardTest {

    private static final @Nullable String ENTER = null;
    private static final String REFERENCE = "{source=env, provider=default, id=XMPP_PASSWORD}";
    /** JID, password, server, owner, who may write, without pairing, rooms, in which rooms. */
    private static final @Nullable String[] HAPPY = {
        "bot@example.org", "right", ENTER, "alice@example.org", ENTER, ENTER, "team", ENTER
    };

    private final FakeServer server = new FakeServer();

    private Optional<Outcome> run(Map<String, ?> current, Map<String, String> env, ScriptedPrompter person) {
        return new Wizard(server.check()).run(current, env, person);
    }

    private Outcome finished(Map<String, ?> current, Map<String, String> env, ScriptedPrompter person) {
        Outcome outcome = run(current, env, person).orElseThrow();
        assertTrue(person.isUsedUp(), () -> "answers are left; seen:\n" + String.join("\n", person.seen));
        return outcome;
    }

    private Outcome finished(@Nullable String... answers) {
        return finished(Map.of(), Map.of(), new ScriptedPrompter(answers));
    }

    private static Map<String, Object> patch(Outcome outcome) {
        return outcome.hostPatch().stream().collect(Collectors.toMap(HostPatch::path, HostPatch::value));
    }

    @Test
    void asksTheSeedsQuestionsAndWritesSafeAnswers() {
        Outcome outcome = finished(HAPPY);

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("enabled", true);
        expected.put("jid", "bot@example.org");
        expected.put("password", "right");
        expected.put("dmPolicy", "pairing");
        expected.put("allowFrom", List.of("alice@example.org"));
        expected.put("rooms", List.of("team@conference.example.org"));
        expected.put("groupPolicy", "allowlist");
        expected.put("mucRooms", Map.of("team@conference.example.org", Map.of("requireMention", true)));
        assertEquals(expected, outcome.config());
        assertEquals(
                Map.of(
                        "commands.ownerAllowFrom", List.of("xmpp:alice@example.org"),
                        "session.dmScope", "per-channel-peer",
                        "messages.groupChat.visibleReplies", "automatic"),
                patch(outcome));
        assertTrue(
                outcome.hostPatch().stream().noneMatch(setting -> setting.why().isBlank()));
    }

    @Test
    void showsTheBotsAddressForPhones() {
        ScriptedPrompter person = new ScriptedPrompter(HAPPY);
        finished(Map.of(), Map.of(), person);
        assertTrue(
                person.saw("█\nxmpp:bot@example.org") || person.saw("▀\nxmpp:bot@example.org"), person.seen::toString);
    }

    @Test
    void patchesNoMoreOfTheHostThanTheAnswersNeed() {
        Outcome outcome = finished("bot@example.org", "right", ENTER, ENTER, "disabled", ENTER);

        assertEquals(Map.of(), patch(outcome));
        assertFalse(outcome.config().containsKey("rooms"));
    }

    @Test
    void triesTheLoginBeforeAnythingElseIsAskedAndSaysWhatTheServerLacks() {
        server.features = Set.of("urn:xmpp:carbons:2");
        server.services = List.of();
        ScriptedPrompter person = new ScriptedPrompter("bot@example.org", "right", ENTER, ScriptedPrompter.CANCEL);

        assertEquals(Optional.empty(), run(Map.of(), Map.of(), person));
        assertEquals(1, server.tried.size());
        for (String word : List.of("TLSv1.3", "SCRAM-SHA-256", "rooms", "uploads", "archive", "stream management")) {
            assertTrue(person.saw(word), () -> word + " is missing in " + person.seen);
        }
        assertFalse(person.saw("carbons"), () -> person.seen.toString());
    }

    @Test
    void asksAgainAfterAWrongPassword() {
        @Nullable String[] answers = with(HAPPY, 1, "wrong", ENTER, "PASSWORD", "right");
        ScriptedPrompter person = new ScriptedPrompter(answers);

        assertEquals("right", finished(Map.of(), Map.of(), person).config().get("password"));
        assertTrue(person.saw("The login is refused"));
        assertEquals(2, server.tried.size());
    }

    @Test
    void asksForTheServerWhenTheHostIsUnknown() {
        ScriptedPrompter person = new ScriptedPrompter(
                "bot@example.org",
                "right",
                "nowhere.example.org",
                "SERVER",
                "chat.example.org",
                ENTER,
                ENTER,
                ENTER,
                ENTER);

        assertEquals(
                "chat.example.org",
                finished(Map.of(), Map.of(), person).config().get("server"));
        assertTrue(person.saw("nobody listens there"));
    }

    @Test
    @Tag("C-70")
    void asksForACaFileWhenTheAuthorityIsUnknown(@TempDir Path folder) throws Exception {
        Path authority = folder.resolve("ca.pem");
        Files.writeString(authority, Certificates.PEM);
        Path garbage = Files.writeString(folder.resolve("notes.txt"), "no certificate");
        server.authority = authority;
        ScriptedPrompter person = new ScriptedPrompter(
                "bot@example.org",
                "right",
                ENTER,
                "CA_FILE",
                folder + "/absent",
                garbage.toString(),
                authority.toString(),
                ENTER,
                ENTER,
                ENTER,
                ENTER);

        Outcome outcome = finished(Map.of(), Map.of(), person);

        assertEquals(Map.of("caFile", authority.toString()), outcome.config().get("tls"));
        assertTrue(person.saw("refused: There is no file"));
        assertTrue(person.saw("refused: " + garbage));
        assertFalse(
                person.seen.stream().anyMatch(line -> line.matches("(?i).*(accept|trust) (all|everything|any).*")),
                () -> person.seen.toString());
    }

    @TestFactory
    Stream<DynamicTest> leavesNothingWhenCancelledAtAnyQuestion() {
        return IntStream.range(0, HAPPY.length)
                .mapToObj(question -> DynamicTest.dynamicTest("question " + question, () -> {
                    @Nullable String[] answers = Arrays.copyOf(HAPPY, question + 1);
                    answers[question] = ScriptedPrompter.CANCEL;
                    Map<String, Object> current = new HashMap<>(Map.of("resource", "desk"));
                    ScriptedPrompter person = new ScriptedPrompter(answers);

                    assertEquals(Optional.empty(), run(current, Map.of(), person));
                    assertEquals(question + 1, person.asked);
                    assertEquals(Map.of("resource", "desk"), current);
                }));
    }

    @Test
    void stopsAfterAFailedTestWithoutSaving() {
        assertEquals(
                Optional.empty(),
                run(Map.of(), Map.of(), new ScriptedPrompter("bot@example.org", "wrong", ENTER, "STOP")));
    }

    @Test
    void canGoOnWithoutATestAndThenKnowsNoRoomService() {
        ScriptedPrompter person = new ScriptedPrompter(
                "bot@example.org",
                "wrong",
                ENTER,
                "UNTESTED",
                ENTER,
                ENTER,
                ENTER,
                "team",
                "team@conference.example.org",
                ENTER);

        Outcome outcome = finished(Map.of(), Map.of(), person);

        assertEquals(List.of("team@conference.example.org"), outcome.config().get("rooms"));
        assertTrue(person.saw("refused: \"team\" is no room"), () -> person.seen.toString());
    }

    @Test
    void keepsWhatItDoesNotAsk() {
        Map<String, Object> room = Map.of("jid", "Team@conference.example.org", "nick", "Botty");
        Map<String, Object> current = new LinkedHashMap<>();
        current.put("jid", "bot@example.org");
        current.put("password", "right");
        current.put("resource", "desk");
        current.put("dmPolicy", "allowlist");
        current.put("allowFrom", List.of("*@example.org"));
        current.put("rooms", List.of(room, "old@conference.example.org"));
        current.put("groupPolicy", "open");
        current.put("groupAllowFrom", List.of("carol@example.org"));
        current.put("tls", Map.of("minVersion", "1.3"));
        current.put(
                "mucRooms",
                Map.of(
                        "old@conference.example.org",
                        Map.of("systemPrompt", "be kind"),
                        "*",
                        Map.of("historyLimit", 5)));
        ScriptedPrompter person = new ScriptedPrompter(
                ENTER, ENTER, ENTER, "alice@example.org", ENTER, ENTER, "team@conference.example.org", ENTER);

        Map<String, Object> config = finished(current, Map.of(), person).config();

        assertEquals("right", config.get("password"));
        assertEquals("desk", config.get("resource"));
        assertEquals("allowlist", config.get("dmPolicy"));
        assertEquals(List.of("*@example.org", "alice@example.org"), config.get("allowFrom"));
        assertEquals(List.of(room), config.get("rooms"));
        assertEquals("open", config.get("groupPolicy"));
        assertEquals(List.of("carol@example.org"), config.get("groupAllowFrom"));
        assertEquals(Map.of("minVersion", "1.3"), config.get("tls"));
        assertEquals(
                Map.of(
                        "old@conference.example.org", Map.of("systemPrompt", "be kind", "enabled", false),
                        "*", Map.of("historyLimit", 5)),
                config.get("mucRooms"),
                "a room that is taken off the list must not be joined by its entry");
        assertEquals("TLSv1.3", server.tried.get(0).tls().minVersion());
    }

    @Test
    @Tag("R8")
    void writesAReferenceWhenThePasswordComesFromTheEnvironment() {
        Map<String, String> env =
                Map.of("XMPP_JID", "bot@example.org", "XMPP_PASSWORD", "right", "XMPP_SERVER", "chat.example.org");
        ScriptedPrompter person = new ScriptedPrompter(ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER);

        Outcome outcome = finished(Map.of(), env, person);

        assertEquals("bot@example.org", outcome.config().get("jid"));
        assertEquals(REFERENCE, outcome.config().get("password").toString());
        assertEquals("chat.example.org", outcome.config().get("server"));
        assertFalse(outcome.config().toString().contains("right"));
        assertFalse(person.saw("right"), () -> person.seen.toString());
    }

    @Test
    @Tag("R8")
    void keepsAReferenceThatItCannotReadAndAsksForTheTestOnly() {
        Map<String, Object> reference = Map.of("source", "file", "provider", "vault", "id", "/xmpp");
        ScriptedPrompter person = new ScriptedPrompter(ENTER, ENTER, "right", ENTER, ENTER, ENTER, ENTER, ENTER);

        Outcome outcome = finished(Map.of("jid", "bot@example.org", "password", reference), Map.of(), person);

        assertEquals(reference, outcome.config().get("password"));
        assertTrue(person.saw("for the test only"));
    }

    @Test
    @Tag("R8")
    void showsNoPasswordInToString() {
        assertFalse(finished(HAPPY).toString().contains("right"));
    }

    @Test
    void namesTheResourceWhenTheJidHasOne() {
        ScriptedPrompter person = new ScriptedPrompter("bot@example.org/desk", ScriptedPrompter.CANCEL);

        run(Map.of(), Map.of(), person);

        assertTrue(
                person.saw("refused: \"bot@example.org/desk\" has a resource: leave out /desk"),
                () -> person.seen.toString());
    }

    @Test
    void listsNobodyUnaskedUnderOpenBecauseAListShutsOthersOut() {
        Outcome outcome = finished("bot@example.org", "right", ENTER, "alice@example.org", "open", ENTER, ENTER);

        assertNull(outcome.config().get("allowFrom"));
    }

    @Test
    void doesNotTakeAnEmptyAllowlist() {
        ScriptedPrompter person = new ScriptedPrompter(
                "bot@example.org",
                "right",
                ENTER,
                ENTER,
                "allowlist",
                "",
                "team@conference.example.org",
                "*@Example.ORG",
                ENTER);

        assertEquals(
                List.of("*@example.org"),
                finished(Map.of(), Map.of(), person).config().get("allowFrom"));
        assertTrue(person.saw("refused: With an empty list nobody"));
        assertTrue(person.saw("is a room; here belong people"));
    }

    @Test
    void doesNotMakeTheBotItsOwnOwner() {
        ScriptedPrompter person =
                new ScriptedPrompter("bot@example.org", "right", ENTER, "bot@example.org", ScriptedPrompter.CANCEL);

        run(Map.of(), Map.of(), person);

        assertTrue(person.saw("refused: bot@example.org is the bot itself"));
    }

    private static @Nullable String[] with(@Nullable String[] answers, int at, @Nullable String... instead) {
        // The two answers at that place, password and server, give way to the others.
        return Stream.of(Arrays.copyOf(answers, at), instead, Arrays.copyOfRange(answers, at + 2, answers.length))
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }
}
