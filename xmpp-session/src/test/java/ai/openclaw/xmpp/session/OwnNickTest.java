package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnNickTest {

    private final OwnNick nick = new OwnNick("bot");

    @Test
    void triesAFewLikeItAndGivesUp() {
        List<String> tried = new ArrayList<>(List.of(nick.current()));
        while (nick.next()) {
            tried.add(nick.current());
        }
        assertEquals(List.of("bot", "bot-2", "bot-3", "bot-4", "bot-5"), tried);
        nick.reset();
        assertEquals("bot", nick.current());
        assertTrue(nick.next());
    }

    @Test
    void knowsASecondChoiceFromWhatTheRoomGaveAndFromWhatIsWantedNow() {
        nick.given("Bot");
        assertFalse(nick.isWanted());
        assertFalse(nick.isSecondChoice(), "the room writes it so");
        nick.reset();
        nick.next();
        assertTrue(nick.isSecondChoice());
        nick.want("bot-2");
        assertFalse(nick.isSecondChoice());
        nick.want("robot");
        assertEquals("bot-2", nick.current());
        nick.given("robot");
        assertTrue(nick.isWanted());
    }
}
