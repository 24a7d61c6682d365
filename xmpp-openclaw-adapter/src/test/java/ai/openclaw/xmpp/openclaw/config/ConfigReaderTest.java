package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.policy.DmPolicy;
import ai.openclaw.xmpp.policy.GroupPolicy;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String MINIMAL = "'jid': 'bot@example.org', 'password': 'canary'";

    private static JsonObject json(String text) {
        return JsonParser.parseString("{" + text.replace('\'', '"') + "}").getAsJsonObject();
    }

    private static AccountConfig read(String text) {
        return ConfigReader.read(json(text));
    }

    private static List<ConfigProblem> problems(String text) {
        return assertThrows(InvalidConfigException.class, () -> read(text)).problems();
    }

    @Test
    void fillsInTheDefaults() {
        AccountConfig config = read(MINIMAL);
        assertEquals(Jid.of("bot@example.org"), config.session().jid());
        assertEquals("openclaw", config.session().resource());
        assertEquals("bot", config.nick());
        assertEquals(DmPolicy.PAIRING, config.access().dmPolicy());
        assertEquals(GroupPolicy.OPEN, config.access().groupPolicy());
        assertEquals(4000, config.textChunkLimit());
        assertEquals(20L << 20, config.mediaMaxBytes());
        assertFalse(config.toString().contains("canary"));
    }

    @Test
    void readsTheSeedsExample() {
        AccountConfig config = read("'enabled': true, 'jid': 'bot@example.com', 'password': 'secret',"
                + "'server': 'wss://example.com/ws', 'resource': 'openclaw',"
                + "'rooms': ['room@conference.example.com'], 'dmPolicy': 'allowlist', 'groupPolicy': 'allowlist',"
                + "'allowFrom': ['admin@example.com', '*@company.com'], 'groupAllowFrom': ['moderator@example.com'],"
                + "'mucRooms': {'room@conference.example.com': {'enabled': true, 'requireMention': false,"
                + "'users': ['user1@example.com'], 'systemPrompt': 'x', 'skills': ['web-search']},"
                + "'off@conference.example.com': {'enabled': false}}");
        assertEquals(List.of(RoomConfig.of(Jid.of("room@conference.example.com"), "bot")), config.rooms());
        assertFalse(config.access().room(Jid.of("room@conference.example.com")).requireMention());
        assertFalse(config.access().room(Jid.of("off@conference.example.com")).enabled());
        assertTrue(config.access().allowFrom().contains(Jid.of("bob@company.com")));
        assertEquals("wss://example.com:443/ws", String.valueOf(config.session().server()));
    }

    @Test
    void roomsGetTheirDefaultsFromTheStar() {
        AccountConfig config = read(MINIMAL + ", 'mucRooms': {'*': {'requireMention': false, 'trustRoom': true},"
                + "'a@c.example.org': {}, 'b@c.example.org': {'requireMention': true}}");
        assertFalse(config.access().room(Jid.of("a@c.example.org")).requireMention());
        assertTrue(config.access().room(Jid.of("b@c.example.org")).requireMention());
        assertTrue(config.access().room(Jid.of("b@c.example.org")).trustRoom());
        assertFalse(config.access().room(Jid.of("elsewhere@c.example.org")).requireMention());
        assertFalse(config.access().rooms().containsKey(Jid.of("elsewhere@c.example.org")));
        assertEquals(2, config.rooms().size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'passwrod': 'x'                              | passwrod           | password",
                "'mucRooms': {'a@c.org': {'requireMenton': 1}}| mucRooms.a@c.org.requireMenton | requireMention",
                "'dmPolicy': 'opne'                           | dmPolicy           | open",
                "'textChunkLimit': 'x'                        | textChunkLimit     | number",
                "'server': 'http://example.org'               | server             | wss://",
                "'server': 'ws://example.org/ws'              | server             | wss://",
                "'allowFrom': ['alice']                       | allowFrom[0]       | alice@example.org",
                "'allowFrom': ['alice@example.org/phone']     | allowFrom[0]       | resource",
                "'rooms': ['room@c.org/nick']                 | rooms[0]           | nick",
                "'tls': {'caFile': '/does/not/exist.pem'}     | tls.caFile         | PEM",
                "'tls': {'verify': false}                     | tls.verify         | ",
                "'sasl': ['DIGEST-MD5']                       | sasl[0]            | SCRAM-SHA-256",
            })
    void saysWhatIsWrongWhereAndWhatToDo(String setting, String path, String hint) {
        List<ConfigProblem> problems = problems(MINIMAL + ", " + setting);
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(path, problems.get(0).path());
        assertTrue(
                hint == null || problems.get(0).message().contains(hint),
                problems.get(0).message());
    }

    @Tag("R2")
    @Test
    void refusesARoomAmongPeople() {
        List<ConfigProblem> problems = problems(MINIMAL + ", 'rooms': ['r@c.org'], 'allowFrom': ['r@c.org'],"
                + "'mucRooms': {'s@c.org': {'users': ['s@c.org']}}");
        assertEquals(
                List.of("allowFrom[0]", "mucRooms.s@c.org.users[0]"),
                problems.stream().map(ConfigProblem::path).toList());
    }

    @Test
    void tellsAllProblemsAtOnce() {
        List<ConfigProblem> problems = problems("'jid': 'bot@example.org/x', 'dmPolicy': 'no', 'foo': 1");
        assertEquals(
                List.of("dmPolicy", "foo", "jid", "password"),
                problems.stream().map(ConfigProblem::path).sorted().toList());
        assertTrue(
                problems.stream()
                        .anyMatch(p -> p.path().equals("jid") && p.message().contains("resource")),
                problems.toString());
    }

    @Tag("R8")
    @Test
    void saysThatASecretWasNotResolved() {
        List<ConfigProblem> problems =
                problems("'jid': 'bot@example.org', 'password': {'source': 'env', 'provider': 'default', 'id': 'X'}");
        assertEquals("password", problems.get(0).path());
        assertFalse(problems.get(0).message().isBlank());
    }
}
