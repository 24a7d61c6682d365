package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import ai.openclaw.xmpp.tck.lab.Account;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the rules for sessions need. */
abstract class SessionRules extends Contract {

    /** A lost stream is back by then, if the server lets it: the first attempts come after 5, 10 and 20 s at most. */
    static final Duration BACK = Duration.ofSeconds(45);

    private final List<XmppSession> sessions = new CopyOnWriteArrayList<>();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final AtomicInteger rooms = new AtomicInteger();
    private @Nullable XmppProvider provider;

    SessionRules() {
        super("sessions");
    }

    /** The provider to test. */
    protected abstract XmppProvider provider();

    private XmppProvider subjectProvider() {
        if (provider == null) {
            provider = provider();
        }
        return provider;
    }

    @Override
    final String subject() {
        return subjectProvider().name();
    }

    @AfterEach
    final void tidyUp() {
        accounts.forEach(account -> account.link().cut());
        sessions.forEach(XmppSession::close);
        peers.forEach(Peer::close);
        accounts.clear();
        sessions.clear();
        peers.clear();
    }

    final Account account() {
        Account account = server().newAccount("bot");
        accounts.add(account);
        return account;
    }

    final Peer peer(String name) {
        return keep(server().newPeer(name));
    }

    final Peer keep(Peer peer) {
        peers.add(peer);
        return peer;
    }

    /** Opens a session and does not wait for it. */
    final XmppSession open(SessionConfig config, SessionRecorder recorder) {
        XmppSession session = subjectProvider().open(config, recorder);
        sessions.add(session);
        return session;
    }

    /** Opens a session and waits until it is online. */
    final XmppSession online(Account account, SessionRecorder recorder) {
        return awaitOnline(open(account.config(), recorder), recorder);
    }

    /** Opens a session over a store and waits until it is online. */
    final XmppSession online(Account account, StateStore store, SessionRecorder recorder) {
        XmppSession session = subjectProvider().open(account.config(), store, recorder);
        sessions.add(session);
        return awaitOnline(session, recorder);
    }

    private static XmppSession awaitOnline(XmppSession session, SessionRecorder recorder) {
        get(session.online());
        recorder.await(SessionState.ONLINE, Peer.PATIENCE);
        return session;
    }

    static Jid address(XmppSession session) {
        return session.info()
                .orElseThrow(() -> new AssertionError("not online"))
                .address();
    }

    /** Cuts the account's connections and waits until the session is back. */
    static void cutAndBack(Account account, SessionRecorder recorder) {
        account.link().cut();
        recorder.await(SessionState.RECONNECTING, Peer.PATIENCE);
        recorder.await(SessionState.ONLINE, BACK);
    }

    /** Cuts the account off until the session notices, and makes its server forget the stream: there is nothing to resume. */
    final void cutAndForget(Account account, SessionRecorder recorder) {
        account.link().refuse();
        recorder.await(SessionState.RECONNECTING, Peer.PATIENCE);
        server().logIn(account.config()).close();
    }

    /** Lets the session back. */
    static void letBack(Account account, SessionRecorder recorder) {
        account.link().release();
        recorder.await(SessionState.ONLINE, BACK);
    }

    static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof XmppException known) {
                throw known;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException never) {
            throw new AssertionError("no answer within 30 s", never);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped while waiting", stopped);
        }
    }

    /** A room that nobody was in. */
    final Jid newRoom() {
        return Jid.of("room-" + rooms.incrementAndGet(), server().roomService().domain(), null);
    }

    static Room join(XmppSession session, Jid room) {
        return get(session.rooms().join(RoomConfig.of(room, "bot")));
    }

    static OutgoingMessage text(ChatKind kind, Jid to, String body) {
        return OutgoingMessage.to(kind, to).body(body).build();
    }

    /** Waits until the session has dealt with all that its server sent before: it answers a ping of the peer's. */
    static void sync(XmppSession session, Peer peer) {
        peer.ask(address(session), "get", ai.openclaw.xmpp.XmlElement.of("urn:xmpp:ping", "ping"));
    }
}
