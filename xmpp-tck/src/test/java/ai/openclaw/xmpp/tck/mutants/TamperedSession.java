package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Blocking;
import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Marker;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.Roster;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.archive.Archive;
import ai.openclaw.xmpp.command.Commands;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.media.Media;
import ai.openclaw.xmpp.muc.Bookmarks;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Moderation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.Rooms;
import ai.openclaw.xmpp.profile.Profiles;
import ai.openclaw.xmpp.pubsub.PubSub;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.XmppProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session between a real one and its listener. As it is it changes nothing; mutants change one thing each. */
class TamperedSession implements XmppSession, XmppListener, Rooms {

    private final CompletableFuture<XmppSession> real = new CompletableFuture<>();
    private @Nullable XmppListener listener;

    /** Opens the real one. */
    XmppSession open(XmppProvider provider, SessionConfig config, StateStore store, XmppListener told) {
        listener = told;
        real.complete(provider.open(config, store, this));
        return this;
    }

    final XmppSession real() {
        return real.join();
    }

    final XmppListener listener() {
        if (listener == null) {
            throw new IllegalStateException("not opened");
        }
        return listener;
    }

    @Override
    public Jid account() {
        return real().account();
    }

    @Override
    public SessionState state() {
        return real().state();
    }

    @Override
    public Optional<SessionInfo> info() {
        return real().info();
    }

    @Override
    public Optional<XmppException> lastError() {
        return real().lastError();
    }

    @Override
    public long waiting() {
        return real().waiting();
    }

    @Override
    public void handOverNext(Message message) {
        real().handOverNext(message);
    }

    @Override
    public CompletionStage<SessionInfo> online() {
        return real().online();
    }

    @Override
    public CompletionStage<SentMessage> send(OutgoingMessage message) {
        return real().send(message);
    }

    @Override
    public CompletionStage<Void> react(ChatKind kind, Jid to, String messageId, Set<String> emojis) {
        return real().react(kind, to, messageId, emojis);
    }

    @Override
    public CompletionStage<Set<String>> addReaction(ChatKind kind, Jid to, String messageId, String emoji) {
        return real().addReaction(kind, to, messageId, emoji);
    }

    @Override
    public CompletionStage<Set<String>> removeReaction(ChatKind kind, Jid to, String messageId, String emoji) {
        return real().removeReaction(kind, to, messageId, emoji);
    }

    @Override
    public CompletionStage<Void> retract(ChatKind kind, Jid to, String messageId) {
        return real().retract(kind, to, messageId);
    }

    @Override
    public void markDisplayed(Message message) {
        real().markDisplayed(message);
    }

    @Override
    public void markDisplayed(ChatKind kind, Jid to, String messageId) {
        real().markDisplayed(kind, to, messageId);
    }

    @Override
    public void chatState(ChatKind kind, Jid to, ChatState state) {
        real().chatState(kind, to, state);
    }

    @Override
    public void confirmReceipt(Message message) {
        real().confirmReceipt(message);
    }

    @Override
    public Rooms rooms() {
        return this;
    }

    @Override
    public Roster roster() {
        return real().roster();
    }

    @Override
    public Media media() {
        return real().media();
    }

    @Override
    public LiveTexts liveTexts() {
        return real().liveTexts();
    }

    @Override
    public Commands commands() {
        return real().commands();
    }

    @Override
    public Archive archive() {
        return real().archive();
    }

    @Override
    public Bookmarks bookmarks() {
        return real().bookmarks();
    }

    @Override
    public PubSub pubsub() {
        return real().pubsub();
    }

    @Override
    public Blocking blocking() {
        return real().blocking();
    }

    @Override
    public Profiles profile() {
        return real().profile();
    }

    @Override
    public CompletionStage<EntityInfo> discover(Jid entity) {
        return real().discover(entity);
    }

    @Override
    public CompletionStage<Duration> ping(Jid entity) {
        return real().ping(entity);
    }

    @Override
    public CompletionStage<@Nullable XmlElement> query(@Nullable Jid to, boolean set, XmlElement payload) {
        return real().query(to, set, payload);
    }

    @Override
    public void close() {
        real().close();
    }

    // Its rooms.

    @Override
    public CompletionStage<Room> join(RoomConfig config) {
        return real().rooms().join(config);
    }

    @Override
    public CompletionStage<Void> leave(Jid room) {
        return real().rooms().leave(room);
    }

    @Override
    public void decline(Invitation invitation, @Nullable String reason) {
        real().rooms().decline(invitation, reason);
    }

    @Override
    public Moderation moderation() {
        return real().rooms().moderation();
    }

    @Override
    public List<Room> list() {
        return real().rooms().list();
    }

    @Override
    public CompletionStage<Boolean> isRoom(Jid address) {
        return real().rooms().isRoom(address);
    }

    @Override
    public Optional<Room> find(Jid room) {
        return real().rooms().find(room);
    }

    // What it tells.

    @Override
    public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
        listener().onState(this, state, cause);
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        return listener().onMessage(this, message);
    }

    @Override
    public void onReaction(XmppSession session, Reaction reaction) {
        listener().onReaction(this, reaction);
    }

    @Override
    public void onRetraction(XmppSession session, Retraction retraction) {
        listener().onRetraction(this, retraction);
    }

    @Override
    public void onMarker(XmppSession session, ChatKind kind, Jid from, Marker marker, String messageId) {
        listener().onMarker(this, kind, from, marker, messageId);
    }

    @Override
    public void onChatState(XmppSession session, ChatKind kind, Jid from, ChatState state) {
        listener().onChatState(this, kind, from, state);
    }

    @Override
    public void onReceipt(XmppSession session, Jid from, String messageId) {
        listener().onReceipt(this, from, messageId);
    }

    @Override
    public void onUndelivered(XmppSession session, Jid from, @Nullable String messageId, StanzaError error) {
        listener().onUndelivered(this, from, messageId, error);
    }

    @Override
    public void onPresence(XmppSession session, Presence presence) {
        listener().onPresence(this, presence);
    }

    @Override
    public void onSubscriptionRequest(XmppSession session, Jid from) {
        listener().onSubscriptionRequest(this, from);
    }

    @Override
    public void onUnsubscribed(XmppSession session, Jid from) {
        listener().onUnsubscribed(this, from);
    }

    @Override
    public void onInvitation(XmppSession session, Invitation invitation) {
        listener().onInvitation(this, invitation);
    }

    @Override
    public void onPubSub(XmppSession session, PubSubEvent event) {
        listener().onPubSub(this, event);
    }

    @Override
    public void onRoom(XmppSession session, Room room) {
        listener().onRoom(this, room);
    }
}
