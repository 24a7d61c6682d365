package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What we ask of rooms. In all but the last the session has made the room, and owns it. */
abstract class SessionModerationRules extends SessionRoomRules {

    private static final String MUC_USER = "http://jabber.org/protocol/muc#user";

    private static XmppException.Kind failure(CompletionStage<?> stage) {
        return assertThrows(XmppException.class, () -> get(stage)).kind();
    }

    private static Predicate<Stanza> hasStatus(Jid occupant, String type, String code) {
        return stanza -> Peer.isPresence(stanza, occupant)
                && stanza.hasType(type)
                && children(stanza).anyMatch(child -> code.equals(child.attribute("code")));
    }

    private static Predicate<Stanza> hasRole(Jid occupant, String role) {
        return stanza -> Peer.isPresence(stanza, occupant)
                && stanza.type() == null
                && children(stanza).anyMatch(child -> role.equals(child.attribute("role")));
    }

    private static Stream<XmlElement> children(Stanza stanza) {
        return stanza.child(MUC_USER, "x").stream().flatMap(x -> x.children().stream());
    }

    @Rule(
            id = "SE-331",
            spec = "XEP-0045 §8.1",
            text =
                    "setSubject MUST complete when the room has told the subject to everybody; the room's own view has it then, and an empty one takes it away.",
            intent = "An agent that keeps a room's subject must know that it stands.",
            needs = Ability.ROOMS)
    final void setsTheSubject() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Jid room = newRoom();
        join(session, room);
        peer.join(room, "peer");
        get(session.rooms().moderation().setSubject(room, "tulips & <roses>"));
        peer.await("the subject", isSubject("tulips & <roses>"));
        sync(session, peer);
        assertEquals(
                "tulips & <roses>", session.rooms().find(room).orElseThrow().subject());
        get(session.rooms().moderation().setSubject(room, ""));
        peer.await("the end of the subject", isSubject(""));
    }

    private static Predicate<Stanza> isSubject(String subject) {
        return stanza -> stanza.child("jabber:client", "subject")
                .filter(found -> found.text().equals(subject))
                .isPresent();
    }

    @Rule(
            id = "SE-332",
            spec = "XEP-0045 §8.2",
            text = "setRole with NONE MUST remove whoever has the nick from the room, and give the reason.",
            intent = "A moderating agent must be able to end what it was called for.",
            needs = Ability.ROOMS)
    final void removesAnOccupant() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Jid room = newRoom();
        join(session, room);
        peer.join(room, "peer");
        get(session.rooms().moderation().setRole(room, "peer", Role.NONE, "too <loud>"));
        Stanza out = peer.await("its end in the room", hasStatus(room.withResource("peer"), "unavailable", "307"));
        assertTrue(
                children(out)
                        .flatMap(item -> item.children().stream())
                        .anyMatch(reason ->
                                reason.name().equals("reason") && reason.text().equals("too <loud>")),
                () -> "no reason in " + out);
        peer.join(room, "peer");
    }

    @Rule(
            id = "SE-333",
            spec = "XEP-0045 §9.6",
            text = "setRole MUST give whoever has the nick that role.",
            intent = "Voice and moderation are lent for a while.",
            needs = Ability.ROOMS)
    final void givesRoles() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Jid room = newRoom();
        join(session, room);
        peer.join(room, "peer");
        get(session.rooms().moderation().setRole(room, "peer", Role.MODERATOR, null));
        peer.await("its new role", hasRole(room.withResource("peer"), "moderator"));
        get(session.rooms().moderation().setRole(room, "peer", Role.VISITOR, null));
        peer.await("its lost voice", hasRole(room.withResource("peer"), "visitor"));
    }

    @Rule(
            id = "SE-334",
            spec = "XEP-0045 §9.1",
            text =
                    "setAffiliation MUST give a person that affiliation, in the room or not; affiliated MUST list who has one. OUTCAST bans, NONE lifts the ban.",
            intent = "Bans are of people, not of nicks, and somebody must be able to look them up and to lift them.",
            needs = Ability.ROOMS)
    final void bansAndLiftsTheBan() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Jid person = peer.address().bare();
        Jid room = newRoom();
        join(session, room);
        peer.join(room, "peer");
        get(session.rooms().moderation().setAffiliation(room, person, Affiliation.OUTCAST, null));
        peer.await("its end in the room", hasStatus(room.withResource("peer"), "unavailable", "301"));
        assertEquals(List.of(person), get(session.rooms().moderation().affiliated(room, Affiliation.OUTCAST)));
        get(session.rooms().moderation().setAffiliation(room, person, Affiliation.NONE, null));
        assertEquals(List.of(), get(session.rooms().moderation().affiliated(room, Affiliation.OUTCAST)));
        peer.join(room, "peer");
        get(session.rooms().moderation().setAffiliation(room, peer.address(), Affiliation.MEMBER, null));
        assertEquals(List.of(person), get(session.rooms().moderation().affiliated(room, Affiliation.MEMBER)));
    }

    @Rule(
            id = "SE-335",
            spec = "XEP-0045 §7.8.2",
            text = "invite MUST ask a person in through the room, with the reason.",
            intent = "Whoever is to join learns it from the room itself, also in one for members only.",
            needs = Ability.ROOMS)
    final void asksSomebodyIn() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        peer.available();
        Jid room = newRoom();
        join(session, room);
        get(session.rooms().moderation().invite(room, peer.address(), "tulips"));
        Stanza asked = peer.await(
                "the invitation",
                stanza -> room.equals(stanza.from())
                        && children(stanza).anyMatch(child -> child.name().equals("invite")));
        assertTrue(
                children(asked)
                        .flatMap(invite -> invite.children().stream())
                        .anyMatch(reason -> reason.text().equals("tulips")),
                () -> "no reason in " + asked);
    }

    @Rule(
            id = "SE-336",
            spec = "XEP-0045 §8",
            text =
                    "What the room does not allow us MUST fail with STANZA_ERROR, a subject too; in a room that we are not in with STATE, and nothing is asked.",
            intent = "An agent that takes a refusal for success tells people what is not so.",
            needs = Ability.ROOMS)
    final void tellsWhatItMayNot() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        configure(owner, room, field("muc#roomconfig_moderatedroom", "1"), field("muc#roomconfig_changesubject", "0"));
        Jid person = owner.address().bare();
        assertEquals(
                XmppException.Kind.STATE, failure(session.rooms().moderation().setSubject(room, "mine")));
        assertEquals(
                XmppException.Kind.STATE,
                failure(session.rooms().moderation().setAffiliation(room, person, Affiliation.OUTCAST, null)));
        join(session, room);
        assertEquals(
                XmppException.Kind.STANZA_ERROR,
                failure(session.rooms().moderation().setSubject(room, "mine")));
        assertEquals(
                XmppException.Kind.STANZA_ERROR,
                failure(session.rooms().moderation().setRole(room, "owner", Role.NONE, null)));
        assertEquals(
                XmppException.Kind.STANZA_ERROR,
                failure(session.rooms().moderation().setAffiliation(room, person, Affiliation.OUTCAST, null)));
        owner.sayInRoom(room, "still here");
        owner.awaitBody("still here");
        assertEquals(List.of(), owner.untaken(isSubject("mine")));
    }
}
