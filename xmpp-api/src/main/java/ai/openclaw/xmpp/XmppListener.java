package ai.openclaw.xmpp;

import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hears of all that happens in a session.
 *
 * <p>Calls come one at a time, in the stream's order; {@code onState} with {@code CLOSED} is the last. Do not block in them. A
 * callback may use the session. An exception is logged and changes nothing else, except in {@link #onMessage}.
 */
public interface XmppListener {

    /**
     * The session's state has changed, or another attempt to open a stream has failed.
     *
     * @param cause for {@code CONNECTING} and {@code RECONNECTING} the attempt that failed or the stream that was lost, for {@code CLOSED} what
     *     ended the session; {@code null} where nothing went wrong
     */
    default void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {}

    /**
     * A message came. Until the returned stage completes, the session keeps it: the next one of the same conversation
     * waits; other conversations go on. Complete it as soon as the message is safe with you, not when it is answered.
     *
     * <p>If the stage fails, or this method throws, the same message is handed over again, after 1 s, 2 s … 60 s, 20 times in all (about a
     * quarter of an hour); then it is given up, with an error in the log. A stage that does not complete is waited for without limit.
     *
     * <p>With a store that outlives the process, a message that was not taken comes again in the next process. One that was may come a second
     * time, if the process ended before it could write that down.
     *
     * <p>A message whose author corrects it (XEP-0308) before it is handed over never is: the correction comes in its place. One that its
     * author takes back before that does not come at all.
     */
    default CompletionStage<Void> onMessage(XmppSession session, Message message) {
        return CompletableFuture.completedFuture(null);
    }

    /** Somebody's reactions to a message changed (XEP-0444). They are told once, and not kept for you. */
    default void onReaction(XmppSession session, Reaction reaction) {}

    /**
     * A message that was handed over was taken back (XEP-0424, XEP-0425). One that was not yet is never handed over, and nothing is told.
     */
    default void onRetraction(XmppSession session, Retraction retraction) {}

    /**
     * Somebody has come that far with our messages (XEP-0333), this one included; everybody can claim that.
     *
     * @param from the full JID, in rooms the occupant's address
     * @param messageId in rooms the message's stanza-id, else its id; of any message, whether we sent it or not
     */
    default void onMarker(XmppSession session, ChatKind kind, Jid from, Marker marker, String messageId) {}

    /**
     * Somebody is writing, or has stopped (XEP-0085).
     *
     * @param from the full JID, in rooms the occupant's address
     */
    default void onChatState(XmppSession session, ChatKind kind, Jid from, ChatState state) {}

    /** Somebody says that a message of ours arrived at their client (XEP-0184), in direct chats only; everybody can claim that, for any id. */
    default void onReceipt(XmppSession session, Jid from, String messageId) {}

    /**
     * A message of ours could not be delivered (RFC 6121 §8); everybody can claim that, for any id.
     *
     * @param from who refused it, or in whose name a server did
     * @param messageId the message's id, as the error names it; {@code null} if it names none
     */
    default void onUndelivered(XmppSession session, Jid from, @Nullable String messageId, StanzaError error) {}

    /** Somebody came, went, or says something else about being there (RFC 6121 §4); not occupants of rooms, whom {@link #onRoom} tells. */
    default void onPresence(XmppSession session, Presence presence) {}

    /**
     * Somebody asks to see our presence (RFC 6121 §3.1); nothing is answered unless you do, by {@link XmppSession#roster()}.
     *
     * @param from the bare JID
     */
    default void onSubscriptionRequest(XmppSession session, Jid from) {}

    /**
     * Somebody does not want to see our presence any more (RFC 6121 §3.3).
     *
     * @param from the bare JID
     */
    default void onUnsubscribed(XmppSession session, Jid from) {}

    /** A room's state, subject or occupants changed; many changes at once are told as one. */
    default void onRoom(XmppSession session, Room room) {}

    /** Somebody asks us into a room (XEP-0045 §7.8, XEP-0249); nothing is done about it unless you do. */
    default void onInvitation(XmppSession session, Invitation invitation) {}

    /**
     * Something changed in a node that this session subscribed to by {@link XmppSession#pubsub}, or in one of the account's own. Others' events
     * are not told, nor are the account's bookmarks: {@link XmppSession#bookmarks} follows them.
     */
    default void onPubSub(XmppSession session, PubSubEvent event) {}

    /**
     * The store cannot be used or written: messages that come wait unacknowledged, and are not handed over until it can be. It is tried again by
     * itself.
     *
     * @param problem what is wrong and what to do; {@code null} when it works again
     */
    default void onStoreProblem(XmppSession session, @Nullable XmppException problem) {}
}
