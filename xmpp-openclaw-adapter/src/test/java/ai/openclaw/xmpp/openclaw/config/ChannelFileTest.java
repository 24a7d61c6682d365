package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.policy.DmPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration of a bot without a host, as people write it. */
class ChannelFileTest {

    @TempDir
    Path folder;

    private ChannelFile read(String text, Map<String, String> env) throws IOException {
        return ChannelFile.read(Files.writeString(folder.resolve("bot.conf"), text), env);
    }

    private ChannelFile read(String text) throws IOException {
        return read(text, Map.of());
    }

    private static String password(ChannelFile file, String account) {
        return file.accounts().get(account).session().password().reveal();
    }

    @Test
    void jsonAndHoconByThemselvesOrInsideOfTheHostsFile() throws IOException {
        for (String text : List.of(
                "{\"jid\": \"bot@example.org\", \"password\": \"p\", \"dmPolicy\": \"open\"}",
                "{\"channels\": {\"xmpp\": {\"jid\": \"bot@example.org\", \"password\": \"p\", \"dmPolicy\": \"open\"}}, \"session\": {}}",
                "jid = \"bot@example.org\"  # a comment\npassword: p\ndmPolicy: open\n",
                "{jid: \"bot@example.org\", password: \"p\", dmPolicy: \"open\",} // as in openclaw.json")) {
            AccountConfig account = read(text).accounts().get("default");
            assertEquals("bot@example.org", account.session().jid().toString());
            assertEquals(DmPolicy.OPEN, account.access().dmPolicy());
        }
    }

    @Test
    void accountsInheritFromTheRootAndTheEnvironmentFillsTheDefaultOne() throws IOException {
        ChannelFile file = read(
                "{password: shared, dmPolicy: open, accounts: {default: {}, work: {jid: \"work@example.org\", dmPolicy: allowlist},"
                        + " off: {enabled: false}}, defaultAccount: work}",
                Map.of("XMPP_JID", "bot@example.org", "XMPP_PASSWORD", "not needed"));
        assertEquals(Set.of("default", "work"), file.accounts().keySet());
        assertEquals("work", file.defaultAccount());
        assertEquals(
                "bot@example.org",
                file.accounts().get("default").session().jid().toString());
        assertEquals("shared", password(file, "work"));
        assertEquals(DmPolicy.ALLOWLIST, file.accounts().get("work").access().dmPolicy());
        assertEquals(DmPolicy.OPEN, file.accounts().get("default").access().dmPolicy());
        assertEquals(
                Set.of("work"),
                read("{password: p, accounts: {work: {jid: \"work@example.org\"}}}")
                        .accounts()
                        .keySet());
    }

