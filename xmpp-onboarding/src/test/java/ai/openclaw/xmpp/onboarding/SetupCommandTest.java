package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code setup}, with options and in a terminal. */
@Timeout(30)
class SetupCommandTest {

    private static final String ENTER = "\r";
    private static final String LEFT = "\033[D";
    private static final String DOWN = "\033[B";
    private static final String CTRL_C = "\003";

    @TempDir
    Path folder;

    private final FakeServer server = new FakeServer();
    private final Map<String, String> env = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private int run(String keys, String... arguments) {
        SetupCommand command = new SetupCommand(() ->
                new OnboardingModule.Tools(server.check(), new Wizard(server.check()), () -> terminal(keys), env));
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private TerminalPrompter terminal(String keys) {
        try {
            PipedOutputStream typed = new PipedOutputStream();
            TerminalPrompter prompter = new TerminalPrompter(new ExternalTerminal(
                    "test", "xterm", new PipedInputStream(typed, 4096), screen, StandardCharsets.UTF_8));
            // Nobody types before there is something to see.
            typed.write(keys.getBytes(StandardCharsets.UTF_8));
            typed.close();
            return prompter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int unattended(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--non-interactive"));
        all.addAll(Arrays.asList(arguments));
        return run("", all.toArray(new String[0]));
    }

    private static Map<String, Object> xmpp(Map<String, Object> root) {
        return Settings.object(Settings.object(root, "channels"), "xmpp");
    }

    private Map<String, Object> written(Path file) throws IOException {
        return Json.read(Files.readString(file));
    }

    @Test
    @Tag("C-72")
    void writesAFileThatNobodyElseCanRead() throws Exception {
        env.put("XMPP_PASSWORD", "right");
        Path file = Files.writeString(folder.resolve("config.json"), "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(
                0,
                unattended(
                        "--jid",
                        "bot@example.org",
                        "--room",
                        "team@conference.example.org",
                        "--owner",
                        "alice@example.org",
                        "--out",
                        file.toString()),
                err::toString);

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Map<String, Object> config = xmpp(written(file));
        assertEquals("bot@example.org", config.get("jid"));
        assertEquals(Answers.reference("XMPP_PASSWORD"), config.get("password"));
        assertEquals(List.of("team@conference.example.org"), config.get("rooms"));
        assertEquals(List.of(file), Files.list(folder).toList(), "nothing else is left there");
    }

    @Test
    @Tag("C-72")
    void takesNoPasswordFromTheCommandLineAndShowsNone() throws Exception {
        assertEquals(2, unattended("--jid", "bot@example.org", "--password", "right"));
        assertTrue(err.toString().contains("Unknown option"), err::toString);
        Path secret = Files.writeString(folder.resolve("secret"), "right\n");

        assertEquals(0, unattended("--jid", "bot@example.org", "--password-file", secret.toString()), err::toString);

        assertFalse(out.toString().contains("\"right\""), out::toString);
        assertTrue(out.toString().contains("XMPP_PASSWORD"), out::toString);
    }

    @Test
    @Tag("C-72")
    void printsNoPasswordOfAnotherAccountOrRoom() throws Exception {
        env.put("XMPP_PASSWORD", "right");
        Path file = Files.writeString(folder.resolve("openclaw.json"), """
                {"channels": {"xmpp": {"jid": "bot@example.org", "password": "canary-root",
                  "rooms": [{"jid": "team@rooms.example.org", "password": "canary-room"}],
                  "accounts": {"other": {"jid": "other@example.org", "password": "canary-other",
                      "rooms": [{"jid": "den@rooms.example.org", "password": "canary-den"}]},
                    "vault": {"jid": "vault@example.org",
                      "password": {"source": "file", "provider": "vault", "id": "/xmpp"}}}}}}
                """);
        String before = Files.readString(file);
        for (String account : List.of("support", "default")) {
            assertEquals(
                    0,
                    unattended(
                            "--no-test",
                            "--config",
                            file.toString(),
                            "--account",
                            account,
                            "--jid",
                            "bot@example.org",
                            "--password-env",
                            "XMPP_PASSWORD"),
                    err::toString);
            assertFalse((out.toString() + err).contains("canary"), () -> account + ": " + out + err);
            assertTrue(err.toString().contains(file.toString()), err::toString);
            Map<String, Object> printed = Json.read(out.toString());
            assertEquals(
                    Map.of("source", "file", "provider", "vault", "id", "/xmpp"),
                    Settings.object(Settings.object(xmpp(printed), "accounts"), "vault")
                            .get("password"));
            out.getBuffer().setLength(0);
            err.getBuffer().setLength(0);
        }
        assertEquals(before, Files.readString(file));
    }

    /** As compose files set it. */
    @Test
    void anEmptyServerInTheEnvironmentIsNone() throws Exception {
        env.put("XMPP_PASSWORD", "right");
        env.put("XMPP_SERVER", "");
        Path file = folder.resolve("config.json");
        assertEquals(0, unattended("--jid", "bot@example.org", "--out", file.toString(), "--no-test"), err::toString);
        assertFalse(xmpp(written(file)).containsKey("server"));
        assertEquals(0, unattended("--jid", "bot@example.org", "--out", file.toString()), err::toString);
        assertFalse(xmpp(written(file)).containsKey("server"));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertEquals(
                2,
                unattended(
                        "--jid",
                        "bot@example.org/desk",
                        "--server",
                        "ws://chat.example.org",
                        "--room",
                        "team",
                        "--dm-policy",
                        "some",
                        "--owner",
                        "nobody",
                        "--password-env",
                        "NOT_SET"));

        for (String problem :
                List.of("--jid: ", "--server: ", "--room: ", "--dm-policy: ", "--owner: ", "NOT_SET is not set")) {
            assertTrue(err.toString().contains(problem), () -> problem + " is missing in " + err);
        }
        assertEquals(List.of(), server.tried);
    }

    @Test
    void asksForWhatIsMissing() {
        assertEquals(2, unattended());
        assertTrue(err.toString().contains("Which account?"), err::toString);
        assertTrue(err.toString().contains("No password"), err::toString);
    }

    @Test
    void savesNothingWhenTheTestFails() {
        env.put("XMPP_PASSWORD", "wrong");
        Path file = folder.resolve("config.json");

        assertEquals(77, unattended("--jid", "bot@example.org", "--out", file.toString()));
        assertEquals(69, unattended("--jid", "bot@example.org", "--server", "nowhere.example.org"));

        assertFalse(Files.exists(file));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("The login is refused"), err::toString);
        assertEquals(0, unattended("--jid", "bot@example.org", "--out", file.toString(), "--no-test"));
    }

    @Test
    void makesAnAccountOnceAndLogsInFromThenOn() throws Exception {
        Path file = folder.resolve("config.json");
        String[] command = {"--jid", "helper@example.org", "--create", "--out", file.toString()};

        assertEquals(0, unattended(command), err::toString);
        assertEquals(server.accounts.get("helper"), xmpp(written(file)).get("password"));
        assertEquals(0, unattended(command), err::toString);

        assertEquals(1, server.registered.size());
        assertFalse(err.toString().contains(server.accounts.get("helper")));
    }

    @Test
    void makesNoAccountWhosePasswordWouldBeLost() {
        assertEquals(2, unattended("--jid", "helper@example.org", "--create"));
        assertTrue(err.toString().contains("give --out FILE"), err::toString);
        assertEquals(List.of(), server.registered);
    }

    @Test
    void removesTheNewAccountWhenTheFileCannotBeWritten() {
        int code = unattended(
                "--jid",
                "helper@example.org",
                "--create",
                "--out",
                folder.resolve("absent/config.json").toString());

        assertFalse(code == 0);
        assertEquals(1, server.registered.size());
        assertEquals(Set.of("bot"), server.accounts.keySet());
    }

    @Test
    void keepsReferencesAndWhatItDoesNotKnow() throws Exception {
        env.put("XMPP_PASSWORD", "right");
        Path file = Files.writeString(folder.resolve("openclaw.json"), """
                {"gateway": {"port": 7}, "commands": {"ownerAllowFrom": ["telegram:1"]},
                 "channels": {"telegram": {"enabled": true}, "xmpp": {"jid": "bot@example.org", "resource": "desk",
                   "password": {"source": "file", "provider": "vault", "id": "/xmpp"}}}}
                """);

        assertEquals(0, unattended("--owner", "alice@example.org", "--out", file.toString()), err::toString);

        Map<String, Object> root = written(file);
        assertEquals(Map.of("port", 7L), root.get("gateway"));
        assertEquals(Map.of("ownerAllowFrom", List.of("telegram:1", "xmpp:alice@example.org")), root.get("commands"));
        assertEquals(Map.of("enabled", true), Settings.object(root, "channels").get("telegram"));
        assertEquals("desk", xmpp(root).get("resource"));
        assertEquals(
                Map.of("source", "file", "provider", "vault", "id", "/xmpp"),
                xmpp(root).get("password"));
    }

    @Test
    void setsUpOneOfSeveralAccounts() throws Exception {
        server.accounts.put("desk", "at home");
        env.put("DESK", "at home");
        Path file = Files.writeString(folder.resolve("openclaw.json"), """
                {"channels": {"xmpp": {"jid": "bot@example.org", "password": "right", "dmPolicy": "allowlist",
                  "allowFrom": ["alice@example.org"], "accounts": {"phone": {"jid": "phone@example.org"}}}}}
                """);

        assertEquals(
                0,
                unattended(
                        "--account",
                        "desk",
                        "--jid",
                        "desk@example.org",
                        "--password-env",
                        "DESK",
                        "--out",
                        file.toString()),
                err::toString);

        Map<String, Object> section = xmpp(written(file));
        assertEquals("bot@example.org", section.get("jid"));
        Map<String, Object> accounts = Settings.object(section, "accounts");
        assertEquals(Map.of("jid", "phone@example.org"), accounts.get("phone"));
        assertEquals(
                Map.of(
                        "enabled",
                        true,
                        "jid",
                        "desk@example.org",
                        "password",
                        Answers.reference("DESK"),
                        "groupPolicy",
                        "allowlist"),
                accounts.get("desk"),
                "what is as in the section stays there");
    }

    @Test
    @Tag("C-72")
    void goesBackInATerminalAndHidesThePassword() throws Exception {
        server.accounts.put("bot", "s3cret-of-bot");
        Path file = folder.resolve("config.json");
        String keys = "bot@elsewhere.example" + ENTER
                + LEFT // from the password to the JID
                + "\025bot@example.org" + ENTER
                + "n0t-this-one" + ENTER
                + ENTER // server
                + ENTER // enter the password again
                + "s3cret-of-bot" + ENTER
                + "alice@example.org" + ENTER
                + DOWN + LEFT // from who may write to the owner
                + ENTER
                + ENTER // pairing
                + ENTER // without pairing
                + ENTER // rooms
                + ENTER // other settings
                + ENTER; // write
        assertEquals(0, run(keys, "--out", file.toString()), () -> screen + "\n" + err);

        Map<String, Object> config = xmpp(written(file));
        assertEquals("bot@example.org", config.get("jid"));
        assertEquals("s3cret-of-bot", config.get("password"));
        assertEquals("pairing", config.get("dmPolicy"));
        assertEquals(List.of("alice@example.org"), config.get("allowFrom"));
        String shown = screen.toString(StandardCharsets.UTF_8);
        assertFalse(shown.contains("n0t-this"), shown);
        assertFalse(shown.contains("s3cret"), shown);
        assertTrue(shown.contains("*****"), shown);
        assertTrue(shown.contains("session.dmScope"), shown);
        assertTrue(shown.contains("xmpp:bot@example.org"), shown);
    }

    @Test
    void leavesNothingBehindWhenCtrlCIsPressedAtTheLastQuestion() throws Exception {
        Path file = folder.resolve("config.json");
        String keys = "helper@example.org" + ENTER + ENTER + ENTER + ENTER + ENTER + ENTER + ENTER + ENTER + CTRL_C;

        assertEquals(130, run(keys, "--out", file.toString()), () -> screen + "\n" + err);

        assertEquals(1, server.registered.size());
        assertEquals(Set.of("bot"), server.accounts.keySet());
        assertEquals(0, Files.list(folder).count());
        assertTrue(screen.toString(StandardCharsets.UTF_8).contains("nothing is saved"));
    }

    @Test
    void letsAnAccountBeChosenInATerminal() throws Exception {
        Path file = Files.writeString(folder.resolve("openclaw.json"), """
                {"channels": {"xmpp": {"jid": "bot@example.org", "password": "right"}}}
                """);
        String keys = DOWN + ENTER // another one
                + "desk" + ENTER + "desk@example.org" + ENTER + "secret" + ENTER + ENTER
                + DOWN + DOWN + DOWN + DOWN + DOWN + ENTER; // stop

        assertEquals(130, run(keys, "--out", file.toString()), () -> screen + "\n" + err);

        String shown = screen.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("Which account?"), shown);
        assertTrue(shown.contains("Password of desk@example.org"), shown);
        assertEquals("right", xmpp(written(file)).get("password"));
    }
}
