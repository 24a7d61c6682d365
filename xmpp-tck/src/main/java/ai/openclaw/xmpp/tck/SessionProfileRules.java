package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.live.LiveText;
import ai.openclaw.xmpp.profile.Avatar;
import ai.openclaw.xmpp.profile.LastActivity;
import ai.openclaw.xmpp.profile.OwnProfile;
import ai.openclaw.xmpp.profile.ProfilePart;
import ai.openclaw.xmpp.profile.PublishedProfile;
import ai.openclaw.xmpp.profile.VCard;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;

/** Names and faces, and texts that are shown while they are written. */
abstract class SessionProfileRules extends SessionCommandRules {

    private static final String VCARD = "vcard-temp";
    private static final String METADATA = "urn:xmpp:avatar:metadata";
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String DISCO = "http://jabber.org/protocol/disco#info";
    private static final String CORRECT = "urn:xmpp:message-correct:0";
    private static final String LAST = "jabber:iq:last";

    private static final Avatar FACE =
            Avatar.of("\u0089PNG\r\n\u001a\nno more than that".getBytes(StandardCharsets.ISO_8859_1));
    private static final OwnProfile CLARA = new OwnProfile("Clara", "I answer questions.", null, FACE);

    private static XmlElement card(Peer peer, Jid of) {
        Stanza answer = peer.ask(of, "get", XmlElement.of(VCARD, "vCard"));
        return answer.child(VCARD, "vCard").orElseThrow(() -> new AssertionError("no vCard: " + answer));
    }

    /** What the server has of the session's own account. */
    private static Optional<XmlElement> item(XmppSession session, String node) {
        XmlElement answer = get(session.query(
                null,
                false,
                XmlElement.of(PUBSUB, "pubsub")
                        .with(XmlElement.of(PUBSUB, "items").with("node", node))));
        return Optional.ofNullable(answer)
                .flatMap(pubsub -> pubsub.child(PUBSUB, "items"))
                .flatMap(items -> items.children().stream().reduce((older, newer) -> newer))
                .flatMap(item -> item.children().stream().findFirst());
    }

    private static String avatarId(XmppSession session) {
        return item(session, METADATA)
                .flatMap(metadata -> metadata.child(METADATA, "info"))
                .map(info -> String.valueOf(info.attribute("id")))
                .orElse("none");
    }

    @Rule(
            id = "SE-701",
            spec = "XEP-0084 §4",
            text =
                    "publish MUST show name and picture in the vCard, the avatar's nodes and the nick, leave what the vCard says besides, and write nothing that is there already.",
            intent =
                    "Who writes the same again on each login wakes all contacts; who writes it whole loses what people put there.")
    final void showsItsFace() {
        XmppSession session = online(account(), new SessionRecorder());
        Jid account = address(session).bare();
        get(session.query(
                null, true, XmlElement.of(VCARD, "vCard").with(XmlElement.of(VCARD, "TITLE", "kept by hand"))));
        PublishedProfile done = get(session.profile().publish(CLARA));
        assertEquals(Map.of(), done.refused());
        // A server may make the one vCard of the other; then that is there already.
        assertTrue(
                done.written().containsAll(Set.of(ProfilePart.VCARD, ProfilePart.AVATAR, ProfilePart.NICK)),
                done.written().toString());
        Peer peer = peer("peer");
        XmlElement card = card(peer, account);
        assertEquals("Clara", card.child(VCARD, "FN").map(XmlElement::text).orElse("none"));
        assertEquals(
                "kept by hand", card.child(VCARD, "TITLE").map(XmlElement::text).orElse("none"));
        String picture = card.child(VCARD, "PHOTO")
                .flatMap(photo -> photo.child(VCARD, "BINVAL"))
                .map(XmlElement::text)
                .orElse("none");
        assertEquals(Base64.getEncoder().encodeToString(FACE.bytes()), picture.replaceAll("\\s", ""));
        assertEquals(FACE.id(), avatarId(session));
        assertEquals(
                "Clara",
                item(session, "http://jabber.org/protocol/nick")
                        .map(XmlElement::text)
                        .orElse("none"));
        PublishedProfile again = get(session.profile().publish(CLARA));
        assertEquals(Set.of(), again.written(), "it is there already");
    }

