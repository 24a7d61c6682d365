package ai.openclaw.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.spi.XmppProviders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The values that everything else is made of. */
class ValuesTest {

    private static final Jid BOT = Jid.of("bot@example.org");

    @Tag("R8")
    @Tag("H-58")
    @Test
    void aSecretNeverShowsItself() {
        Secret secret = Secret.of("canary");
        assertEquals("canary", secret.reveal());
        assertFalse(secret.toString().contains("canary"));
        assertFalse(SessionConfig.of(BOT, secret).toString().contains("canary"));
        assertFalse(new RoomConfig(Jid.of("r@c.org"), "bot", secret).toString().contains("canary"));
        assertEquals(secret, Secret.of("canary"));
        assertNotEquals(secret, Secret.of("other"));
        assertThrows(IllegalArgumentException.class, () -> Secret.of(""));
    }

    @Tag("H-58")
    @Test
    void whatIsSaidDoesNotShowItself() {
        XmlElement body = XmlElement.of("jabber:client", "body", "canary");
        ReplyReference reply = new ReplyReference("m1", null, "canary");
        OutgoingMessage outgoing = OutgoingMessage.to(BOT)
                .body("canary")
                .reply(reply)
                .payload(body)
                .build();
        Message incoming = new Message(
                ChatKind.DIRECT,
                BOT,
                BOT,
                null,
                "m1",
                null,
                Map.of(),
                "canary",
                null,
                reply,
                List.of(),
                null,
                true,
                false,
                false,
                Instant.EPOCH,
                false,
                List.of(body));
        for (Object shown : List.of(body, reply, outgoing, incoming)) {
            assertFalse(shown.toString().contains("canary"), shown.toString());
        }
        assertEquals("Message[DIRECT from bot@example.org, id=m1, 6 characters]", incoming.toString());
    }

    @Test
    void anAccountIsABareJid() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> SessionConfig.of(Jid.of("bot@example.org/x"), Secret.of("p")))
                .getMessage();
        assertTrue(message.contains("resource"), message);
        assertThrows(IllegalArgumentException.class, () -> SessionConfig.of(Jid.of("example.org"), Secret.of("p")));
    }

    @Test
    void aRoomHasALocalpartAndNoNick() {
        assertThrows(IllegalArgumentException.class, () -> RoomConfig.of(Jid.of("conference.example.org"), "bot"));
        assertThrows(IllegalArgumentException.class, () -> RoomConfig.of(Jid.of("r@c.org/nick"), "bot"));
        assertThrows(IllegalArgumentException.class, () -> RoomConfig.of(Jid.of("r@c.org"), ""));
    }

    @Test
    void amessageMustHaveSomethingInItAndGoWhereItCan() {
        assertThrows(
                IllegalArgumentException.class, () -> OutgoingMessage.to(BOT).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> OutgoingMessage.toRoom(Jid.of("r@c.org/nick")).body("x").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> OutgoingMessage.to(ChatKind.ROOM_PRIVATE, Jid.of("r@c.org"))
                        .body("x")
                        .build());
        assertEquals("x", OutgoingMessage.to(BOT).body("x").build().body());
    }

    @Test
    void elementsKeepTheOrderOfTheirContent() {
        XmlElement element = XmlElement.of("urn:x", "a")
                .withText("one ")
                .with(XmlElement.of("urn:x", "b", "two"))
                .withText(" three")
                .with("k", "v");
        assertEquals("one  three", element.text());
        assertEquals(List.of(XmlElement.of("urn:x", "b", "two")), element.children());
        assertEquals("v", element.attribute("k"));
        assertEquals(element.with("k", null), element.with("k", null).with("k", null));
        assertTrue(element.child("urn:y", "b").isEmpty());
        assertThrows(IllegalArgumentException.class, () -> XmlElement.of("urn:x", ""));
    }

    @Test
    void saysThatThereIsNoEngine() {
        XmppException none = assertThrows(XmppException.class, () -> XmppProviders.named("babbler"));
        assertEquals(XmppException.Kind.CONFIGURATION, none.kind());
        assertTrue(none.getMessage().contains("xmpp-babbler-impl"), none.getMessage());
    }

    @Test
    void onlyFaultsThatPassAreRetried() {
        List<XmppException.Kind> retried = java.util.Arrays.stream(XmppException.Kind.values())
                .filter(XmppException.Kind::isRetryable)
                .toList();
        assertEquals(
                List.of(XmppException.Kind.UNREACHABLE, XmppException.Kind.DISCONNECTED, XmppException.Kind.TIMEOUT),
                retried);
    }
}
