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
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Retractions;
import ai.openclaw.xmpp.session.codec.RosterCodec;
import ai.openclaw.xmpp.spi.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One account, online over as many streams as it takes. Puts the parts together and keeps the state; what they do is in them. */
final class Session implements XmppSession, Supervisor.Owner {

    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(1900);

    private final SessionConfig config;
    private final Loop loop;
    private final Environment environment;
    private final Wire wire = new Wire();
    private final Announcer announcer;
    private final Queries queries;
    private final Directory directory;
    private final RosterBook roster;
    private final RoomBook rooms;
    private final Presences presences;
    private final KeepAlive keepAlive;
    private final Outgoing outgoing;
    private final OwnReactions reactions;
    private final AccountBooks books;
    private final Lanes lanes;
    private final Messages messages;
    private final MediaTransfer media;
    private final CommandDesk commands;
    private final Calls calls;
    private final AccountServices services;
    private final OwnPresence presence = new OwnPresence();
    private final ProfileDesk profile;
    private final LiveDesk liveTexts;
    private final Supervisor supervisor;
    private final boolean silent;
    private final CompletableFuture<SessionInfo> online = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile SessionState state = SessionState.CONNECTING;
    private volatile @Nullable SessionInfo info;
    private volatile Set<String> streamFeatures = Set.of();

    /** Whether the server knows on this stream, or the one that it resumes, that we are there. */
    private boolean announced;

