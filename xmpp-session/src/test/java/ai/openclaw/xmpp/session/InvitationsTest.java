package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invitations to rooms: what is one, who is behind it, and that nothing happens by itself. */
class InvitationsTest {

    private static final Jid ROOM = Jid.of("team@rooms.example.org");
    private static final Jid ALICE = Jid.of("alice@example.org");
    private static final String MUC = "http://jabber.org/protocol/muc#user";

    private World world;

    @BeforeEach
    void start() {
        world = new World().start();
        world.stream().sent.clear();
    }

    private void say(String xml) {
        world.stream().say(xml);
    }

    private static String mediated(String from, String inviter, String more) {
        return "<message from='" + from + "' to='bot@example.org'><x xmlns='" + MUC + "'><invite"
                + (inviter.isEmpty() ? "" : " from='" + inviter + "'") + "><reason>come in</reason></invite>" + more
                + "</x></message>";
    }

    private static String direct(String from, String room) {
        return "<message from='" + from + "' to='bot@example.org'><x xmlns='jabber:x:conference' jid='" + room
                + "' password='sesame' reason='come in'/><body>come in</body></message>";
    }

    private Invitation only() {
        assertEquals(1, world.invitations.size());
        return world.invitations.get(0);
    }

    @Tag("C-37")
    @Test
    @Tag("XEP-0045")
    void aRoomTellsWhoInvites() {
        say(mediated(ROOM.toString(), "alice@example.org/phone", "<password>sesame</password>"));
        Invitation invitation = only();
        assertEquals(ROOM, invitation.room());
        assertEquals(ALICE, invitation.inviter());
        assertFalse(invitation.direct(), "only the room says so");
        assertEquals("sesame", invitation.password().reveal());
        assertEquals("come in", invitation.reason());
    }

    @Tag("C-37")
    @Test
    @Tag("XEP-0249")
    void aPersonInvitesDirectly() {
        say(direct("alice@example.org/phone", ROOM.toString()));
        Invitation invitation = only();
        assertEquals(ROOM, invitation.room());
        assertEquals(ALICE, invitation.inviter());
        assertTrue(invitation.direct());
        assertEquals("sesame", invitation.password().reveal());
        assertEquals("come in", invitation.reason());
    }

    @Tag("C-37")
    @Tag("H-37")
    @Test
    void whoInvitesMayBeUnknownAndIsNeverTheRoom() {
        say(mediated(ROOM.toString(), "", ""));
        say(mediated(ROOM.toString(), ROOM + "/alice", ""));
        say(mediated(ROOM.toString(), "not a jid@", ""));
        assertEquals(3, world.invitations.size());
        for (Invitation invitation : world.invitations) {
            assertNull(invitation.inviter());
            assertFalse(invitation.direct());
        }
    }

    /** Services write both for old clients; the room's word must not pass for a person's. */
    @Tag("H-37")
    @Test
    void theRoomsFormCountsWhereBothAreThere() {
        say("<message from='" + ROOM + "'><x xmlns='" + MUC + "'><invite from='alice@example.org'/></x>"
                + "<x xmlns='jabber:x:conference' jid='other@rooms.example.org'/></message>");
        assertEquals(ROOM, only().room());
        assertFalse(only().direct());
    }

