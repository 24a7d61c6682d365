package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom somebody means who writes an address in one of its many forms. */
class TargetTest {

    @Tag("C-39")
    @ParameterizedTest
    @CsvSource({
        "alice@example.org, -, alice@example.org",
        "  ALICE@Example.ORG , -, alice@example.org",
        "xmpp:alice@example.org, -, alice@example.org",
        "XMPP:alice@example.org, -, alice@example.org",
        "xmpp:alice@example.org?message, -, alice@example.org",
        "xmpp:alice@example.org?message;body=hi%20there&x=@evil.example, -, alice@example.org",
        "xmpp:alice@example.org#fragment, -, alice@example.org",
        "xmpp:alice@example.org/phone?message, -, alice@example.org/phone",
        "xmpp:alice%40home@example.org, refused, -",
        "xmpp:nasty%5c27alice@example.org, -, nasty\\27alice@example.org",
        "xmpp:alice@example.org/a%20b%3Fc, -, alice@example.org/a b?c",
        "xmpp:al+ice@example.org, -, al+ice@example.org",
        "xmpp:b%C3%BCcher@example.org, -, bücher@example.org",
        "xmpp://bot@example.org/alice@example.org?message, -, alice@example.org",
        "xmpp:team@rooms.example.org?join, -, team@rooms.example.org",
        "user:alice@example.org, DIRECT, alice@example.org",
        "user:xmpp:alice@example.org?message, DIRECT, alice@example.org",
        "xmpp:user:alice@example.org, DIRECT, alice@example.org",
        "room:team@rooms.example.org, ROOM, team@rooms.example.org",
        "ROOM:xmpp:team@rooms.example.org?join, ROOM, team@rooms.example.org",
        "room:team@rooms.example.org/alice, ROOM_PRIVATE, team@rooms.example.org/alice",
        "room:team@rooms.example.org/what?, ROOM_PRIVATE, team@rooms.example.org/what?",
        "alice@example.org/res?x#y, -, alice@example.org/res?x#y",
        "user:carol@conference.example.net, DIRECT, carol@conference.example.net",
    })
    void isRead(String text, String kind, String jid) {
        if (kind.equals("refused")) {
            assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
            return;
        }
        Target target = Target.parse(text);
        assertEquals(jid, target.jid().toString());
        assertEquals(kind, target.kind() == null ? "-" : target.kind().name());
    }

    /** Nothing of a prefix or a query gets into an address that is sent to. */
    @Tag("C-39")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xmpp:",
                "user:",
                "xmpp:?message",
                "xmpp:%",
                "xmpp:%zz@x.org",
                "mailto:alice@example.org",
                "alice@",
                "a b@c.org",
                "xmpp:alice@example.org%00"
            })
    void isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
    }

    /** The text is the model's, and may be anything. */
    @Tag("C-39")
    @Test
    void whatIsTooLongIsRefusedAndNotRepeated() {
        for (String text : List.of(
                "user:".repeat(20_000) + "alice@example.org",
                "xmpp:".repeat(5) + "alice@example.org",
                "alice@example.org?" + "x".repeat(20_000),
                "xmpp:" + "a".repeat(20_000))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> Target.parse(text), () -> text.substring(0, 20));
            assertTrue(String.valueOf(refused.getMessage()).length() < 200, refused.getMessage());
        }
        assertEquals(
                "alice@example.org",
                Target.parse("xmpp:alice@example.org?message;body=" + "x".repeat(4000))
                        .jid()
                        .toString());
    }
}