    @Tag("H-26")
    @Rule(
            id = "SE-702",
            spec = "XEP-0163 §5",
            text =
                    "What others tell of avatars, nicks and vCards, also in our account's name, MUST change nothing of our own.",
            intent = "A stranger would give the agent another face.")
    final void isGivenNoFaceByOthers() {
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account(), recorder);
        get(session.profile().publish(CLARA));
        Peer mallory = peer("mallory");
        XmlElement metadata = XmlElement.of(METADATA, "metadata")
                .with(XmlElement.of(METADATA, "info").with("id", "f".repeat(40)).with("bytes", "1"));
        XmlElement event = XmlElement.of(PUBSUB + "#event", "event")
                .with(XmlElement.of(PUBSUB + "#event", "items")
                        .with("node", METADATA)
                        .with(XmlElement.of(PUBSUB + "#event", "item")
                                .with("id", "f")
                                .with(metadata)));
        for (String type : List.of("headline", "normal")) {
            mallory.send(
                    new Stanza(Stanza.Kind.MESSAGE, type, null, address(session), Peer.newId(), null, List.of(event)));
        }
        sync(session, mallory);
        assertEquals(FACE.id(), avatarId(session));
        assertEquals(Set.of(), get(session.profile().publish(CLARA)).written());
        assertEquals(List.of(), recorder.untaken());
    }

    @Rule(
            id = "SE-703",
            spec = "XEP-0054 §3.3",
            text =
                    "of MUST give what somebody says of themselves, each field as they wrote it and none longer than it may be.",
            intent = "What strangers write goes to a model: it must not be without end.")
    final void readsWhatOthersShow() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Stanza kept = peer.ask(
                peer.address().bare(),
                "set",
                XmlElement.of(VCARD, "vCard")
                        .with(XmlElement.of(VCARD, "FN", "Peer P."))
                        .with(XmlElement.of(VCARD, "TITLE", "t".repeat(5000)))
                        .with(XmlElement.of(VCARD, "DESC", "one\ntwo")));
        assertTrue(kept.hasType("result"), kept.toString());
        VCard card = get(session.profile().of(peer.address()));
        assertEquals("Peer P.", card.fullName());
        assertEquals("one\ntwo", card.about());
        assertTrue(String.valueOf(card.title()).length() <= 201, "too long");
    }

    @Tag("H-24")
    @Rule(
            id = "SE-704",
            spec = "XEP-0012 §4",
            text = "lastActivity MUST give what the one who was asked says, and nobody else.",
            intent = "Else anybody says when somebody was there.")
    final void asksWhenSomebodyWasThere() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Peer mallory = peer("mallory");
        // Servers tell it only to whom may see the presence (§6).
        session.roster().subscribe(peer.address().bare());
        peer.await("a request", stanza -> stanza.hasType("subscribe"));
        peer.send(new Stanza(
                Stanza.Kind.PRESENCE, "subscribed", null, address(session).bare(), null, null, List.of()));
        sync(session, peer);
        CompletionStage<LastActivity> asked = session.profile().lastActivity(peer.address());
        Stanza question =
                peer.await("the question", stanza -> stanza.child(LAST, "query").isPresent());
        mallory.send(result(session, question, XmlElement.of(LAST, "query").with("seconds", "1")));
        sync(session, mallory);
        peer.send(result(session, question, XmlElement.of(LAST, "query").with("seconds", "77")));
        assertEquals(Duration.ofSeconds(77), get(asked).ago());
    }

    private static Stanza result(XmppSession session, Stanza question, XmlElement payload) {
        return new Stanza(Stanza.Kind.IQ, "result", null, address(session), question.id(), null, List.of(payload));
    }

    // Texts that are shown while they are written.

    private static LiveText soFar(Peer peer, String text) {
        return new LiveText("answer", peer.address(), text, null, null);
    }

    /** The peer's client says what it can do. */
    private static void discloses(Peer peer, XmppSession session, String feature) {
        Stanza question = peer.await(
                "a question for features",
                stanza -> stanza.child(DISCO, "query").isPresent());
        peer.send(result(
                session,
                question,
                XmlElement.of(DISCO, "query")
                        .with(XmlElement.of(DISCO, "feature").with("var", feature))));
    }

    private static String replaced(Stanza message) {
        return message.child(CORRECT, "replace")
                .map(replace -> String.valueOf(replace.attribute("id")))
                .orElse("nothing");
    }

    @Rule(
            id = "SE-711",
            spec = "XEP-0308 §3",
            text =
                    "A live text to a client that says it takes corrections MUST be sent once, and end as a correction of that message with the whole text.",
            intent = "Else people see the same answer many times, or half of it for ever.")
    final void showsATextWhileItIsWritten() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        CompletionStage<Boolean> shown = session.liveTexts().update(soFar(peer, "Once"));
        discloses(peer, session, CORRECT);
        assertTrue(get(shown), "it can be shown");
        Stanza first = peer.awaitBody("Once");
        assertEquals("nothing", replaced(first));
        Optional<SentMessage> sent = get(session.liveTexts().finish("answer", "Once upon a time"));
        Stanza last = peer.awaitBody("Once upon a time");
        assertEquals(first.id(), replaced(last));
        assertEquals(first.id(), sent.map(SentMessage::id).orElse("none"));
        assertEquals(sent, get(session.liveTexts().finish("answer", "Once upon a time")));
        get(session.send(text(ChatKind.DIRECT, peer.address(), "behind it")));
        peer.awaitBody("behind it");
        assertEquals(List.of(), peer.untaken(stanza -> Peer.bodyOf(stanza) != null), "once is enough");
    }

    @Rule(
            id = "SE-712",
            spec = "XEP-0308 §4",
            text =
                    "A live text to a client that does not say that it takes corrections MUST not be shown before it is complete.",
            intent = "Such a client shows each correction as a message of its own.")
    final void sparesWhoCannotShowCorrections() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        CompletionStage<Boolean> shown = session.liveTexts().update(soFar(peer, "Once"));
        discloses(peer, session, "urn:xmpp:ping");
        boolean isShown = get(shown);
        boolean isSent =
                get(session.liveTexts().finish("answer", "Once upon a time")).isPresent();
        get(session.send(text(ChatKind.DIRECT, peer.address(), "behind it")));
        peer.awaitBody("behind it");
        assertEquals(List.of(), peer.untaken(stanza -> Peer.bodyOf(stanza) != null), "nothing is shown");
        assertFalse(isShown, "said to be shown");
        assertFalse(isSent, "said to be sent");
    }
}