    @Tag("R8")
    @Test
    void passwordsComeFromWhereTheReferenceSays() throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "of the file\nnot this\n");
        String bot = "jid: \"bot@example.org\", password: {source: ";
        ChannelFile env = read("{" + bot + "env, id: BOT_PASSWORD}}", Map.of("BOT_PASSWORD", "of the environment"));
        assertEquals("of the environment", password(env, "default"));
        assertTrue(env.secretVariables().containsAll(Set.of("BOT_PASSWORD", "XMPP_PASSWORD")));
        assertEquals("of the file", password(read("{" + bot + "file, id: secret.txt}}"), "default"));
        assertEquals(
                "of the command",
                password(read("{" + bot + "exec, provider: default, id: \"echo of the command\"}}"), "default"));
        ChannelFile room = read(
                "{" + bot
                        + "file, id: secret.txt}, rooms: [{jid: \"r@rooms.example.org\", password: {source: env, id: ROOM}}]}",
                Map.of("ROOM", "of the room"));
        assertEquals(
                "of the room",
                room.accounts().get("default").rooms().get(0).password().reveal());
        assertFalse(env.toString().contains("environment"));
    }

    /** Substitutions of HOCON come from the environment of the process. */
    @Tag("R8")
    @Test
    void everyVariableWithAPasswordInItIsKnownHoweverThePasswordCameHere() throws IOException {
        Map<String, String> env = new HashMap<>(System.getenv());
        env.put("ALSO", "of a room");
        env.put("OTHER", "of nobody");
        String path = env.get("PATH");
        ChannelFile file = read(
                "{jid: \"bot@example.org\", password: ${PATH}, rooms: [{jid: \"r@rooms.example.org\", password: \"of a room\"}]}",
                env);
        assertEquals(path, password(file, "default"));
        assertTrue(
                file.secretVariables().containsAll(Set.of("PATH", "ALSO", "XMPP_PASSWORD")),
                file.secretVariables()::toString);
        assertFalse(file.secretVariables().contains("OTHER"));
        assertTrue(read(
                        "{accounts: {a: {jid: \"a@example.org\", password: p}, b: {enabled: false, password: ${PATH}}}}",
                        env)
                .secretVariables()
                .contains("PATH"));
    }

    @Tag("R8")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password: plain                                                | true",
                "password: \"a\"${PATH}                                          | true",
                "password: ${PATH}                                              | false",
                "password: ${?PATH}                                             | false",
                "password: {source: env, id: PATH}                              | false",
                "password: ${PATH}, rooms: [{jid: \"r@rooms.example.org\", password: plain}] | true",
                "secret: plain, password: ${secret}                             | true",
            })
    void aPasswordIsInTheFileOnlyIfItsTextIs(String fields, boolean there) throws IOException {
        assertEquals(
                there,
                ChannelFile.keepsPassword(
                        Files.writeString(folder.resolve("bot.conf"), "{jid: \"bot@example.org\", " + fields + "}")));
    }

    @Tag("R8")
    @Test
    void whatOnceHeldAPasswordStaysHidden() throws IOException {
        Path file = folder.resolve("bot.conf");
        ChannelSource source = new ChannelSource(file, Map.of("OLD", "of yesterday", "NEW", "of today", "PLAIN", "x"));
        Files.writeString(file, "{jid: \"bot@example.org\", password: {source: env, id: OLD}}");
        assertEquals("of yesterday", password(source.get(), "default"));
        assertEquals(Set.of("OLD", "XMPP_PASSWORD"), source.secretVariables());
        Files.writeString(file, "{jid: \"bot@example.org\", password: \"of today\"}");
        assertEquals("of today", password(source.get(), "default"));
        assertEquals(Set.of("OLD", "NEW", "XMPP_PASSWORD"), source.secretVariables());
    }

    @Test
    void referencesThatLeadNowhereAreToldWithTheirPlace() {
        for (var wrong : Map.of(
                        "{source: env, id: NOWHERE}", "NOWHERE is not set",
                        "{source: file, id: nowhere.txt}", "nowhere.txt cannot be read",
                        "{source: exec, id: \"exit 3\"}", "the command that gives the secret failed",
                        "{source: vault, id: x}", "must be env, file or exec",
                        "{id: x}", "has a source")
                .entrySet()) {
            InvalidConfigException told = assertThrows(
                    InvalidConfigException.class,
                    () -> read("{jid: \"bot@example.org\", password: " + wrong.getKey() + "}"));
            assertTrue(
                    told.problems().get(0).path().startsWith("password")
                            && told.problems().get(0).message().contains(wrong.getValue()),
                    told.getMessage());
        }
    }

    @Tag("H-58")
    @Test
    void aMistakeIsToldWithoutThePassword() {
        for (String text : List.of(
                "jid: \"bot@example.org\"\npassword: canary$1\n",
                "{\"jid\": \"bot@example.org\",\n\"password\": \"canary\n\"}",
                "password: ${canary}")) {
            XmppException told = assertThrows(XmppException.class, () -> read(text));
            assertEquals(XmppException.Kind.CONFIGURATION, told.kind());
            assertTrue(told.getMessage().contains("bot.conf is neither JSON nor HOCON"), told.getMessage());
            assertFalse(told.getMessage().contains("canary"), told.getMessage());
        }
        InvalidConfigException wrong = assertThrows(
                InvalidConfigException.class,
                () -> read("{jid: \"bot@example.org\", password: canary, dmPolicy: opn}"));
        assertTrue(wrong.getMessage().contains("dmPolicy"), wrong.getMessage());
        assertFalse(wrong.getMessage().contains("canary"), wrong.getMessage());
    }

    @Test
    void aFileThatIsMissingOrSwitchedOffIsToldSo() {
        XmppException missing =
                assertThrows(XmppException.class, () -> ChannelFile.read(folder.resolve("none.json"), Map.of()));
        assertTrue(missing.getMessage().contains("none.json cannot be read"), missing.getMessage());
        XmppException off = assertThrows(
                XmppException.class, () -> read("{jid: \"bot@example.org\", password: p, enabled: false}"));
        assertTrue(off.getMessage().contains("no account that is enabled"), off.getMessage());
    }
}
