package ai.openclaw.xmpp.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Ability;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;

/** A session's states and calls. */
abstract class SessionLifeRules extends SessionRules {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMillis(500);

    @Rule(
            id = "SE-101",
            text = "States MUST be told as CONNECTING* ONLINE (RECONNECTING+ ONLINE)* CLOSED.",
            intent = "Status pages and applications rely on it; CLOSED is for good.")
    final void tellsItsStatesInOrder() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        assertEquals(SessionState.ONLINE, session.state());
        cutAndBack(account, recorder);
        session.close();
        recorder.await(SessionState.CLOSED, Peer.PATIENCE);
        assertEquals(SessionState.CLOSED, session.state());
        String told =
                String.join(" ", recorder.states().stream().map(Enum::name).toList());
        assertTrue(told.matches("(CONNECTING )*ONLINE (RECONNECTING )+ONLINE CLOSED"), told);
    }

    @Rule(
            id = "SE-102",
            text =
                    "A wrong password MUST end the session: online() fails with AUTHENTICATION, CLOSED is told, nothing is tried again.",
            intent = "Trying again locks accounts.")
    final void endsForGoodWhenThePasswordIsWrong() {
        Account account = account();
        SessionConfig wrong = SessionConfig.of(account.jid(), Secret.of("wrong"))
                .withServer(account.config().server())
                .withTls(account.config().tls());
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = open(wrong, recorder);
        XmppException refused = assertThrows(XmppException.class, () -> get(session.online()));
        assertEquals(XmppException.Kind.AUTHENTICATION, refused.kind());
        recorder.await(SessionState.CLOSED, Peer.PATIENCE);
        assertEquals(SessionState.CLOSED, session.state());
        assertEquals(refused, session.lastError().orElseThrow());
        assertEquals(1, account.link().connections(), "connections");
    }

    @Rule(
            id = "SE-103",
            text = "Calls to the listener MUST come one at a time.",
            intent = "Applications need no locks.",
            check = "the message names both threads")
    final void callsTheListenerSerially() {
        CountDownLatch never = new CountDownLatch(1);
        SessionRecorder recorder = new SessionRecorder().reacting((session, message) -> {
            try {
                assertFalse(never.await(1, TimeUnit.MILLISECONDS));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture(null);
        });
        XmppSession session = online(account(), recorder);
        Peer one = peer("one");
        Peer other = peer("other");
        for (int i = 0; i < 30; i++) {
            one.say(address(session), "one " + i);
            other.say(address(session), "other " + i);
            typing(other, address(session));
        }
        recorder.nextBodies(60);
        session.close();
        recorder.await(SessionState.CLOSED, Peer.PATIENCE);
        assertEquals(List.of(), recorder.wrong());
    }

    private static void typing(Peer peer, Jid to) {
        peer.send(new Stanza(
                Stanza.Kind.MESSAGE,
                "chat",
                null,
                to,
                Peer.newId(),
                null,
                List.of(XmlElement.of("http://jabber.org/protocol/chatstates", "composing"))));
    }

    @Rule(
            id = "SE-104",
            text = "Calls to the listener MUST NOT come on a thread that calls the session.",
            intent = "Else a caller that holds what the listener wants waits for ever.")
    final void callsTheListenerOnItsOwnThreads() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        Peer peer = peer("peer");
        get(session.send(text(ChatKind.DIRECT, peer.address(), "out")));
        peer.say(address(session), "in");
        recorder.next();
        session.close();
        recorder.await(SessionState.CLOSED, Peer.PATIENCE);
        assertFalse(
                recorder.threads().contains(Thread.currentThread()), "the listener was called on a caller's thread");
    }

    @Rule(
            id = "SE-105",
            text = "A listener that throws MUST NOT end the session or lose what comes behind.",
            intent = "A fault in a bot's code costs one event, not the connection.")
    final void survivesAListenerThatThrows() {
        SessionRecorder recorder = new SessionRecorder()
                .onTyping(state -> {
                    throw new IllegalStateException("as the test wants it");
                })
                .reacting((session, message) -> {
                    if (message.body().equals("bad")) {
                        throw new IllegalStateException("as the test wants it");
                    }
                    return CompletableFuture.completedFuture(null);
                });
        XmppSession session = online(account(), recorder);
        Peer peer = peer("peer");
        Peer other = peer("other");
        typing(peer, address(session));
        other.say(address(session), "bad");
        peer.say(address(session), "good");
        assertTrue(recorder.nextBodies(2).contains("good"));
        get(session.send(text(ChatKind.DIRECT, peer.address(), "still here")));
        peer.awaitBody("still here");
        assertEquals(SessionState.ONLINE, session.state());
    }

    @Tag("C-03")
    @Rule(
            id = "SE-106",
            text = "close MUST return within 2 s, even in a black hole, be idempotent, and be told as CLOSED.",
            intent = "A host kills what does not stop in time.")
    final void closesInABlackHole() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        account.link().blackHole();
        for (int i = 0; i < 2; i++) {
            long begin = System.nanoTime();
            session.close();
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(taken.compareTo(CLOSE_LIMIT.plus(SLACK)) < 0, () -> "close took " + taken);
        }
        recorder.await(SessionState.CLOSED, Duration.ofSeconds(1));
    }

    @Rule(
            id = "SE-107",
            text = "After CLOSED there MUST be no call, whatever still comes.",
            intent = "Applications free what their listener uses.")
    final void callsNobodyAfterClosed() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        Peer peer = peer("peer");
        for (int i = 0; i < 50; i++) {
            peer.say(address(session), "message " + i);
            if (i == 25) {
                session.close();
            }
            if (session.info().isEmpty()) {
                break;
            }
        }
        peer.sync();
        recorder.await(SessionState.CLOSED, Peer.PATIENCE);
        account.link().cut();
        peer.sync();
        assertEquals(List.of(), recorder.wrong());
    }

    @Rule(
            id = "SE-108",
            text = "close MUST work from inside a call.",
            intent = "\"Go away\" is an order that bots get by message.")
    final void closesFromInsideACall() {
        SessionRecorder recorder = new SessionRecorder().reacting((session, message) -> {
            session.close();
            return CompletableFuture.completedFuture(null);
        });
        XmppSession session = online(account(), recorder);
        peer("peer").say(address(session), "go away");
        recorder.await(SessionState.CLOSED, Duration.ofSeconds(5));
    }

    @Tag("C-01")
    @Rule(
            id = "SE-109",
            text = "A server that cannot be reached at first MUST be tried again until it can.",
            intent = "Bots start before their servers.")
    final void comesOnlineWhenTheServerIsBack() {
        Account account = account();
        account.link().refuse();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = open(account.config(), recorder);
        recorder.await(SessionState.CONNECTING, Peer.PATIENCE);
        account.link().release();
        recorder.await(SessionState.ONLINE, BACK);
        get(session.online());
    }

    @Tag("C-01")
    @Rule(
            id = "SE-110",
            text = "A lost connection MUST come back by itself: the first attempt after 1 to 5 s.",
            intent = "Nobody watches a bot.")
    final void comesBackAfterACut() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        long begin = System.nanoTime();
        cutAndBack(account, recorder);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.toMillis() < 7000, () -> "it took " + taken);
        assertTrue(
                taken.toMillis() >= 900, () -> "it took only " + taken + ": a thousand clients would storm the server");
        peer("peer").say(address(session), "there?");
        assertEquals("there?", recorder.next().body());
    }

    @Tag("C-04")
    @Tag("C-05")
    @Rule(
            id = "SE-111",
            spec = "RFC 6120 §4.9.3.3",
            text =
                    "A session whose resource was taken MUST come back once, under another resource; the second time it is CLOSED with CONFLICT.",
            intent = "Two clients that kick each other for ever are worse than one that is down and says why.",
            needs = Ability.CONFLICT)
    final void doesNotFightForItsResource() {
        Account account = account();
        SessionRecorder recorder = new SessionRecorder();
        XmppSession session = online(account, recorder);
        Peer rival = keep(server().logIn(account.config()));
        recorder.await(SessionState.RECONNECTING, Peer.PATIENCE);
        recorder.await(SessionState.ONLINE, BACK);
        String second = String.valueOf(address(session).resource());
        assertNotEquals(account.config().resource(), second);
        rival.sync();
        keep(server().logIn(account.config().withResource(second)));
        recorder.await(SessionState.CLOSED, BACK);
        assertEquals(
                XmppException.Kind.CONFLICT, session.lastError().orElseThrow().kind());
        rival.sync();
    }
}
