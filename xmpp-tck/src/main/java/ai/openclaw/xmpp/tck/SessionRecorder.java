package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Marker;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.tck.lab.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what a session tells, and what it does wrong in telling. Thread-safe. */
final class SessionRecorder implements XmppListener {

    private final ConcurrentAccess access = new ConcurrentAccess();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<SessionState> waitingStates = new LinkedBlockingQueue<>();
    private final BlockingQueue<Room> waitingRooms = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> undelivered = new LinkedBlockingQueue<>();
    private final BlockingQueue<Retraction> retractions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Jid> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Invitation> invitations = new LinkedBlockingQueue<>();
    private final BlockingQueue<PubSubEvent> nodeEvents = new LinkedBlockingQueue<>();
    private final List<SessionState> states = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile BiFunction<XmppSession, Message, CompletionStage<Void>> reaction =
            (session, message) -> CompletableFuture.completedFuture(null);
    private volatile Consumer<ChatState> onTyping = state -> {};

    /** Does that with each message, on the session's thread, after it is kept. */
    SessionRecorder reacting(BiFunction<XmppSession, Message, CompletionStage<Void>> whatToDo) {
        reaction = whatToDo;
        return this;
    }

    /** Does that with each chat state. */
    SessionRecorder onTyping(Consumer<ChatState> whatToDo) {
        onTyping = whatToDo;
        return this;
    }

    private <T> T call(String name, Supplier<T> body) {
        if (closed) {
            wrong.add(name + " was called after CLOSED");
        }
        threads.add(Thread.currentThread());
        access.enter(name).ifPresent(wrong::add);
        try {
            return body.get();
        } finally {
            access.leave();
        }
    }

    @Override
    public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
        call("onState " + state, () -> {
            states.add(state);
            closed = state == SessionState.CLOSED;
            return waitingStates.add(state);
        });
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        return call("onMessage", () -> {
            messages.add(message);
            return reaction.apply(session, message);
        });
    }

    @Override
    public void onChatState(XmppSession session, ChatKind kind, Jid from, ChatState state) {
        call("onChatState", () -> {
            onTyping.accept(state);
            return true;
        });
    }

    @Override
    public void onReaction(XmppSession session, Reaction emojis) {
        call("onReaction", () -> true);
    }

    @Override
    public void onRetraction(XmppSession session, Retraction retraction) {
        call("onRetraction", () -> retractions.add(retraction));
    }

    @Override
    public void onMarker(XmppSession session, ChatKind kind, Jid from, Marker marker, String messageId) {
        call("onMarker", () -> true);
    }

    @Override
    public void onReceipt(XmppSession session, Jid from, String messageId) {
        call("onReceipt", () -> true);
    }

    @Override
    public void onUndelivered(XmppSession session, Jid from, @Nullable String messageId, StanzaError error) {
        call("onUndelivered", () -> undelivered.add(String.valueOf(messageId)));
    }

    @Override
    public void onPresence(XmppSession session, Presence presence) {
        call("onPresence", () -> true);
    }

    @Override
    public void onSubscriptionRequest(XmppSession session, Jid from) {
        call("onSubscriptionRequest", () -> requests.add(from));
    }

    @Override
    public void onUnsubscribed(XmppSession session, Jid from) {
        call("onUnsubscribed", () -> true);
    }

    @Override
    public void onRoom(XmppSession session, Room room) {
        call("onRoom", () -> waitingRooms.add(room));
    }

    @Override
    public void onInvitation(XmppSession session, Invitation invitation) {
        call("onInvitation", () -> invitations.add(invitation));
    }

    @Override
    public void onPubSub(XmppSession session, PubSubEvent event) {
        call("onPubSub", () -> nodeEvents.add(event));
    }

    private static <T> T poll(BlockingQueue<T> queue, String what, Duration patience) {
        try {
            T found = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (found == null) {
                throw new AssertionError(what + " was not told within " + patience.toSeconds() + " s");
            }
            return found;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("stopped while waiting for " + what, stopped);
        }
    }

    /** The next message. */
    Message next() {
        return poll(messages, "a message", Peer.PATIENCE);
    }

    /** The bodies of the next so many messages. */
    List<String> nextBodies(int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(next().body());
        }
        return bodies;
    }

    /** The bodies of the messages that came and were not taken. */
    List<String> untaken() {
        return messages.stream().map(Message::body).toList();
    }

    /** Waits for that state; those before it are passed over. */
    void await(SessionState wanted, Duration patience) {
        SessionState seen;
        do {
            seen = poll(waitingStates, "the state " + wanted + " (so far: " + states + ")", patience);
            if (seen == SessionState.CLOSED && wanted != seen) {
                throw new AssertionError("the session is CLOSED instead of " + wanted + "; its states: " + states);
            }
        } while (seen != wanted);
    }

    /** Waits until a room looks like that. */
    Room awaitRoom(String what, Predicate<Room> wanted, Duration patience) {
        Room seen;
        do {
            seen = poll(waitingRooms, what, patience);
        } while (!wanted.test(seen));
        return seen;
    }

    /** Forgets what was told of rooms so far. */
    void forgetRooms() {
        waitingRooms.clear();
    }

    /** What was told of rooms and not taken. */
    List<Room> untakenRooms() {
        return List.copyOf(waitingRooms);
    }

    /** The id of the next message that could not be delivered. */
    String nextUndelivered() {
        return poll(undelivered, "an undelivered message", Peer.PATIENCE);
    }

    /** The next message that was taken back. */
    Retraction nextRetraction() {
        return poll(retractions, "a retraction", Peer.PATIENCE);
    }

    /** The next one who asks to see our presence. */
    Jid nextRequest() {
        return poll(requests, "a subscription request", Peer.PATIENCE);
    }

    /** The next invitation. */
    Invitation nextInvitation() {
        return poll(invitations, "an invitation", Peer.PATIENCE);
    }

    /** The invitations that came and were not taken. */
    List<Invitation> untakenInvitations() {
        return List.copyOf(invitations);
    }

    /** The next event of that node; those of others before it are passed over. */
    PubSubEvent nextEvent(String node) {
        PubSubEvent event;
        do {
            event = poll(nodeEvents, "an event of the node " + node, Peer.PATIENCE);
        } while (!event.node().equals(node));
        return event;
    }

    /** The events of that node that came and were not taken. */
    List<PubSubEvent> untakenEvents(String node) {
        return nodeEvents.stream().filter(event -> event.node().equals(node)).toList();
    }

    int requests() {
        return requests.size();
    }

    List<SessionState> states() {
        return List.copyOf(states);
    }

    /** What was wrong with the calls: overlaps, calls after CLOSED. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }
}