    private volatile @Nullable XmppException lastError;
    private Instant lastSpoken;

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
        this.environment = environment;
        this.silent = silent;
        this.loop = environment.loops().get();
        Ids ids = new Ids(environment.random());
        this.announcer = new Announcer(this, listener);
        Origin origin = new Origin(config.jid());
        this.queries = new Queries(origin, wire, loop, ids);
        this.books = new AccountBooks(
                store,
                config.jid(),
                loop,
                environment.random(),
                problem -> announcer.tell((to, session) -> to.onStoreProblem(session, problem)),
                wire::drop);
        this.directory = new Directory(queries, books.caps());
        this.roster = new RosterBook(origin, wire, loop);
        this.rooms = new RoomBook(
                new RoomEntry.Shared(wire, queries, loop, environment, ids, presence),
                announcer,
                new RoomsSeen(books.rooms(), directory, loop));
        this.presences = new Presences(origin, rooms, directory, announcer);
        this.keepAlive = new KeepAlive(queries, wire, loop);
        this.outgoing = new Outgoing(config.jid(), wire, rooms, queries, loop, ids, new MemoryOutbox());
        this.reactions = new OwnReactions(books.reactions(), outgoing);
        Revisions revisions = new Revisions(
                announcer::message, books.withdrawn(), () -> books.inbox().waiting() > 0, wire::drop, loop);
        this.lanes = new Lanes(
                books.inbox(), revisions::kept, revisions::handOver, this::isAnswerable, loop, environment.random());
        this.messages =
                new Messages(origin, rooms, outgoing, directory, announcer, books.inbox(), revisions, lanes, loop);
        this.media = new MediaTransfer(config, queries, directory, wire, loop, environment.threads());
        this.commands = new CommandDesk(origin, rooms, wire, loop, ids);
        this.calls = new Calls(loop, () -> state == SessionState.CLOSED);
        this.services = new AccountServices(origin, rooms, directory, queries, announcer, calls, ids);
        this.profile = new ProfileDesk(config.jid(), queries, directory, rooms, wire, loop, presence);
        this.liveTexts = new LiveDesk(config.jid(), wire, directory, rooms, outgoing, books.previews(), loop, ids);
        this.supervisor = new Supervisor(config, connector, loop, environment, ids, this);
        this.lastSpoken = loop.now();
    }

    Session start() {
        loop.execute(() -> books.open(this::connect, problem -> {
            lastError = problem;
            announcer.state(SessionState.CONNECTING, problem);
        }));
        return this;
    }

    private void connect() {
        lanes.open();
        liveTexts.open();
        supervisor.connect();
    }

    private boolean isAnswerable(Message message) {
        return message.kind() == ChatKind.DIRECT || rooms.joined(message.from()).isPresent();
    }

    static XmppException ended() {
        return new XmppException(XmppException.Kind.STATE, "the session has ended");
    }

    // What the supervisor tells.

    @Override
    public void opened(Link link) {
        wire.open(link);
        keepAlive.start();
        StreamInfo stream = link.stream().info();
        info = new SessionInfo(
                link.stream().address(),
                stream.server(),
                stream.tlsVersion(),
                stream.saslMechanism(),
                stream.resumed());
        streamFeatures = stream.features().stream().map(XmlElement::namespace).collect(Collectors.toSet());
        if (!stream.resumed()) {
            forget(new XmppException(
                    XmppException.Kind.DISCONNECTED, "the connection was lost before the answer came"));
        }
        if (announced) {
            live();
            rooms.resumed();
            profile.resumed();
        } else if (silent) {
            live();
        } else {
            queries.get(null, RosterCodec.query()).whenComplete((answer, failure) -> {
                if (link.isLive()) {
                    roster.load(failure == null ? answer : null);
                    announce();
                }
            });
        }
    }

    /** All ears are ready: only now the server may send what it kept for us. */
    private void announce() {
        queries.set(null, XmlElement.of(Ns.CARBONS, "enable")).exceptionally(unsupported -> null);
        directory.info(config.jid());
        live();
        announced = true;
        wire.sendIfOpen(Stanzas.presence(null, null, null, presence.forContacts()));
        profile.announced(true);
        rooms.online();
        services.online();
    }

    private void live() {
        supervisor.online();
        state = SessionState.ONLINE;
        lastSpoken = loop.now();
        online.complete(Objects.requireNonNull(info));
        announcer.state(SessionState.ONLINE, null);
        lanes.online();
        liveTexts.online();
    }

    @Override
    public void arrived(Link link, Link.Arrival arrival) {
        keepAlive.heard();
        Stanza stanza = arrival.stanza();
        switch (stanza.kind()) {
            case MESSAGE -> {
                if (services.takes(stanza)) {
                    link.safe(arrival);
                } else {
                    messages.handle(stanza, () -> link.safe(arrival));
                }
            }
            case PRESENCE -> {
                presences.handle(stanza);
                link.safe(arrival);
            }
            case IQ -> {
                iq(stanza);
                link.safe(arrival);
            }
        }
    }

    private void iq(Stanza stanza) {
        if (stanza.hasType("result") || stanza.hasType("error")) {
            queries.answered(stanza);
        } else if (stanza.hasType("get") || stanza.hasType("set")) {
            if (roster.isPush(stanza)) {
                roster.push(stanza);
                wire.sendIfOpen(Answers.done(stanza));
            } else if (services.isPush(stanza)) {
                services.push(stanza);
                wire.sendIfOpen(Answers.done(stanza));
            } else if (!commands.take(stanza)) {
                Instant now = loop.now();
                wire.sendIfOpen(Answers.to(
                        stanza, now, Duration.between(lastSpoken, now).toSeconds()));
            }
        }
    }

    @Override
    public void acknowledged(Stanza stanza) {
        // For the outbox that survives the process.
    }

    @Override
    public void lost(XmppException cause, List<Stanza> deliveryUnknown, boolean resumable) {
        down(cause);
        if (!resumable) {
            forget(cause);
        }
        if (silent) {
            stop(cause);
            return;
        }
        state = online.isDone() ? SessionState.RECONNECTING : SessionState.CONNECTING;
        announcer.state(state, cause);
    }

    @Override
    public void stopped(XmppException cause) {
        down(cause);
        stop(cause);
    }

    /** There is no stream at the moment. */
    private void down(XmppException cause) {
        lastError = cause;
        info = null;
        keepAlive.stop();
        wire.close();
    }

    /** The old stream will not go on: what it carried is gone, and with it our places in rooms. Harmless to say twice. */
    private void forget(XmppException cause) {
        announced = false;
        profile.announced(false);
        // First: who hears that a question has no answer must not take that for the resumption.
        rooms.disconnected();
        outgoing.fail(cause);
        queries.fail(cause);
        services.forget(cause);
        roster.reset();
        directory.forget();
        commands.forget();
    }

    private void stop(@Nullable XmppException cause) {
        if (state == SessionState.CLOSED) {
            return;
        }
        supervisor.stop();
        lanes.end();
        reactions.end();
        liveTexts.end();
        books.close();
        state = SessionState.CLOSED;
        XmppException told = cause == null ? ended() : cause;
        forget(told);
        rooms.end(told);
        outgoing.end();
        online.completeExceptionally(told);
        announcer.state(SessionState.CLOSED, cause);
        closed.countDown();
    }

    // What the application asks for.

    @Override
    public Jid account() {
        return config.jid();
    }

    @Override
    public SessionState state() {
        return state;
    }

    @Override
    public Optional<SessionInfo> info() {
        return Optional.ofNullable(info);
    }

    @Override
    public Optional<XmppException> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    public long waiting() {
        return books.inbox().waiting();
    }

    @Override
    public CompletionStage<SessionInfo> online() {
        return online.minimalCompletionStage();
    }

    @Override
    public CompletionStage<SentMessage> send(OutgoingMessage message) {
        Objects.requireNonNull(message, "message");
        CompletableFuture<SentMessage> promise = new CompletableFuture<>();
        loop.execute(() -> {
            lastSpoken = loop.now();
            outgoing.send(message, promise);
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
        loop.execute(() -> reactions.change(new OwnReactions.Change(kind, to, messageId, change, promise)));
        return promise.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> retract(ChatKind kind, Jid to, String messageId) {
        return send(Retractions.message(kind, to, messageId)).thenAccept(sent -> {});
    }

    @Override
    public void markDisplayed(Message message) {
        Objects.requireNonNull(message, "message");
        loop.execute(() -> outgoing.markDisplayed(message));
    }

    @Override
    public void markDisplayed(ChatKind kind, Jid to, String messageId) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(messageId, "messageId");
        loop.execute(() -> outgoing.markDisplayed(kind, to, messageId));
    }

    @Override
    public void chatState(ChatKind kind, Jid to, ChatState chatState) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(chatState, "chatState");
        loop.execute(() -> outgoing.chatState(kind, to, chatState));
    }

    @Override
    public void confirmReceipt(Message message) {
        Objects.requireNonNull(message, "message");
        loop.execute(() -> outgoing.confirmReceipt(message));
    }

    @Override
    public Rooms rooms() {
        return rooms;
    }

    @Override
    public Roster roster() {
        return roster;
    }

    @Override
    public Media media() {
        return media;
    }

    @Override
    public LiveTexts liveTexts() {
        return liveTexts;
    }

    @Override
    public Commands commands() {
        return new AdHocCommands(commands, this::query);
    }

    @Override
    public Archive archive() {
        return services.archive();
    }

    @Override
    public Bookmarks bookmarks() {
        return services.bookmarks();
    }

    @Override
    public PubSub pubsub() {
        return services.pubsub();
    }

    @Override
    public Blocking blocking() {
        return services.blocking();
    }

    @Override
    public Profiles profile() {
        return profile;
    }

    @Override
    public CompletionStage<EntityInfo> discover(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return calls.on(() -> directory.info(entity));
    }

    /** The namespaces of the live stream's features (RFC 6120 §4.3.2). */
    Set<String> streamFeatures() {
        return streamFeatures;
    }

    /** An entity's items (XEP-0030 §4). */
    CompletionStage<List<Disco.Item>> items(Jid entity) {
        return calls.on(() -> directory.namedItems(entity));
    }

    @Override
    public CompletionStage<Duration> ping(Jid entity) {
        Objects.requireNonNull(entity, "entity");
        return calls.on(() -> queries.pinged(entity));
    }

    @Override
    public CompletionStage<@Nullable XmlElement> query(@Nullable Jid to, boolean set, XmlElement payload) {
        Objects.requireNonNull(payload, "payload");
        return calls.on(() -> set ? queries.set(to, payload) : queries.get(to, payload));
    }

    @Override
    public void close() {
        loop.execute(this::leave);
        if (loop.isCurrent()) {
            return;
        }
        try {
            closed.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        if (state == SessionState.CLOSED) {
            return;
        }
        Link last = supervisor.stop();
        if (last == null) {
            gone();
            return;
        }
        wire.sendIfOpen(Stanzas.presence("unavailable", null, null, List.of()));
        environment.threads().start("xmpp-close", () -> {
            last.stream().close();
            loop.execute(this::gone);
        });
    }

    private void gone() {
        if (state != SessionState.CLOSED) {
            down(ended());
            lastError = null;
            stop(null);
        }
    }
}
