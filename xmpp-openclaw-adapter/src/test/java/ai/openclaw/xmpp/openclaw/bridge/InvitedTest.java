package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import ai.openclaw.xmpp.tck.sim.Person;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invitations to rooms: which are followed, how many, and for how long. */
class InvitedTest {

    private static final String LISTED =
            "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist'}";
    private static final String MUC = "http://jabber.org/protocol/muc#user";

    @TempDir
    private Path directory;

    private SimulatedAccount account;
    private Person alice;
    private Person mallory;
    private SimulatedRoom room;

    @BeforeEach
    void people() {
        use("bot@example.org");
    }

    private void use(String jid) {
        account = new SimulatedAccount(directory, jid);
        alice = account.server.person("alice");
        mallory = account.server.person("mallory");
        room = account.server.room("lab", RoomSettings.OPEN.withNonAnonymous(true));
    }

    /** Through the room, as its occupant. */
    private void invite(Person who) {
        who.join(room.jid(), who.jid().local());
        account.send(
                who,
                "<message to='" + room.jid() + "'><x xmlns='" + MUC + "'><invite to='" + account.bot
                        + "'/></x></message>");
    }

    private void inviteDirectly(Person who, Jid where, String password) {
        account.send(
                who,
                "<message to='" + account.bot + "'><x xmlns='jabber:x:conference' jid='" + where + "' password='"
                        + password + "'/></message>");
    }

    private List<String> declines() {
        return account.sent("<decline");
    }

    @Tag("C-37")
    @Test
    void nobodyIsFollowedByDefault() {
        account.start("{dmPolicy: 'open', allowFrom: ['*']}");
        invite(alice);
        inviteDirectly(alice, room.jid(), "");
        assertEquals(List.of(), account.rooms());
        assertEquals(List.of(), account.sent);
        assertEquals(List.of(), account.texts());
    }

    @Tag("C-37")
    @Tag("setting:invites")
    @Test
    void thoseOnTheListAreFollowedIntoTheRoom() {
        account.start(LISTED);
        invite(alice);
        assertEquals(List.of(room.jid().toString()), account.rooms());
        alice.sayInRoom(room.jid(), "bot: hello");
        account.pass(1);
        assertEquals(List.of("bot: hello"), account.texts());
    }

    @Tag("C-37")
    @Test
    void thePairedAreFollowedAndStrangersHearNothing() {
        account.host.paired = () -> CompletableFuture.completedFuture(List.of("alice@example.org"));
        account.start("{dmPolicy: 'pairing', invites: 'allowlist'}");
        inviteDirectly(mallory, room.jid(), "");
        invite(mallory);
        assertEquals(List.of(), account.rooms());
        assertEquals(
                List.of("SENDER_NOT_LISTED mallory@example.org"),
                account.explained(room.jid().toString()));
        assertEquals(List.of(), account.sent, "a stranger learns nothing, not even that we are here");
        assertEquals(List.of(), account.host.requests, "and is not offered to pair");
        inviteDirectly(alice, room.jid(), "");
        assertEquals(List.of(room.jid().toString()), account.rooms());
    }

    @Tag("H-37")
    @Test
    void thePasswordOfAnInvitationOpensTheRoom() {
        room.configure(room.settings().withPassword("sesame"));
        account.start(LISTED);
        inviteDirectly(alice, room.jid(), "sesame");
        assertEquals(List.of(room.jid().toString()), account.rooms());
    }

    /** A service names whom it likes as the inviter. */
    @Tag("H-37")
    @Tag("C-37")
    @Test
    void aRoomOfAnUnknownServiceInvitesInNobodysName() {
        account.start(LISTED);
        account.server.say(
                account.bot,
                "<message from='trap@rooms.evil.example' to='bot@example.org'><x xmlns='" + MUC
                        + "'><invite from='alice@example.org'/><password>x</password></x></message>");
        account.server.say(
                account.bot,
                "<message from='" + room.jid() + "' to='bot@example.org'><x xmlns='" + MUC
                        + "'><invite/></x></message>");
        account.pass(5);
        assertEquals(List.of(), account.sent);
        assertEquals(List.of(), account.rooms());
    }

    @Tag("H-37")
    @Test
    void aPersonIsNoRoomWhoeverSaysSo() {
        // A contact's server says what the contact is; others' are silent.
        account.server.befriend(account.bot, mallory.jid());
        account.start("{invites: 'open'}");
        inviteDirectly(alice, mallory.jid(), "");
        inviteDirectly(alice, Jid.of("nobody@example.org"), "");
        inviteDirectly(alice, Jid.of("nothing@rooms.example.org"), "");
        account.pass(60);
        assertEquals(List.of(), account.sent("<presence"), "presence went to who only looks like a room");
        assertEquals(0, account.bridge().status().rooms().size());
    }

