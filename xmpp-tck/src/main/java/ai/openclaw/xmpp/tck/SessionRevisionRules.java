package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;

/** What people change of what they said: only their own, and before it is read as far as that goes. */
abstract class SessionRevisionRules extends SessionReactionRules {

    private static final String CORRECT = "urn:xmpp:message-correct:0";
    private static final String RETRACT = "urn:xmpp:message-retract:1";
    private static final String MARKERS = "urn:xmpp:chat-markers:0";

    private static void say(Peer peer, String type, Jid to, String body, XmlElement more) {
        peer.send(new Stanza(
                Stanza.Kind.MESSAGE,
                type,
                null,
                to,
                Peer.newId(),
                null,
                List.of(XmlElement.of("jabber:client", "body", body), more)));
    }

    private static XmlElement replace(String id) {
        return XmlElement.of(CORRECT, "replace").with("id", id);
    }

    private static XmlElement retract(String id) {
        return XmlElement.of(RETRACT, "retract").with("id", id);
    }

    @Tag("H-28")
    @Rule(
            id = "SE-503",
            spec = "XEP-0308 §3",
            text =
                    "A correction MUST take the place of the message it corrects while that one waits; whoever else names a message corrects nothing.",
            intent = "What was a slip is not answered, and nobody puts words into another's mouth.",
            check = "the author is looked up where the message is handed over")
    final void correctsWhatWaits() {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        SessionRecorder recorder = new SessionRecorder()
                .reacting((session, message) ->
                        message.body().equals("first") ? busy : CompletableFuture.completedFuture(null));
        XmppSession session = online(account(), recorder);
        Peer peer = peer("peer");
        Peer mallory = peer("mallory");
        peer.say(address(session), "first");
        String slip = peer.say(address(session), "to prod");
        sync(session, peer);
        say(mallory, "chat", address(session), "to the moon", replace(slip));
        sync(session, mallory);
        say(peer, "chat", address(session), "to staging", replace(slip));
        sync(session, peer);
        assertEquals("first", recorder.next().body());
        Message forged = recorder.next();
        assertEquals("to the moon", forged.body());
        assertNull(forged.replaces());
        // What came before this is written down.
        mallory.say(address(session), "well?");
        assertEquals("well?", recorder.next().body());
        busy.complete(null);
        assertEquals("to staging", recorder.next().body());
        String told = peer.say(address(session), "at five");
        assertEquals("at five", recorder.next().body());
        say(peer, "chat", address(session), "at six", replace(told));
        assertEquals(told, recorder.next().replaces());
    }

    @Tag("H-29")
    @Rule(
            id = "SE-504",
            spec = "XEP-0424 §3",
            text =
                    "A retraction MUST be told of a message that was handed over, and end one that waits; whoever else names a message takes back nothing.",
            intent = "What was said by mistake is not answered, and nobody silences another.")
    final void takesBackWhatTheAuthorTakesBack() {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        SessionRecorder recorder = new SessionRecorder()
                .reacting((session, message) ->
                        message.body().equals("second") ? busy : CompletableFuture.completedFuture(null));
        XmppSession session = online(account(), recorder);
        Peer peer = peer("peer");
        Peer mallory = peer("mallory");
        String read = peer.say(address(session), "read");
        assertEquals("read", recorder.next().body());
        say(mallory, "chat", address(session), "gone", retract(read));
        sync(session, mallory);
        peer.say(address(session), "second");
        String waiting = peer.say(address(session), "secret");
        say(peer, "chat", address(session), "gone", retract(waiting));
        say(peer, "chat", address(session), "gone", retract(read));
        peer.say(address(session), "last");
        Retraction told = recorder.nextRetraction();
        assertEquals(peer.address(), told.from());
        assertEquals(read, told.messageId());
        assertEquals("second", recorder.next().body());
        busy.complete(null);
        assertEquals("last", recorder.next().body());
    }

    @Tag("H-29")
    @Rule(
            id = "SE-505",
            spec = "XEP-0424 §3",
            text = "In a room a retraction names the id that the room gave, and MUST be of the same occupant.",
            intent = "A nick is anybody's; the room knows who speaks.",
            needs = {Ability.ROOMS, Ability.ROOM_ARCHIVE, Ability.OCCUPANT_ID})
    final void takesBackInRooms() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        Peer owner = peer("owner");
        Peer mallory = peer("mallory");
        Jid room = newRoom();
        owner.join(room, "owner");
        join(session, room);
        mallory.join(room, "mallory");
        owner.sayInRoom(room, "secret");
        String given = String.valueOf(recorder.next().referenceId());
        say(mallory, "groupchat", room, "gone", retract(given));
        mallory.sayInRoom(room, "behind it");
        assertEquals("behind it", recorder.next().body());
        say(owner, "groupchat", room, "gone", retract(given));
        Retraction told = recorder.nextRetraction();
        assertEquals(room.withResource("owner"), told.from());
        assertEquals(given, told.messageId());
    }

    @Rule(
            id = "SE-506",
            spec = "XEP-0424 §3",
            text =
                    "retract MUST name our message by what referenceId gives, with a text for clients that do not know of it.",
            intent = "Clients take nothing back that is named otherwise, and old ones show nothing at all.")
    final void takesItsOwnBack() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        SentMessage sent = get(session.send(text(ChatKind.DIRECT, peer.address(), "by mistake")));
        peer.awaitBody("by mistake");
        get(session.retract(ChatKind.DIRECT, peer.address(), sent.referenceId()));
        Stanza retraction = peer.await(
                "the retraction", stanza -> stanza.child(RETRACT, "retract").isPresent());
        assertEquals(
                sent.referenceId(),
                retraction.child(RETRACT, "retract").orElseThrow().attribute("id"));
        assertTrue(Peer.bodyOf(retraction) != null, "old clients show nothing: " + retraction);
        assertTrue(retraction.child("urn:xmpp:fallback:0", "fallback").isPresent(), "the text is not marked");
    }

    @Rule(
            id = "SE-507",
            spec = "XEP-0333 §4",
            text = "markDisplayed MUST tell the sender of a message that asks for it, and nobody else.",
            intent = "Who reads what is nobody's business who did not ask.")
    final void marksWhatAsksForIt() {
        SessionRecorder recorder = new SessionRecorder().reacting((session, message) -> {
            session.markDisplayed(message);
            return CompletableFuture.completedFuture(null);
        });
        XmppSession session = online(account(), recorder);
        Peer peer = peer("peer");
        String plain = peer.say(address(session), "plain");
        say(peer, "chat", address(session), "markable", XmlElement.of(MARKERS, "markable"));
        assertEquals(plain, recorder.next().id());
        String asked = String.valueOf(recorder.next().id());
        Stanza first = peer.await(
                "a marker", stanza -> stanza.child(MARKERS, "displayed").isPresent());
        assertEquals(asked, first.child(MARKERS, "displayed").orElseThrow().attribute("id"));
    }

    @Rule(
            id = "SE-571",
            spec = "XEP-0333 §4",
            text = "markDisplayed by an id MUST name that message to whom it says.",
            intent = "What was taken before a restart is known by its id only.")
    final void marksByAnId() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        session.markDisplayed(ChatKind.DIRECT, peer.address(), "of-before");
        Stanza marker = peer.await(
                "a marker", stanza -> stanza.child(MARKERS, "displayed").isPresent());
        assertEquals(
                "of-before", marker.child(MARKERS, "displayed").orElseThrow().attribute("id"));
    }
}
