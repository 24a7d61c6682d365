package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.media.MediaLink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final Jid ACCOUNT = Jid.of("bot@example.org");
    private static final Jid ROOM = Jid.of("lab@rooms.example.org");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private static String id(ChatKind kind, String body, @Nullable String replaces, @Nullable String url, Instant at) {
        Jid from = kind == ChatKind.ROOM ? Jid.of(ROOM + "/alice") : Jid.of("alice@example.org/x");
        return EventIds.of(
                ACCOUNT,
                new Message(
                        kind,
                        from,
                        ACCOUNT,
                        null,
                        "m1",
                        null,
                        Map.of(kind == ChatKind.ROOM ? ROOM : ACCOUNT, "a1"),
                        body,
                        null,
                        null,
                        url == null ? List.of() : List.of(new MediaLink(url, null)),
                        replaces,
                        true,
                        false,
                        false,
                        at,
                        !at.equals(NOON),
                        List.of()));
    }

    /** A room may give one id twice; our own account's archive does not. */
    @Tag("C-23")
    @Test
    void theSameIdOfARoomWithOtherContentIsAnotherEvent() {
        String first = id(ChatKind.ROOM, "hi", null, null, NOON);
        assertNotEquals(first, id(ChatKind.ROOM, "ho", null, null, NOON));
        assertNotEquals(first, id(ChatKind.ROOM, "hi", "m0", null, NOON));
        assertNotEquals(first, id(ChatKind.ROOM, "hi", null, "https://a.example/1", NOON));
        assertNotEquals(
                id(ChatKind.ROOM, "hi", null, "https://a.example/2", NOON),
                id(ChatKind.ROOM, "hi", null, "https://a.example/1", NOON));
        assertEquals(id(ChatKind.DIRECT, "hi", null, null, NOON), id(ChatKind.DIRECT, "ho", null, null, NOON));
    }

    @Test
    void theSameThatComesAgainLaterIsTheSameEvent() {
        for (ChatKind kind : List.of(ChatKind.ROOM, ChatKind.DIRECT)) {
            assertEquals(
                    id(kind, "hi", "m0", "https://a.example/1", NOON),
                    id(kind, "hi", "m0", "https://a.example/1", NOON.minusSeconds(3600)));
        }
    }
}
