package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Blocking;
import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.Roster;
import ai.openclaw.xmpp.SentMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
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
import ai.openclaw.xmpp.muc.Rooms;
import ai.openclaw.xmpp.profile.Profiles;
import ai.openclaw.xmpp.pubsub.PubSub;
import ai.openclaw.xmpp.session.codec.Disco;
import ai.openclaw.xmpp.session.codec.Retractions;
import ai.openclaw.xmpp.spi.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One account, online over as many streams as it takes: what the application asks for, brought to the parts that do it. */
final class Session implements XmppSession {

    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(1900);

    private final SessionConfig config;
    private final Loop loop;
    private final SessionStatus status = new SessionStatus();
    private final SessionParts parts;
    private final Reception reception;
    private final SessionLife life;

    /**
     * Not yet connecting.
     *
     * @param silent whether to stay without presence, roster and rooms, as for a try-out
     */
    Session(
            SessionConfig config,
            Supervisor.Connector connector,
            Environment environment,
            StateStore store,
            XmppListener listener,
            boolean silent) {
        this.config = config;
        this.loop = environment.loops().get();
        this.parts = new SessionParts(config, environment, loop, store, new Announcer(this, listener), status);
        this.reception = new Reception(parts);
        this.life = new SessionLife(config, connector, environment, parts, status, reception, silent);
    }

    Session start() {
        loop.execute(life::start);
        return this;
    }

    static XmppException ended() {
        return new XmppException(XmppException.Kind.STATE, "the session has ended");
    }

    @Override
    public Jid account() {
        return config.jid();
    }

    @Override
    public SessionState state() {
        return status.state();
    }

    @Override
    public Optional<SessionInfo> info() {
        return Optional.ofNullable(status.info());
    }

    @Override
    public Optional<XmppException> lastError() {
        return Optional.ofNullable(status.lastError());
    }

    @Override
    public long waiting() {
        return parts.books.inbox().waiting();
    }

    @Override
    public void handOverNext(Message message) {
        Objects.requireNonNull(message, "message");
        loop.execute(() -> parts.lanes.more(message));
    }

    @Override
    public CompletionStage<SessionInfo> online() {
        return status.whenOnline();
    }

    @Override
    public CompletionStage<SentMessage> send(OutgoingMessage message) {
        Objects.requireNonNull(message, "message");
        CompletableFuture<SentMessage> promise = new CompletableFuture<>();
        loop.execute(() -> {
            reception.spoken();
            parts.outgoing.send(message, promise);
        });
        return promise.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> react(ChatKind kind, Jid to, String messageId, Set<String> emojis) {
        return react(kind, to, messageId, OwnReactions.becoming(emojis)).thenAccept(all -> {});
    }

    @Override
    public CompletionStage<Set<String>> addReaction(ChatKind kind, Jid to, String messageId, String emoji) {
        return react(kind, to, messageId, OwnReactions.adding(emoji));
    }

    @Override
    public CompletionStage<Set<String>> removeReaction(ChatKind kind, Jid to, String messageId, String emoji) {
        return react(kind, to, messageId, OwnReactions.removing(emoji));
    }

    private CompletionStage<Set<String>> react(
            ChatKind kind, Jid to, String messageId, UnaryOperator<Set<String>> change) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(messageId, "messageId");
        CompletableFuture<Set<String>> promise = new CompletableFuture<>();
        loop.execute(() -> parts.reactions.change(new OwnReactions.Change(kind, to, messageId, change, promise)));
        return promise.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> retract(ChatKind kind, Jid to, String messageId) {
        return send(Retractions.message(kind, to, messageId)).thenAccept(sent -> {});
    }

    @Override
    public void markDisplayed(Message message) {
        Objects.requireNonNull(message, "message");
        loop.execute(() -> parts.outgoing.markDisplayed(message));
    }

    @Override
    public void markDisplayed(ChatKind kind, Jid to, String messageId) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(messageId, "messageId");
        loop.execute(() -> parts.outgoing.markDisplayed(kind, to, messageId));
    }

    @Override
    public void chatState(ChatKind kind, Jid to, ChatState chatState) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(chatState, "chatState");
        loop.execute(() -> parts.outgoing.chatState(kind, to, chatState));
    }

    @Override
    public void confirmReceipt(Message message) {
        Objects.requireNonNull(message, "message");
        loop.execute(() -> parts.outgoing.confirmReceipt(message));
    }

    @Override
    public Rooms rooms() {
        return parts.rooms;
    }

    @Override
    public Roster roster() {
        return parts.roster;
    }

    @Override
    public Media media() {
        return parts.media;
    }

    @Override
    public LiveTexts liveTexts() {
        return parts.liveTexts;
    }

    @Override
    public Commands commands() {
        return new AdHocCommands(parts.commands, this::query);
    }

    @Override
    public Archive archive() {
        return parts.services.archive();
    }

    @Override
    public Bookmarks bookmarks() {
        return parts.services.bookmarks();
    }

    @Override
    public PubSub pubsub() {
        return parts.services.pubsub();
    }

    @Override
    public Blocking blocking() {
        return parts.services.blocking();
    }

    @Override
    public Profiles profile() {
        return parts.profile;
    }

    @Override
    public CompletionStage<EntityInfo> discover(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return parts.calls.on(() -> parts.directory.info(entity));
    }

    /** The namespaces of the live stream's features (RFC 6120 §4.3.2). */
    Set<String> streamFeatures() {
        return status.streamFeatures();
    }

    /** An entity's items (XEP-0030 §4). */
    CompletionStage<List<Disco.Item>> items(Jid entity) {
        return parts.calls.on(() -> parts.directory.namedItems(entity));
    }

    @Override
    public CompletionStage<Duration> ping(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return parts.calls.on(() -> parts.queries.pinged(entity));
    }

    @Override
    public CompletionStage<@Nullable XmlElement> query(@Nullable Jid to, boolean set, XmlElement payload) {
        Objects.requireNonNull(payload, "payload");
        return parts.calls.on(() -> set ? parts.queries.set(to, payload) : parts.queries.get(to, payload));
    }

    @Override
    public void close() {
        loop.execute(life::leave);
        if (!loop.isCurrent()) {
            status.awaitClosed(CLOSE_PATIENCE);
        }
    }
}
