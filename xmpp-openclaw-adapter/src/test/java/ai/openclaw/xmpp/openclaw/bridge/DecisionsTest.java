package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.Admission;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Facts;
import ai.openclaw.xmpp.policy.Kind;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final Decision LISTED = new Decision(Admission.DISPATCH, Reason.SENDER_LISTED);
    private static final Decision REFUSED = new Decision(Admission.DROP, Reason.SENDER_NOT_LISTED);

    private final Decisions decisions =
            new Decisions(Clock.fixed(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC));

    private static Matter direct(String eventId, String from, String... ids) {
        Jid sender = Jid.of(from);
        return new Matter(
                eventId, Facts.direct(Kind.DIRECT_MESSAGE, sender.bare()), sender, sender.bare(), List.of(ids));
    }

    private static Matter inRoom(String eventId, String from, @Nullable String real) {
        Jid occupant = Jid.of(from);
        return new Matter(
                eventId,
                Facts.room(Kind.ROOM_MESSAGE, occupant.bare(), real == null ? null : Jid.of(real), true),
                occupant,
                occupant.bare(),
                List.of());
    }

    private List<String> events(@Nullable String query, int limit) {
        return decisions.find(query, limit).stream()
                .map(entry -> entry.matter().eventId())
                .toList();
    }

    @Test
    void keepsTheLatestThousandAndCountsAll() {
        for (int i = 0; i < 1500; i++) {
            decisions.note(direct("e" + i, "p" + i + "@example.org/x"), LISTED);
        }
        assertEquals(List.of("e1499", "e1498", "e1497"), events(null, 3));
        assertEquals(1000, events(null, 5000).size());
        assertEquals(List.of(), events("e499", 10));
        assertEquals(List.of("e500"), events("e500", 10));
        assertEquals(Map.of(Reason.SENDER_LISTED, 1500L), decisions.counters());
    }

    @Test
    void oneEventIsOneEntryHoweverOftenItComesAgain() {
        decisions.note(direct("e1", "alice@example.org/x"), LISTED).hostSaid("retry", "busy");
        decisions.note(direct("e2", "bob@example.org/x"), LISTED);
        Decisions.Entry again = decisions.note(direct("e1", "alice@example.org/x"), LISTED);
        assertEquals(List.of("e1", "e2"), events(null, 10));
        assertNull(decisions.find("e1", 1).get(0).said());
        again.hostSaid("adopted", null);
        assertNotNull(decisions.find("e1", 1).get(0).said());
        decisions.note(direct("e1", "alice@example.org/x"), REFUSED);
        assertEquals(Map.of(Reason.SENDER_LISTED, 2L, Reason.SENDER_NOT_LISTED, 1L), decisions.counters());
    }

    @Test
    void isAskedByIdPersonOccupantAndConversation() {
        decisions.note(direct("e1", "alice@example.org/phone", "m1", "origin1"), LISTED);
        decisions.note(inRoom("e2", "lab@rooms.example.org/wonder", "alice@example.org"), LISTED);
        decisions.note(inRoom("e3", "lab@rooms.example.org/mad hatter", null), REFUSED);
        decisions.note(direct("e4", "bob@example.org/x", "m1x"), REFUSED);
        assertEquals(List.of("e1"), events("m1", 10));
        assertEquals(List.of("e1"), events("origin1", 10));
        assertEquals(List.of("e2", "e1"), events("alice@example.org", 10));
        assertEquals(List.of("e2", "e1"), events("xmpp:Alice@EXAMPLE.org", 10));
        assertEquals(List.of("e1"), events("alice@example.org/phone", 10).subList(1, 2));
        assertEquals(List.of("e3", "e2"), events("lab@rooms.example.org", 10));
        assertEquals(List.of("e3"), events("lab@rooms.example.org/mad hatter", 10));
        assertEquals(List.of(), events("nobody@example.org", 10));
        assertEquals(List.of("e4"), events(null, 1));
    }
}
