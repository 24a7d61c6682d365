package ai.openclaw.xmpp.tck.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Invitations;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rooms of the simulated server, seen by their occupants' clients (XEP-0045). */
class RoomsTest {

    private final SimulatedTime time = new SimulatedTime(3);
    private final SimulatedServer server = new SimulatedServer(time);
    private final SimulatedRoom room = server.room("lab");
    private final Jid lab = room.jid();
    private final Person alice = server.person("alice");
    private final Person bob = server.person("bob");

    private List<Stanza> fromRoom(Person person) {
        time.run();
        return person.received().stream()
                .filter(stanza ->
                        stanza.from() != null && lab.equals(stanza.from().bare()))
                .toList();
    }

    private Stanza last(Person person) {
        List<Stanza> all = fromRoom(person);
        return all.get(all.size() - 1);
    }

    private static MucStatus status(Stanza stanza) {
        return MucStatus.read(stanza.payload());
    }

    private void enter(Person person, String nick, String inside) {
        person.sendXml(
                "<presence to='" + lab + "/" + nick + "'><x xmlns='" + Ns.MUC + "'>" + inside + "</x></presence>");
    }

    @Test
    void tellsOthersThenOneselfThenHistoryThenSubject() {
        alice.join(lab, "alice");
        room.subject("plans");
        alice.sayInRoom(lab, "one");
        alice.sayInRoom(lab, "two");
        enter(bob, "bob", "");
        List<Stanza> heard = fromRoom(bob);
        assertEquals(5, heard.size(), heard.toString());
        assertEquals(lab.withResource("alice"), heard.get(0).from());
        assertFalse(status(heard.get(0)).has(MucStatus.SELF));
        assertEquals(lab.withResource("bob"), heard.get(1).from());
        assertTrue(status(heard.get(1)).has(MucStatus.SELF));
        assertEquals("one", heard.get(2).child(Ns.CLIENT, "body").orElseThrow().text());
        XmlElement delay = heard.get(2).child(Ns.DELAY, "delay").orElseThrow();
        assertEquals(lab.toString(), delay.attribute("from"));
        assertEquals(
                "plans", heard.get(4).child(Ns.CLIENT, "subject").orElseThrow().text());
        assertEquals(lab.withResource("bob"), last(alice).from());
        assertEquals(List.of("alice", "bob"), room.nicks());
    }

    @Test
    void givesAsMuchHistoryAsWasAskedFor() {
        alice.join(lab, "alice");
        for (int i = 0; i < 30; i++) {
            alice.sayInRoom(lab, "message " + i);
            time.pass(Duration.ofSeconds(1));
        }
        enter(bob, "bob", "");
        assertEquals(20, bob.heardFrom(lab).size());
        bob.leave(lab).forget();
        enter(bob, "bob", "<history maxstanzas='0'/>");
        assertEquals(List.of(), bob.heardFrom(lab));
        assertTrue(last(bob).child(Ns.CLIENT, "subject").isPresent());
        bob.forget();
        enter(bob, "bob", "<history seconds='5'/>");
        assertEquals(5, bob.heardFrom(lab).size());
        bob.forget();
        enter(bob, "bob", "<history maxchars='9'/>");
        assertEquals(List.of(), bob.heardFrom(lab));
    }

    @Test
    void refusesATakenNick() {
        alice.join(lab, "star");
        bob.join(lab, "star");
        assertEquals("conflict", Errors.read(last(bob).payload()).condition());
        assertEquals("star", room.nickOf(alice.jid()).orElseThrow());
        bob.join(lab, "bob");
        bob.send(Copies.presence(null, null, lab.withResource("star"), List.of()));
        assertEquals("conflict", Errors.read(last(bob).payload()).condition());
        assertEquals(Set.of("star", "bob"), Set.copyOf(room.nicks()));
    }

