package ai.openclaw.xmpp.tck.simulation;

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
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomState;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands in front of the application and looks at every call. */
final class ListenerWatch implements XmppListener {

    private final Journal journal;
    private final Ledger ledger;
    private final RoomTruth rooms;
    private final Identities identities;
    private final XmppListener application;
    private SessionState state = SessionState.CONNECTING;
    private boolean inside;

    ListenerWatch(Journal journal, Ledger ledger, RoomTruth rooms, Identities identities, XmppListener application) {
        this.journal = journal;
        this.ledger = ledger;
        this.rooms = rooms;
        this.identities = identities;
        this.application = application;
    }

    private <T extends @Nullable Object> T watched(String call, Supplier<T> action) {
        if (state == SessionState.CLOSED) {
            journal.broken(Invariant.SILENCE, call + " after CLOSED");
        }
        if (inside) {
            journal.broken(Invariant.SERIAL, call + " within another call");
        }
        inside = true;
        try {
            return action.get();
        } finally {
            inside = false;
        }
    }

    private void watch(String call, Runnable action) {
        watched(call, () -> {
            action.run();
            return true;
        });
    }

    @Override
    public void onState(XmppSession session, SessionState next, @Nullable XmppException cause) {
        watch("onState", () -> {
            journal.note("state " + next + (cause == null ? "" : ": " + cause.getMessage()));
            boolean legal = switch (next) {
                case CONNECTING -> state == SessionState.CONNECTING;
                case ONLINE -> state != SessionState.ONLINE;
                case RECONNECTING -> state != SessionState.CONNECTING;
                case CLOSED -> true;
            };
            if (!legal) {
                journal.broken(Invariant.STATES, next + " after " + state);
            }
            application.onState(session, next, cause);
        });
        state = next;
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        return watched("onMessage", () -> {
            journal.note("handed over: " + message.body() + " from " + message.from());
            ledger.handed(message, rooms.isLate(message.from()));
            identities.check(message);
            CompletionStage<Void> stage;
            try {
                stage = application.onMessage(session, message);
            } catch (RuntimeException refused) {
                ledger.settled(message, false);
                throw refused;
            }
            stage.whenComplete((done, failure) -> ledger.settled(message, failure == null));
            return stage;
        });
    }

    @Override
    public void onRoom(XmppSession session, Room room) {
        watch("onRoom", () -> {
            if (room.state() == RoomState.JOINED && rooms.isSurelyOutside(room.jid())) {
                journal.broken(Invariant.INSIDE, room.jid() + " counts as joined and we are not inside");
            }
            application.onRoom(session, room);
        });
    }

    @Override
    public void onReaction(XmppSession session, Reaction reaction) {
        watch("onReaction", () -> identities.check(reaction));
    }

    @Override
    public void onRetraction(XmppSession session, Retraction retraction) {
        watch("onRetraction", () -> application.onRetraction(session, retraction));
    }

    @Override
    public void onMarker(XmppSession session, ChatKind kind, Jid from, Marker marker, String messageId) {
        watch("onMarker", () -> application.onMarker(session, kind, from, marker, messageId));
    }

    @Override
    public void onChatState(XmppSession session, ChatKind kind, Jid from, ChatState chatState) {
        watch("onChatState", () -> application.onChatState(session, kind, from, chatState));
    }

    @Override
    public void onReceipt(XmppSession session, Jid from, String messageId) {
        watch("onReceipt", () -> application.onReceipt(session, from, messageId));
    }

    @Override
    public void onUndelivered(XmppSession session, Jid from, @Nullable String messageId, StanzaError error) {
        watch("onUndelivered", () -> application.onUndelivered(session, from, messageId, error));
    }

    @Override
    public void onPresence(XmppSession session, Presence presence) {
        watch("onPresence", () -> application.onPresence(session, presence));
    }

    @Override
    public void onSubscriptionRequest(XmppSession session, Jid from) {
        watch("onSubscriptionRequest", () -> application.onSubscriptionRequest(session, from));
    }

    @Override
    public void onUnsubscribed(XmppSession session, Jid from) {
        watch("onUnsubscribed", () -> application.onUnsubscribed(session, from));
    }
}
