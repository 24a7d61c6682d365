package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStores;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Our own reactions: to the right message, and none erased by another. */
abstract class SessionReactionRules extends SessionMessageRules {

    private static final String REACTIONS = "urn:xmpp:reactions:0";

    @Tag("R14")
    @Rule(
            id = "SE-501",
            spec = "XEP-0444 §4.1",
            text =
                    "addReaction MUST add to the reactions we had, also before a restart over the same store; removeReaction takes that one away and no other.",
            intent = "Each change carries the whole set: who forgets the others erases them for everybody.",
            check = "the set is in the store before it is sent")
    final void addsToTheReactionsOfBeforeARestart() {
        Account account = account();
        Peer peer = peer("peer");
        try (StateStore store = StateStores.memory()) {
            XmppSession before = online(account, store, new SessionRecorder());
            get(before.addReaction(ChatKind.DIRECT, peer.address(), "m1", "👍"));
            assertEquals(List.of("👍"), reactions(peer, "m1"));
            get(before.addReaction(ChatKind.DIRECT, peer.address(), "m1", "❤️"));
            assertEquals(List.of("👍", "❤️"), reactions(peer, "m1"));
            before.close();
            XmppSession after = online(account, store, new SessionRecorder());
            Set<String> all = get(after.addReaction(ChatKind.DIRECT, peer.address(), "m1", "🎉"));
            assertEquals(List.of("👍", "❤️", "🎉"), reactions(peer, "m1"));
            assertEquals(List.of("👍", "❤️", "🎉"), List.copyOf(all));
            get(after.removeReaction(ChatKind.DIRECT, peer.address(), "m1", "❤️"));
            assertEquals(List.of("👍", "🎉"), reactions(peer, "m1"));
            after.close();
        }
    }

    /** The reactions to a message in the next stanza that has any. */
    private static List<String> reactions(Peer peer, String messageId) {
        Stanza stanza = peer.await(
                "reactions to " + messageId,
                each -> each.child(REACTIONS, "reactions")
                        .filter(element -> messageId.equals(element.attribute("id")))
                        .isPresent());
        return stanza.child(REACTIONS, "reactions").orElseThrow().children().stream()
                .map(XmlElement::text)
                .toList();
    }

    @Tag("C-56")
    @Rule(
            id = "SE-502",
            spec = "XEP-0444 §4.2",
            text =
                    "A reaction MUST name a message by what referenceId gives: in a room by the id that the room gave it, elsewhere by the sender's.",
            intent = "Clients ignore a reaction that names another id.",
            needs = {Ability.ROOMS, Ability.ROOM_ARCHIVE})
    final void namesAMessageAsOthersDo() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Jid room = newRoom();
        owner.join(room, "owner");
        get(session.rooms().join(RoomConfig.of(room, "bot")));
        owner.sayInRoom(room, "in the room");
        String given = owner.awaitBody("in the room").payload().stream()
                .filter(element -> element.is("urn:xmpp:sid:0", "stanza-id"))
                .filter(element -> room.toString().equals(element.attribute("by")))
                .map(element -> String.valueOf(element.attribute("id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the room gives no ids"));
        String inRoom = String.valueOf(recorder.next().referenceId());
        get(session.addReaction(ChatKind.ROOM, room, inRoom, "👍"));
        assertEquals(List.of("👍"), reactions(owner, given));
        String sent = owner.say(address(session), "to its face");
        String direct = String.valueOf(recorder.next().referenceId());
        get(session.addReaction(ChatKind.DIRECT, owner.address(), direct, "👍"));
        assertEquals(List.of("👍"), reactions(owner, sent));
    }
}