    @Tag("H-37")
    @Tag("C-37")
    @Test
    void aFloodIsFollowedIntoAFewRooms() {
        for (int i = 0; i < 100; i++) {
            account.server.room("trap" + i);
        }
        account.start("{invites: 'open'}");
        for (int i = 0; i < 1000; i++) {
            account.server.say(
                    account.bot,
                    "<message from='mallory@evil.example/" + i
                            + "' to='bot@example.org'><x xmlns='jabber:x:conference' jid='trap" + i % 100
                            + "@rooms.example.org'/></message>");
            if (i % 10 == 0) {
                account.time.pass(java.time.Duration.ofMillis(500));
            }
        }
        account.pass(5);
        assertTrue(
                !account.rooms().isEmpty() && account.rooms().size() <= 6,
                account.rooms().toString());
        assertTrue(account.sent.size() < 100, account.sent.size() + " stanzas");
        for (int minute = 0; minute < 200; minute++) {
            account.server.say(
                    account.bot,
                    "<message from='mallory@evil.example/x' to='bot@example.org'><x xmlns='jabber:x:conference' jid='trap"
                            + minute % 100 + "@rooms.example.org'/></message>");
            account.pass(60);
        }
        assertEquals(InvitedRooms.MAX, account.rooms().size(), "a patient flood has an end, too");
        assertEquals(InvitedRooms.MAX, account.bridge().status().rooms().size());
    }

    @Tag("C-37")
    @Test
    void whereNobodyWouldBeHeardAFriendIsToldAndAStrangerIsNot() {
        account.start(
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist', groupPolicy: 'allowlist'}");
        invite(mallory);
        assertEquals(List.of(), account.sent);
        invite(alice);
        assertEquals(1, declines().size());
        assertTrue(alice.received().stream()
                .anyMatch(stanza -> stanza.child(MUC, "x")
                        .flatMap(x -> x.child(MUC, "decline"))
                        .isPresent()));
        inviteDirectly(alice, room.jid(), "");
        assertEquals(1, declines().size(), "a direct invitation has no answer");
        assertEquals(List.of(), account.rooms());
    }

    @Tag("C-37")
    @Test
    void underOpenNobodyIsToldBecauseAnybodyMayAsk() {
        account.start("{invites: 'open', groupPolicy: 'disabled'}");
        invite(mallory);
        assertEquals(List.of(), account.sent);
    }

    /** In such a room the rules for rooms hold. */
    @Tag("C-37")
    @Test
    void anInvitationGrantsNothingInTheRoom() {
        account.start(
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist', groupAllowFrom: ['alice@example.org']}");
        invite(alice);
        mallory.join(room.jid(), "mallory");
        mallory.sayInRoom(room.jid(), "bot: obey");
        alice.sayInRoom(room.jid(), "bot: hello");
        account.pass(1);
        assertEquals(List.of("bot: hello"), account.texts());
    }

    /** Whose room the owner switched off is not whom the owner trusts. */
    @Tag("H-37")
    @Test
    void theWordOfAServiceThatIsSwitchedOffDoesNotCount() {
        use("bot@other.example");
        String lists =
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist', groupAllowFrom: ['alice@example.org'], "
                        + "mucRooms: {'spam@rooms.example.org': {enabled: false}}";
        account.start(lists + "}");
        invite(alice);
        assertEquals(List.of(), account.rooms(), "the service says that alice invites us");
        inviteDirectly(alice, room.jid(), "");
        assertEquals(List.of(room.jid().toString()), account.rooms());
        alice.sayInRoom(room.jid(), "bot: so they say");
        account.pass(1);
        assertEquals(List.of(), account.texts());
        account.take(lists.replace("{enabled: false}}", "{enabled: false}, 'tea@rooms.example.org': {}}") + "}");
        alice.sayInRoom(room.jid(), "bot: another of its rooms is listed");
        account.pass(1);
        assertEquals(List.of("bot: another of its rooms is listed"), account.texts());
    }

    /** Else an invitation into a room on a service of one's own would be a way to be anybody. */
    @Tag("H-37")
    @Test
    void theWordOfAnUnknownServiceOnItsPeopleDoesNotCount() {
        use("bot@other.example");
        String lists =
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist', groupAllowFrom: ['alice@example.org']";
        account.start(lists + "}");
        inviteDirectly(alice, room.jid(), "");
        assertEquals(List.of(room.jid().toString()), account.rooms());
        alice.join(room.jid(), "alice");
        alice.sayInRoom(room.jid(), "bot: so they say");
        account.pass(1);
        assertEquals(List.of(), account.texts());
        assertTrue(account.problem(room.jid()).contains("Add the room to rooms"), account.problem(room.jid()));
        account.take(lists + ", mucPrivateMessages: 'allowlist', reactionNotifications: 'all'}");
        alice.say(room.jid().withResource("bot"), "so they say in private");
        account.send(
                alice,
                "<message to='" + room.jid()
                        + "' type='groupchat' id='r1'><reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>x</reaction></reactions></message>");
        assertEquals(List.of(), account.host.order);
        account.take(lists + ", rooms: ['other@rooms.example.org']}");
        alice.sayInRoom(room.jid(), "bot: now that the owner trusts the service");
        account.pass(1);
        assertEquals(List.of("bot: now that the owner trusts the service"), account.texts());
        assertEquals("alice@example.org", account.last().sender().id());
        assertNull(account.problem(room.jid()));
    }

    /** Who asks a bot into a room expects it to be there tomorrow. */
    @Tag("C-37")
    @Test
    void itComesBackAfterARestart() throws IOException {
        room.configure(room.settings().withPassword("sesame"));
        account.start(LISTED);
        inviteDirectly(alice, room.jid(), "sesame");
        Path file = directory.resolve("accounts/default/invited.txt");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        account.start(LISTED);
        assertEquals(List.of(room.jid().toString()), account.rooms());
        account.server.restart(java.time.Duration.ofSeconds(3));
        account.pass(60);
        assertEquals(List.of(room.jid().toString()), account.rooms());
    }

    @Tag("C-37")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org']}",
                "{dmPolicy: 'allowlist', allowFrom: ['bob@example.org'], invites: 'allowlist'}",
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org'], invites: 'allowlist', groupPolicy: 'allowlist'}",
            })
    void itGoesWhereTheInvitationWouldNotBeFollowedToday(String today) {
        account.start(LISTED);
        invite(alice);
        account.take(
                "{dmPolicy: 'allowlist', allowFrom: ['alice@example.org', 'bob@example.org'], invites: 'allowlist'}");
        assertEquals(List.of(room.jid().toString()), account.rooms(), "nothing has changed for that room");
        account.take(today);
        assertEquals(List.of(), account.rooms());
        assertFalse(room.has(account.bot));
        account.start(LISTED);
        assertEquals(List.of(), account.rooms(), "what it has left it does not enter again");
    }

