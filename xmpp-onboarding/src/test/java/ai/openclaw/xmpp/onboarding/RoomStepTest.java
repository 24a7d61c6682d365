package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.ProbeReport.PublicRoom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The wizard's questions about rooms. */
class RoomStepTest {

    private static final @Nullable String ENTER = null;

    private final FakeServer server = new FakeServer();

    private static PublicRoom room(String name, @Nullable String title, String... features) {
        return new PublicRoom(Jid.of(name + "@conference.example.org"), title, false, Set.of(features));
    }

    private Object rooms(Map<String, ?> current, ScriptedPrompter person) {
        return new Wizard(server.check())
                .run(current, Map.of(), person)
                .orElseThrow()
                .config()
                .get("rooms");
    }

    @Test
    void suggestsTheRoomsThatWereFoundAndTakesOthers() {
        server.rooms = List.of(
                room("team", "Team"),
                room("lounge", "Bar\u001b[5m & lounge\n", "muc_semianonymous", "muc_passwordprotected"));
        ScriptedPrompter person = new ScriptedPrompter(
                "bot@example.org",
                "right",
                ENTER,
                ENTER,
                ENTER,
                ENTER,
                "lounge@conference.example.org",
                "Team, other@rooms.example.net",
                ENTER);

        assertEquals(
                List.of("lounge@conference.example.org", "team@conference.example.org", "other@rooms.example.net"),
                rooms(Map.of(), person));
        assertTrue(
                person.offered.contains(new Prompter.Option(
                        "lounge@conference.example.org",
                        "lounge@conference.example.org  \"Bar [5m & lounge\"",
                        "wants a password, hides who its occupants are")),
                () -> person.offered.toString());
        assertTrue(
                person.offered.contains(
                        new Prompter.Option("team@conference.example.org", "team@conference.example.org", null)),
                () -> person.offered.toString());
    }

    @Test
    void proposesTheRoomsOfTheConfiguration() {
        server.rooms = List.of(room("team", null), room("lounge", null));
        Map<String, Object> current = Map.of(
                "jid",
                "bot@example.org",
                "password",
                "right",
                "rooms",
                List.of("team@conference.example.org", "far@rooms.example.net"));
        ScriptedPrompter person = new ScriptedPrompter(ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER);

        assertEquals(List.of("team@conference.example.org", "far@rooms.example.net"), rooms(current, person));
        assertTrue(person.saw("Other rooms to join"), () -> person.seen.toString());
        assertTrue(person.saw("[far@rooms.example.net]"), () -> person.seen.toString());
    }

    private ScriptedPrompter warned(Map<String, ?> room, List<String> groupAllowFrom, String name) {
        ScriptedPrompter person = new ScriptedPrompter(ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, name, ENTER);
        rooms(
                Map.of(
                        "jid",
                        "bot@example.org",
                        "password",
                        "right",
                        "groupAllowFrom",
                        groupAllowFrom,
                        "mucRooms",
                        Map.of(name + "@conference.example.org", room)),
                person);
        return person;
    }

    @Test
    void warnsOfASenderListInARoomThatHidesItsOccupants() {
        server.rooms = List.of(room("open", null, "muc_nonanonymous"), room("veiled", null, "muc_semianonymous"));
        server.hiddenRooms = List.of(room("cellar", null, "muc_semianonymous"));
        List<String> alice = List.of("alice@example.org");

        String warning = "Nobody would be heard in ";
        assertTrue(warned(Map.of(), alice, "veiled").saw(warning + "veiled@conference.example.org"));
        assertTrue(warned(Map.of("users", alice), List.of(), "veiled").saw(warning));
        assertTrue(warned(Map.of(), alice, "cellar").saw(warning + "cellar@conference.example.org"));
        assertFalse(warned(Map.of("trustRoom", true), alice, "veiled").saw(warning));
        assertFalse(warned(Map.of(), List.of(), "veiled").saw(warning));
        assertFalse(warned(Map.of("users", alice), alice, "open").saw(warning));
    }
}