    @Tag("C-37")
    @Tag("H-37")
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Occupants and services are no rooms.
                "<message from='team@rooms.example.org/mallory'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='alice@example.org'/></x></message>",
                "<message from='rooms.example.org'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='alice@example.org'/></x></message>",
                "<message from='team@rooms.example.org/mallory'><x xmlns='http://jabber.org/protocol/muc#user'/><x xmlns='jabber:x:conference' jid='evil@rooms.evil.example'/></message>",
                // Nobody.
                "<message><x xmlns='http://jabber.org/protocol/muc#user'><invite from='alice@example.org'/></x></message>",
                "<message from='example.org'><x xmlns='jabber:x:conference' jid='evil@rooms.evil.example'/></message>",
                // Ourselves.
                "<message from='bot@example.org/phone'><x xmlns='jabber:x:conference' jid='team@rooms.example.org'/></message>",
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='bot@example.org'/></message>",
                // Into what cannot be a room.
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='rooms.example.org'/></message>",
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='team@rooms.example.org/nick'/></message>",
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='alice@example.org'/></message>",
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='&lt;&gt;'/></message>",
                "<message from='alice@example.org/a'><x xmlns='jabber:x:conference'/></message>",
                // Of other types.
                "<message type='error' from='team@rooms.example.org'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='alice@example.org'/></x></message>",
                "<message type='headline' from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='team@rooms.example.org'/></message>",
                "<message type='groupchat' from='alice@example.org/a'><x xmlns='jabber:x:conference' jid='team@rooms.example.org'/></message>",
            })
    void isNone(String xml) {
        say(xml);
        assertEquals(List.of(), world.invitations);
        assertEquals(List.of(), world.messages);
        assertEquals(
                1,
                world.stream().acknowledged.stream()
                        .filter(stanza -> stanza.kind() == Stanza.Kind.MESSAGE)
                        .count());
    }

    @Tag("H-37")
    @Test
    void whoIsInARoomWithUsInvitesNobodyThroughIt() {
        world.session.rooms().join(RoomConfig.of(ROOM, "bot"));
        world.run();
        say("<presence from='" + ROOM + "/mallory'><x xmlns='" + MUC
                + "'><item affiliation='none' role='participant' jid='mallory@evil.example/x'/></x></presence>");
        say("<presence from='" + ROOM + "/bot'><x xmlns='" + MUC
                + "'><item affiliation='none' role='participant'/><status code='110'/></x></presence>");
        say("<message type='groupchat' from='" + ROOM + "/x'><subject/></message>");
        say(direct(ROOM + "/mallory", "evil@rooms.evil.example"));
        say(direct(ROOM + "/mallory", "evil@rooms.evil.example").replace("<message", "<message type='groupchat'"));
        say(mediated(ROOM + "/mallory", "alice@example.org", ""));
        assertEquals(List.of(), world.invitations);
        assertEquals(List.of(), world.messages, "nor is it something to be read");
    }

    @Tag("C-37")
    @Test
    void nothingHappensByItselfHoweverManyCome() {
        for (int i = 0; i < 1000; i++) {
            say(mediated("evil" + i + "@rooms.evil.example", "alice@example.org", ""));
            say(direct("mallory@evil.example/x", "evil" + i + "@rooms.evil.example"));
        }
        assertEquals(2000, world.invitations.size());
        assertEquals(List.of(), world.stream().sent);
        assertEquals(List.of(), world.session.rooms().list());
        assertEquals(List.of(), world.messages);
    }

    @Test
    @Tag("XEP-0045")
    void declinesToTheRoomAndOnlyARoomsInvitation() {
        say(mediated(ROOM.toString(), "alice@example.org/phone", ""));
        say(direct("alice@example.org/phone", ROOM.toString()));
        world.session.rooms().decline(world.invitations.get(0), "not now <&>");
        world.session.rooms().decline(world.invitations.get(1), "not now");
        world.run();
        assertEquals(1, world.stream().sent.size(), world.stream().text());
        Stanza declined = world.stream().sent.get(0);
        assertEquals(ROOM, declined.to());
        assertTrue(
                world.stream()
                        .text()
                        .contains("<decline to='alice@example.org'><reason>not now &lt;&amp;&gt;</reason>"),
                world.stream().text());
    }

    @Test
    void keepsReasonsShort() {
        say(mediated(ROOM.toString(), "alice@example.org", "").replace("come in", "\uD83D\uDE00".repeat(5000)));
        assertEquals(1000, only().reason().codePointCount(0, only().reason().length()));
    }

    @Test
    void isMadeOfWhatMakesSense() {
        assertThrows(
                IllegalArgumentException.class, () -> new Invitation(Jid.of("example.org"), ALICE, true, null, null));
        assertThrows(
                IllegalArgumentException.class, () -> new Invitation(ROOM.withResource("x"), ALICE, true, null, null));
        assertThrows(NullPointerException.class, () -> new Invitation(ROOM, null, true, null, null));
        assertEquals(ALICE, new Invitation(ROOM, ALICE.withResource("a"), true, null, null).inviter());
        assertFalse(new Invitation(ROOM, ALICE, true, ai.openclaw.xmpp.Secret.of("sesame"), null)
                .toString()
                .contains("sesame"));
    }
}