    @Test
    void tellsOfANewNick() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        alice.forget();
        bob.forget();
        bob.send(Copies.presence(null, null, lab.withResource("robert"), List.of()));
        List<Stanza> heard = fromRoom(alice);
        assertTrue(heard.get(0).hasType("unavailable") && status(heard.get(0)).has(MucStatus.NEW_NICK));
        assertEquals("robert", status(heard.get(0)).newNick());
        assertEquals(lab.withResource("robert"), heard.get(1).from());
        assertTrue(status(fromRoom(bob).get(0)).has(MucStatus.SELF));
        assertTrue(status(last(bob)).has(MucStatus.SELF));
        assertEquals(List.of("alice", "robert"), room.nicks());
    }

    @Test
    void hidesJidsFromAllButModerators() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        assertNull(status(last(alice)).realJid());
        assertEquals(bob.jid(), status(selfPresence(bob)).realJid(), "one's own is no secret");
        room.affiliation(alice.jid(), Affiliation.OWNER);
        alice.forget();
        room.role("bob", Role.VISITOR);
        assertEquals(bob.jid(), status(last(alice)).realJid());
        room.configure(room.settings().withNonAnonymous(true));
        assertTrue(status(last(bob)).codes().containsAll(Set.of(104, 172)));
        bob.forget();
        room.role("alice", Role.MODERATOR);
        assertEquals(alice.jid(), status(last(bob)).realJid());
    }

    private Stanza selfPresence(Person person) {
        return fromRoom(person).stream()
                .filter(stanza -> status(stanza).has(MucStatus.SELF))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void givesEachAStableIdThatNobodyCanForge() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        String id = status(last(alice)).occupantId();
        alice.forget();
        bob.sendXml("<message to='" + lab + "' type='groupchat'><body>I am alice</body>"
                + "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='" + lab + "' id='forged'/></message>");
        Stanza heard = last(alice);
        assertEquals(id, status(heard).occupantId());
        List<XmlElement> ids = heard.payload().stream()
                .filter(child -> child.is(Ns.SID, "stanza-id"))
                .toList();
        assertEquals(1, ids.size());
        assertFalse("forged".equals(ids.get(0).attribute("id")));
        bob.leave(lab).join(lab, "robert");
        assertEquals(id, status(last(alice)).occupantId());
    }

    @Test
    void bringsWhatIsSaidToAllInsideAndToNobodyElse() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        Person carol = server.person("carol");
        String id = alice.sayInRoom(lab, "hello");
        assertEquals(List.of("hello"), bob.heardFrom(lab.withResource("alice")));
        assertEquals(id, last(alice).id(), "the sender hears it too, with its id");
        assertEquals(List.of(), carol.heardFrom(lab));
        carol.sayInRoom(lab, "let me in");
        assertEquals("not-acceptable", Errors.read(last(carol).payload()).condition());
        carol.say(lab.withResource("alice"), "psst");
        assertEquals("not-acceptable", Errors.read(last(carol).payload()).condition());
        assertEquals(List.of("hello"), alice.heardFrom(lab));
    }

    @Test
    void carriesPrivateMessages() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        alice.say(lab.withResource("bob"), "psst");
        assertEquals(List.of("psst"), bob.heardFrom(lab.withResource("alice")));
        assertTrue(last(bob).child(Ns.MUC_USER, "x").isPresent());
        alice.say(lab.withResource("nobody"), "psst");
        assertEquals("item-not-found", Errors.read(last(alice).payload()).condition());
    }

    @Test
    void kicksBansAndDestroys() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        room.kick("bob", "noise");
        MucStatus kicked = status(last(bob));
        assertTrue(kicked.codes().containsAll(Set.of(MucStatus.KICKED, MucStatus.SELF)));
        assertEquals("noise", kicked.reason());
        assertTrue(status(last(alice)).has(MucStatus.KICKED));
        bob.join(lab, "bob");
        assertTrue(room.has(bob.jid()));
        room.ban(bob.jid(), null);
        assertTrue(status(last(bob)).codes().containsAll(Set.of(MucStatus.BANNED, MucStatus.SELF)));
        bob.join(lab, "bob");
        assertEquals("forbidden", Errors.read(last(bob).payload()).condition());
        room.destroy(null, "over");
        assertTrue(status(last(alice)).destroyed());
        assertEquals(Optional.empty(), server.findRoom(lab));
    }

    @ParameterizedTest
    @CsvSource({
        "members, registration-required",
        "password, not-authorized",
        "full, service-unavailable",
    })
    void letsNotEverybodyIn(String how, String condition) {
        switch (how) {
            case "members" -> room.configure(RoomSettings.OPEN.withMembersOnly(true));
            case "password" -> room.configure(RoomSettings.OPEN.withPassword("sesame"));
            default -> room.configure(RoomSettings.OPEN.withMaxOccupants(0));
        }
        enter(bob, "bob", "");
        assertEquals(condition, Errors.read(last(bob).payload()).condition());
        room.affiliation(bob.jid(), Affiliation.OWNER);
        enter(bob, "bob", "<password>sesame</password>");
        assertTrue(room.has(bob.jid()));
    }

    @Test
    void losesThoseWhoAreNoLongerMembers() {
        room.affiliation(alice.jid(), Affiliation.MEMBER);
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        room.configure(room.settings().withMembersOnly(true));
        assertTrue(status(last(bob)).has(MucStatus.MEMBERS_ONLY_NOW));
        assertEquals(List.of("alice"), room.nicks());
        room.affiliation(alice.jid(), Affiliation.NONE);
        assertTrue(status(last(alice)).has(MucStatus.AFFILIATION_LOST));
    }

    @Test
    void restartsWithAndWithoutAWord() {
        alice.join(lab, "alice");
        room.restart();
        assertTrue(status(last(alice)).codes().containsAll(Set.of(332, MucStatus.SELF)));
        alice.join(lab, "alice").forget();
        room.restartSilently();
        assertEquals(List.of(), fromRoom(alice));
        assertEquals("not-acceptable", selfPing());
        alice.join(lab, "alice");
        assertEquals("result", selfPing());
        room.lose("alice");
        assertTrue(status(last(alice)).has(MucStatus.TROUBLE));
    }

    /** XEP-0410. */
    private String selfPing() {
        Stanza answer = alice.query(lab.withResource("alice"), false, XmlElement.of(Ns.PING, "ping"))
                .toCompletableFuture()
                .getNow(null);
        if (answer == null) {
            time.run();
            answer = last(alice);
        }
        return answer.hasType("error") ? Errors.read(answer.payload()).condition() : String.valueOf(answer.type());
    }

    @Test
    void makesRoomsForThoseWhoEnterThem() {
        Jid fresh = Jid.of("fresh@" + server.roomService());
        alice.join(fresh, "alice");
        time.run();
        Stanza self = alice.received().stream()
                .filter(stanza -> status(stanza).has(MucStatus.SELF))
                .findFirst()
                .orElseThrow();
        assertTrue(status(self).has(MucStatus.CREATED));
        bob.join(fresh, "bob");
        assertFalse(server.findRoom(fresh).orElseThrow().has(bob.jid()), "it is locked");
        alice.query(
                fresh,
                true,
                XmlElement.of(Ns.MUC_OWNER, "query")
                        .with(XmlElement.of(Ns.DATA_FORM, "x").with("type", "submit")));
        time.run();
        bob.join(fresh, "bob");
        assertTrue(server.findRoom(fresh).orElseThrow().has(bob.jid()));
        alice.leave(fresh);
        bob.leave(fresh);
        assertEquals(Optional.empty(), server.findRoom(fresh), "nobody needs it any more");
    }

    @Test
    void handsInvitationsOnAndMakesGuestsMembers() {
        room.configure(room.settings().withMembersOnly(true));
        room.affiliation(alice.jid(), Affiliation.OWNER);
        alice.join(lab, "alice");
        alice.sendXml("<message to='" + lab + "'><x xmlns='" + Ns.MUC_USER + "'><invite to='" + bob.jid()
                + "'><reason>come</reason></invite></x></message>");
        Stanza invitation = last(bob);
        Invitation told = Invitations.read(Objects.requireNonNull(invitation.from()), invitation.payload())
                .orElseThrow();
        assertEquals(lab, told.room());
        assertEquals(alice.jid(), told.inviter());
        assertEquals("come", told.reason());
        bob.join(lab, "bob");
        assertTrue(room.has(bob.jid()));
    }

    @Test
    void letsModeratorsModerate() {
        room.affiliation(alice.jid(), Affiliation.ADMIN);
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        XmlElement kick = XmlElement.of(Names.MUC_ADMIN, "query")
                .with(XmlElement.of(Names.MUC_ADMIN, "item").with("nick", "bob").with("role", "none"));
        XmlElement kickAlice = XmlElement.of(Names.MUC_ADMIN, "query")
                .with(XmlElement.of(Names.MUC_ADMIN, "item")
                        .with("nick", "alice")
                        .with("role", "none"));
        bob.query(lab, true, kickAlice);
        assertEquals("forbidden", Errors.read(last(bob).payload()).condition());
        alice.query(lab, true, kick);
        assertTrue(last(alice).hasType("result"));
        assertEquals(List.of("alice"), room.nicks());
    }

    @Test
    void carriesQuestionsBetweenOccupants() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        alice.query(lab.withResource("bob"), false, XmlElement.of(Ns.PING, "ping"));
        Stanza answer = last(alice);
        assertTrue(answer.hasType("result"), answer.toString());
        assertEquals(lab.withResource("bob"), answer.from());
    }

    @Test
    void letsSomebodyInWithTwoClientsUnderOneNick() {
        Person phone = server.person("bob", "phone");
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        phone.join(lab, "bob");
        alice.sayInRoom(lab, "to both");
        assertEquals(List.of("to both"), phone.heardFrom(lab));
        assertEquals(List.of("to both"), bob.heardFrom(lab));
        phone.leave(lab);
        assertEquals(List.of("alice", "bob"), room.nicks());
        alice.sayInRoom(lab, "to one");
        assertEquals(List.of("to both"), phone.heardFrom(lab));
        phone.sayInRoom(lab, "from outside");
        assertEquals(List.of("to both", "to one"), bob.heardFrom(lab));
    }

    @Test
    void holdsManyPeople() {
        for (int i = 0; i < 199; i++) {
            server.person("guest" + i).join(lab, "guest " + i);
        }
        alice.join(lab, "alice");
        assertEquals(200, room.nicks().size());
        alice.sayInRoom(lab, "hello all");
        assertEquals(List.of("hello all"), server.person("guest150").heardFrom(lab));
    }

    @Test
    void noticesThatSomebodyHasGoneOffline() {
        alice.join(lab, "alice");
        bob.join(lab, "bob");
        bob.goOffline();
        assertEquals(List.of("alice"), room.nicks());
        assertTrue(last(alice).hasType("unavailable"));
    }
}
