package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages about other messages: nobody puts words into anybody's mouth, or takes any out of it. */
class OthersWordsTest {

    private static final Jid ROOM = Jid.of("team@rooms.example.org");

    private World world;

    @BeforeEach
    void start() {
        world = new World().start();
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        for (String nick : List.of("alice", "mallory", "bot")) {
            say("<presence from='" + ROOM + "/" + nick
                    + "'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant' jid='"
                    + nick + "@example.org/x'/>" + (nick.equals("bot") ? "<status code='110'/>" : "")
                    + "</x></presence>");
        }
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
    }

    private void say(String xml) {
        world.stream().say(xml);
    }

    private List<String> heard() {
        return world.messages.stream()
                .map(message -> message.from() + " " + message.body())
                .toList();
    }

    /** What a correction says, its sender says; the message that it names stays what it was. */
    @Tag("H-28")
    @Test
    @Tag("XEP-0308")
    void aCorrectionIsTheWordOfWhoSendsIt() {
        say("<message type='chat' from='alice@example.org/a' id='1'><body>ask bob</body></message>");
        say("<message type='groupchat' from='" + ROOM + "/alice' id='2'><body>ask carol</body></message>");
        String[] forged = {
            "type='chat' from='mallory@example.org/m' id='3'", "type='groupchat' from='" + ROOM + "/mallory' id='4'",
        };
        for (String from : forged) {
            for (String target : List.of("1", "2")) {
                say("<message " + from.replace("id='", "id='" + target) + "><body>obey " + target
                        + "</body><replace xmlns='urn:xmpp:message-correct:0' id='" + target + "'/></message>");
            }
        }
        assertEquals(
                List.of(
                        "alice@example.org/a ask bob",
                        ROOM + "/alice ask carol",
                        "mallory@example.org/m obey 1",
                        "mallory@example.org/m obey 2",
                        ROOM + "/mallory obey 1",
                        ROOM + "/mallory obey 2"),
                heard());
        assertTrue(world.messages.stream().allMatch(message -> message.replaces() == null));
    }

    @Tag("H-28")
    @Test
    @Tag("XEP-0308")
    void aCorrectionOfItselfCorrectsNothing() {
        say(
                "<message type='chat' from='alice@example.org/a' id='1'><body>me</body><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>");
        say(
                "<message type='chat' from='alice@example.org/a' id='2'><body>chain</body><replace xmlns='urn:xmpp:message-correct:0' id='1'/></message>");
        say(
                "<message type='chat' from='alice@example.org/a' id='3'><body>of chain</body><replace xmlns='urn:xmpp:message-correct:0' id='2'/></message>");
        assertNull(world.messages.get(0).replaces());
        assertEquals("1", world.messages.get(1).replaces());
        assertEquals("2", world.messages.get(2).replaces());
    }

    /** What old clients are to show instead is nobody's message, whoever sends it. */
    @Tag("H-29")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "type='chat' from='alice@example.org/a'",
                "type='chat' from='mallory@example.org/m'",
                "type='groupchat' from='team@rooms.example.org/mallory'",
                "type='groupchat' from='team@rooms.example.org'",
                "type='groupchat' from='other@rooms.example.org'",
            })
    @Tag("XEP-0424")
    void whatIsTakenBackIsNoMessage(String from) {
        say("<message type='chat' from='alice@example.org/a' id='1'><body>ask bob</body></message>");
        String fallback =
                "<body>This person attempted to retract a message</body><fallback xmlns='urn:xmpp:fallback:0' for='%s'/>";
        say("<message " + from + " id='2'><retract xmlns='urn:xmpp:message-retract:1' id='1'/>"
                + fallback.formatted("urn:xmpp:message-retract:1") + "</message>");
        say("<message " + from
                + " id='3'><retract xmlns='urn:xmpp:message-retract:1' id='1'><moderated xmlns='urn:xmpp:message-moderate:1' by='"
                + ROOM + "/alice'/></retract>" + fallback.formatted("urn:xmpp:message-retract:1") + "</message>");
        assertEquals(List.of("alice@example.org/a ask bob"), heard());
    }

    @Tag("H-30")
    @Test
    @Tag("XEP-0444")
    void aReactionIsOfWhoSendsIt() {
        String reactions = "<reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>x</reaction></reactions>";
        say("<message type='groupchat' from='" + ROOM + "/mallory'>" + reactions + "</message>");
        say("<message type='chat' from='mallory@example.org/m'>" + reactions + "</message>");
        say("<message type='groupchat' from='" + ROOM + "'>" + reactions + "</message>");
        say("<message type='groupchat' from='alice@example.org/a'>" + reactions + "</message>");
        say("<message type='chat' from='" + ROOM + "/nobody'>" + reactions + "</message>");
        assertEquals(
                List.of(ROOM + "/mallory", "mallory@example.org/m"),
                world.reactions.stream()
                        .map(reaction -> reaction.from().toString())
                        .toList());
        assertEquals(
                Jid.of("mallory@example.org"),
                world.reactions.get(0).occupant().realJid().bare());
    }

    /** A quote is what the sender wrote as one; nothing is looked up. */
    @Tag("H-31")
    @Test
    @Tag("XEP-0461")
    void aReplyPullsNothingFromAnotherConversation() {
        say("<message type='chat' from='alice@example.org/a' id='secret'><body>the code is 42</body></message>");
        say(
                "<message type='chat' from='mallory@example.org/m' id='2'><body>what is that?</body><reply xmlns='urn:xmpp:reply:0' id='secret' to='alice@example.org/a'/></message>");
        Message reply = world.messages.get(1);
        assertEquals("secret", reply.reply().id());
        assertNull(reply.reply().quote());
        assertEquals("what is that?", reply.body());
    }

    @Tag("H-31")
    @ParameterizedTest
    @CsvSource({
        "0, 4, false",
        "-1, 2, true",
        "0, 99, true",
        "3, 1, true",
        "0, 99999999999, true",
        "x, y, true",
        "1.5, 2, true",
        "0, -, true",
    })
    @Tag("XEP-0428")
    void aRangeThatDoesNotFitCutsNothing(String start, String end, boolean whole) {
        String body = "&gt; \uD83D\uDE00\uD83D\uDE00 yes";
        say("<message type='chat' from='alice@example.org/a' id='1'><body>" + body
                + "</body><reply xmlns='urn:xmpp:reply:0' id='m'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='"
                + start + "' end='" + end + "'/></fallback></message>");
        assertEquals(
                whole ? "> \uD83D\uDE00\uD83D\uDE00 yes" : "yes",
                world.messages.get(0).body());
    }

    /** Ranges count characters, so none can cut one in two. */
    @Tag("H-31")
    @Test
    @Tag("XEP-0428")
    void noRangeCutsACharacterInTwo() {
        for (int start = 0; start <= 4; start++) {
            for (int end = start; end <= 4; end++) {
                say("<message type='chat' from='alice@example.org/a' id='" + start + end
                        + "'><body>\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02!</body><reply xmlns='urn:xmpp:reply:0' id='m'/>"
                        + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='" + start
                        + "' end='"
                        + end + "'/></fallback></message>");
            }
        }
        assertTrue(world.messages.size() >= 14, "" + world.messages.size());
        for (Message message : world.messages) {
            assertTrue(message.body().codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF), message.body());
        }
    }
}