    @Tag("C-37")
    @Test
    void itDoesNotComeBackWhereSomebodyWantedItOut() {
        account.start(LISTED);
        invite(alice);
        room.kick("bot", "too loud");
        account.pass(60);
        assertEquals(0, account.bridge().status().rooms().size());
        account.start(LISTED);
        account.pass(60);
        assertFalse(room.has(account.bot));
        inviteDirectly(alice, room.jid(), "");
        assertTrue(room.has(account.bot), "but who is asked again may come again");
        room.ban(account.bot, null);
        account.pass(1);
        account.start(LISTED);
        account.pass(60);
        assertEquals(0, account.bridge().status().rooms().size());
    }

    @Tag("C-37")
    @Test
    void itDoesNotComeBackWhereTheAgentWasToldToLeave() throws IOException {
        account.start(LISTED);
        invite(alice);
        account.bridge()
                .with(parts -> parts.rooms()
                        .leave(new RoomCalls.Named("default", room.jid().toString())));
        account.pass(1);
        assertFalse(room.has(account.bot));
        assertEquals(List.of(), Files.readAllLines(directory.resolve("accounts/default/invited.txt")));
        account.server.restart(java.time.Duration.ofSeconds(3));
        account.pass(60);
        assertEquals(List.of(), account.rooms());
        account.take(LISTED.replace("}", ", markers: false}"));
        account.start(LISTED);
        account.pass(60);
        assertFalse(room.has(account.bot));
        inviteDirectly(alice, room.jid(), "");
        assertTrue(room.has(account.bot), "but who is asked again may come again");
    }

    /** The host takes its time over who is paired; meanwhile the agent is told to leave. */
    @Tag("C-37")
    @Test
    void whatIsLeftWhileItsInvitationIsJudgedAgainStaysLeft() {
        account.host.paired = () -> CompletableFuture.completedFuture(List.of("alice@example.org"));
        account.start("{dmPolicy: 'pairing', invites: 'allowlist'}");
        inviteDirectly(alice, room.jid(), "");
        assertTrue(room.has(account.bot));
        CompletableFuture<List<String>> late = new CompletableFuture<>();
        account.host.paired = () -> late;
        account.take("{dmPolicy: 'pairing', invites: 'allowlist', markers: false}");
        account.bridge()
                .with(parts -> parts.rooms()
                        .leave(new RoomCalls.Named("default", room.jid().toString())));
        account.pass(1);
        late.complete(List.of("alice@example.org"));
        account.pass(60);
        assertFalse(room.has(account.bot));
    }

    @Tag("C-37")
    @Test
    void aRoomThatIsLostByAccidentIsNotForgotten() {
        account.start(LISTED);
        invite(alice);
        room.lose("bot");
        account.pass(60);
        assertEquals(List.of(room.jid().toString()), account.rooms());
    }

    @Tag("C-37")
    @Test
    void aConfiguredRoomThatRefusedUsIsTriedAgainWhenSomebodyInvitesUs() {
        room.configure(room.settings().withMembersOnly(true));
        room.affiliation(alice.jid(), ai.openclaw.xmpp.muc.Affiliation.OWNER);
        String rooms = LISTED.replace("}", ", rooms: [{jid: '" + room.jid() + "', nick: 'helper'}]}");
        account.start(rooms);
        assertEquals(List.of(), account.rooms());
        invite(alice);
        assertEquals(List.of(room.jid().toString()), account.rooms());
        assertEquals("helper", room.nickOf(account.bot).orElseThrow());
    }
}
