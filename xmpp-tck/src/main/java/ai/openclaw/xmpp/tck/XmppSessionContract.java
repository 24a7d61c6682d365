package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.RosterItem;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/**
 * The contract of providers: whatever keeps sessions, by our own layer above an engine or by a full stack of its own. Extend it, give it a
 * provider and a server; see {@link StanzaStreamContract} for how, and {@code docs/spi.md} for the rules.
 */
public abstract class XmppSessionContract extends SessionProfileRules {

    private static final String DISCO = "http://jabber.org/protocol/disco#info";
    private static final String ROSTER = "jabber:iq:roster";

    /** For suites. */
    protected XmppSessionContract() {}

    @Tag("C-77")
    @Rule(
            id = "SE-401",
            spec = "RFC 6120 §8.2.3",
            text =
                    "A get or set MUST be answered exactly once: disco, ping, version and time with a result, what is not known with an error.",
            intent = "Servers and clients that get no answer, or two, think that we are broken or gone.",
            check = "the engine does not answer too")
    final void answersEachQuestionOnce() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        Map<String, String> expected = new LinkedHashMap<>();
        Jid address = address(session);
        expected.put(peer.question(address, "get", XmlElement.of(DISCO, "query")), "result");
        expected.put(peer.question(address, "get", XmlElement.of("urn:xmpp:ping", "ping")), "result");
        expected.put(peer.question(address, "get", XmlElement.of("jabber:iq:version", "query")), "result");
        expected.put(peer.question(address, "get", XmlElement.of("urn:xmpp:time", "time")), "result");
        expected.put(peer.question(address, "get", XmlElement.of("urn:nobody:knows", "this")), "error");
        expected.put(peer.question(address, "set", XmlElement.of("urn:nobody:knows", "this")), "error");
        expected.forEach((id, type) -> {
            Stanza answer = peer.await("an answer", Peer.isAnswer(id));
            assertEquals(type, answer.type(), answer.toString());
            assertEquals(address, answer.from());
        });
        get(session.send(text(ChatKind.DIRECT, peer.address(), "behind all answers")));
        peer.awaitBody("behind all answers");
        assertEquals(List.of(), peer.untaken(stanza -> stanza.kind() == Stanza.Kind.IQ));
    }

    @Tag("H-24")
    @Tag("R30")
    @Rule(
            id = "SE-402",
            spec = "RFC 6120 §8.1.2.1",
            text = "An answer MUST count only if it comes from who was asked.",
            intent = "Else whoever guesses or sees an id answers in another's name.")
    final void believesOnlyWhomItAsked() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer asked = peer("asked");
        Peer mallory = peer("mallory");
        CompletionStage<@Nullable XmlElement> answer =
                session.query(asked.address(), false, XmlElement.of("urn:test", "question"));
        Stanza question = asked.await(
                "the question", stanza -> stanza.child("urn:test", "question").isPresent());
        mallory.send(answer(question, session, "false"));
        mallory.sync();
        sync(session, mallory);
        asked.send(answer(question, session, "true"));
        assertEquals("true", text(get(answer)));
    }

    private static @Nullable String text(@Nullable XmlElement element) {
        return element == null ? null : element.text();
    }

    private static Stanza answer(Stanza question, XmppSession session, String text) {
        return new Stanza(
                Stanza.Kind.IQ,
                "result",
                null,
                address(session),
                question.id(),
                null,
                List.of(XmlElement.of("urn:test", "answer", text)));
    }

    @Tag("H-23")
    @Rule(
            id = "SE-403",
            spec = "RFC 6121 §2.1.6",
            text = "A roster push that is not from the own account MUST be refused and change nothing.",
            intent = "A stranger would make itself a contact.")
    final void refusesAForgedRosterPush() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer mallory = peer("mallory");
        Stanza answer = mallory.ask(
                address(session),
                "set",
                XmlElement.of(ROSTER, "query")
                        .with(XmlElement.of(ROSTER, "item")
                                .with("jid", "mallory@localhost")
                                .with("subscription", "both")));
        assertEquals("error", answer.type());
        assertEquals(List.of(), session.roster().items());
    }

    @Tag("R19")
    @Tag("C-36")
    @Rule(
            id = "SE-404",
            spec = "RFC 6121 §3.1",
            text = "A request to see our presence MUST be told once, and answered only when the application says so.",
            intent = "Who sees when we are here is decided by a policy, not by a library.")
    final void asksBeforeItIsSeen() {
        SessionRecorder recorder = new SessionRecorder();
        Account account = account();
        XmppSession session = online(account, recorder);
        Peer peer = peer("peer");
        peer.askForItsRoster();
        peer.presence(account.jid(), "subscribe");
        assertEquals(peer.address().bare(), recorder.nextRequest());
        sync(session, peer);
        assertEquals(0, recorder.requests(), "it was told again");
        assertEquals(List.of(), peer.untaken(stanza -> stanza.hasType("subscribed") || stanza.hasType("subscribe")));
        session.roster().approve(peer.address().bare());
        peer.await("the approval", stanza -> stanza.kind() == Stanza.Kind.PRESENCE && stanza.hasType("subscribed"));
    }

    @Tag("H-56")
    @Rule(
            id = "SE-405",
            spec = "RFC 6120 §8.3.1",
            text = "Errors and results that nobody asked for MUST NOT be answered.",
            intent = "Two that answer each other's errors never stop.")
    final void answersNoAnswer() {
        XmppSession session = online(account(), new SessionRecorder());
        Peer peer = peer("peer");
        for (String type : List.of("result", "error")) {
            peer.send(new Stanza(Stanza.Kind.IQ, type, null, address(session), Peer.newId(), null, List.of()));
        }
        peer.send(new Stanza(
                Stanza.Kind.MESSAGE,
                "error",
                null,
                address(session),
                Peer.newId(),
                null,
                List.of(XmlElement.of("jabber:client", "body", "bounced"))));
        sync(session, peer);
        assertEquals(List.of(), peer.untaken(stanza -> address(session).equals(stanza.from())));
    }

    @Rule(
            id = "SE-406",
            spec = "RFC 6121 §2.1.3",
            text = "The roster MUST be known when the session is online, and follow what changes.",
            intent = "Who is a contact decides who may speak.")
    final void knowsItsRoster() throws Exception {
        Account account = account();
        Peer phone = keep(server().logIn(account.config().withResource("phone")));
        Stanza done = phone.ask(
                account.jid(),
                "set",
                XmlElement.of(ROSTER, "query")
                        .with(XmlElement.of(ROSTER, "item").with("jid", "friend@localhost")));
        assertEquals("result", done.type(), done.toString());
        CompletableFuture<List<RosterItem>> changed = new CompletableFuture<>();
        SessionRecorder recorder = new SessionRecorder().reacting((session, message) -> {
            changed.complete(session.roster().items());
            return CompletableFuture.completedFuture(null);
        });
        XmppSession session = online(account, recorder);
        assertEquals(
                List.of(Jid.of("friend@localhost")),
                session.roster().items().stream().map(RosterItem::jid).toList());
        phone.ask(
                account.jid(),
                "set",
                XmlElement.of(ROSTER, "query")
                        .with(XmlElement.of(ROSTER, "item").with("jid", "second@localhost")));
        peer("peer").say(address(session), "changed");
        List<RosterItem> items = changed.get(15, java.util.concurrent.TimeUnit.SECONDS);
        assertNotNull(items);
        assertTrue(
                items.stream().anyMatch(item -> item.jid().equals(Jid.of("second@localhost"))), () -> items.toString());
    }
}
