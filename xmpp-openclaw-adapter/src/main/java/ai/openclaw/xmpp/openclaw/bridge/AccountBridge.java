package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Invitation;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.Answers;
import ai.openclaw.xmpp.pubsub.PubSubEvent;
import ai.openclaw.xmpp.spi.AccountState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One account between its session and the host. All that it knows belongs to its executor, which runs one task at a time; methods
 * may be called from any thread.
 */
final class AccountBridge implements XmppListener {

    private static final Logger LOG = LoggerFactory.getLogger(AccountBridge.class);

    private final String accountId;
    private final Host host;
    private final Clock clock;
    private final Executor executor;
    private final AccountMemory.Later later;
    private final Decisions decisions;
    private final Throttle.Counts counts;
    private final Approvals approvals;
    private final PairedPeople paired;
    private final InvitedRooms invitedRooms;
    private final EnteredRooms enteredRooms;
    private final AskedNodes askedNodes;
    private final CompletableFuture<Parts> parts = new CompletableFuture<>();
    private final Path directory;
    private final Function<Jid, CompletionStage<AccountState>> states;
    private final CardBook cardBook;
    private volatile AccountConfig config;
    private final AccountLife life;
    private volatile boolean stopped;

    AccountBridge(String accountId, AccountConfig config, Host host, Path stateDir, Clock clock, AccountMemory memory) {
        this.accountId = accountId;
        this.config = config;
        this.host = host;
        this.clock = clock;
        this.executor = memory.executor();
        this.decisions = memory.decisions();
        this.counts = memory.counts();
        this.later = memory.later();
        this.life = new AccountLife(accountId, clock.instant());
        this.directory = stateDir;
        this.states = memory.states();
        this.cardBook = new CardBook(() -> states.apply(config.session().jid()), executor);
        Path own = stateDir.resolve("accounts").resolve(PrivateFiles.safeName(accountId));
        this.approvals = new Approvals(accountId, new KnownPeople(own.resolve("paired.txt")));
        this.paired = new PairedPeople(() -> host.pairedPeople(accountId), clock);
        this.invitedRooms = new InvitedRooms(own.resolve("invited.txt"));
        this.enteredRooms = new EnteredRooms(own.resolve("entered.txt"));
        this.askedNodes = new AskedNodes(own.resolve("nodes.txt"));
    }

    /** Takes its session; what the session told before waits until now. */
    void attach(XmppSession session) {
        References references = new References(
                new ReferenceBook(() -> states.apply(config.session().jid()), clock, executor, ReferenceBook.MAX),
                executor);
        SentMessages sent = new SentMessages(references);
        HeardMessages heard = new HeardMessages();
        RoomPeople people = new RoomPeople(() -> config);
        HiddenRooms hidden = new HiddenRooms();
        PrivatePartners partners = new PrivatePartners(clock);
        Throttle throttle = new Throttle(
                accountId,
                () -> config.limits(),
                counts,
                people::realJid,
                room -> session.rooms().find(room).map(Room::nick).orElse(null),
                session::discover,
                clock,
                executor);
        Gate gate = new Gate(() -> config.access(), paired, people, throttle, decisions, executor);
        Previews previews = new Previews(session, () -> config, references);
        Face face = new Face(accountId, session, () -> config, clock);
        Destinations destinations = new Destinations(session, partners, executor);
        Outbound outbound = new Outbound(
                session,
                () -> config,
                destinations,
                new Replies(sent, heard, references),
                new OwnFiles(session, directory.resolve(OwnFiles.FOLDER)),
                sent,
                references,
                new Outbound.Ears(throttle::answered, previews::complete),
                clock,
                executor);
        Cards cards = new Cards(accountId, host, cardBook, destinations, outbound, people, clock, executor, later);
        AgentRooms rooms = new AgentRooms(session, () -> config, people, enteredRooms, invitedRooms, executor);
        Aliases aliases = new Aliases(session);
        Presences presences = new Presences(session);
        Menu menu = new Menu(accountId, session, host, gate, cards, references, clock, executor);
        parts.complete(new Parts(
                session,
                new Inbound(
                        accountId,
                        () -> config,
                        host,
                        gate,
                        InboundMedia.directory(directory, accountId),
                        sent,
                        heard,
                        references,
                        people,
                        hidden,
                        partners,
                        cards,
                        () -> tellState(session.state(), null),
                        clock,
                        executor),
                outbound,
                new Signals(session, () -> config, destinations, references, face::wrote, executor),
                references,
                previews,
                face,
                new Subscriptions(session, gate, clock),
                new Invited(accountId, session, () -> config, gate, people, invitedRooms, clock, executor),
                hidden,
                throttle,
                people,
                rooms,
                aliases,
                cards,
                menu,
                new NodeDesk(accountId, session, host, askedNodes, clock, executor),
                presences,
                new LookupDesk(
                        session, new Acquaintances(session, rooms, aliases, executor), presences, people, executor)));
        onParts(parts -> parts.nodes().watch(config.nodes()));
        join(session, config.rooms());
    }

    private void join(XmppSession session, List<RoomConfig> rooms) {
        for (RoomConfig room : rooms) {
            session.rooms().join(room).whenComplete((joined, failure) -> {
                if (failure != null && !stopped) {
                    LOG.warn(
                            "{}: the room {} was not joined: {}",
                            accountId,
                            room.room(),
                            AccountLife.messageOf(failure));
                }
            });
        }
    }

    /** Whether another configuration can be taken over without a new stream. */
    boolean canTake(AccountConfig other) {
        return !life.hasEnded() && !stopped && config.session().equals(other.session());
    }

    /** Takes another configuration over; rooms are joined and left as it says. */
    void take(AccountConfig other) {
        Set<RoomConfig> before = Set.copyOf(config.rooms());
        config = other;
        onParts(parts -> {
            Set<Jid> wanted = other.rooms().stream().map(RoomConfig::room).collect(Collectors.toSet());
            for (Room room : parts.session().rooms().list()) {
                if (!wanted.contains(room.jid())
                        && !parts.invited().isFollowed(room.jid())
                        && !parts.rooms().isEntered(room.jid())) {
                    parts.session().rooms().leave(room.jid());
                }
            }
            join(
                    parts.session(),
                    other.rooms().stream()
                            .filter(room -> !before.contains(room))
                            .toList());
            parts.hidden().forget();
            parts.invited().restore();
            parts.rooms().restore();
            parts.subscriptions().reconcile();
            parts.nodes().watch(other.nodes());
            parts.face().show();
            tellState(parts.session().state(), null);
        });
    }

    /** Ends the session; returns within the time that the session takes. */
    void stop() {
        stopped = true;
        parts.thenAccept(parts -> parts.session().close());
    }

    private void onParts(Consumer<Parts> task) {
        parts.thenAcceptAsync(task, executor);
    }

    /** Runs a task on the account's executor, as soon as there is a session. */
    <R> CompletionStage<R> with(Function<Parts, CompletionStage<R>> task) {
        return parts.thenComposeAsync(task, executor);
    }

    // --- what the host wants ---

    /** The host's pairing store has changed. */
    CompletionStage<Answers.Ok> pairingChanged(List<String> entries) {
        paired.changed();
        return with(parts -> {
            approvals.changed(entries, parts);
            return CompletableFuture.completedFuture(new Answers.Ok(true));
        });
    }

    /** The live session, for questions; empty before there is one. */
    Optional<XmppSession> session() {
        return Optional.ofNullable(known()).map(Parts::session);
    }

    /** What the doctor wants to know. */
    Examination examination() {
        return new Examination(accountId, config, session(), life.storeProblem());
    }

    /** How to be online, for a try-out. */
    SessionConfig sessionConfig() {
        return config.session();
    }

    Answers.Status status() {
        return life.status(config.session().jid(), known(), decisions.counters());
    }

    private @Nullable Parts known() {
        return parts.isDone() ? parts.join() : null;
    }

    private void tellState(SessionState state, @Nullable XmppException cause) {
        host.accountState(life.told(state, cause, known()));
    }

    // --- what the session tells ---

    @Override
    public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
        life.changed(clock.instant());
        if (state == SessionState.CLOSED && cause != null && !stopped) {
            life.ended(cause);
        }
        if (cause == null) {
            LOG.info("{}: {} ({})", accountId, life.word(state), session.account());
        } else {
            LOG.warn("{}: {} ({}): {}", accountId, life.word(state), session.account(), cause.getMessage());
        }
        onParts(parts -> {
            if (!stopped || state == SessionState.CLOSED) {
                tellState(state, cause);
            }
            if (state == SessionState.ONLINE) {
                parts.cards().online();
                parts.throttle().online();
                parts.nodes().subscribe();
                if (!session.info().map(SessionInfo::resumed).orElse(false)) {
                    parts.presences().forget();
                    parts.subscriptions().reconcile();
                    parts.face().show();
                    parts.invited().restore();
                    parts.rooms().restore();
                }
                host.pairedPeople(accountId).whenComplete((entries, failure) -> {
                    if (entries != null) {
                        pairingChanged(entries);
                    }
                });
            }
        });
    }

    @Override
    public void onStoreProblem(XmppSession session, @Nullable XmppException problem) {
        life.store(problem);
        if (problem == null) {
            LOG.info("{}: the store can be written again", accountId);
        } else {
            LOG.error("{}: {}", accountId, problem.getMessage());
        }
        onParts(parts -> tellState(session.state(), null));
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        return with(parts -> parts.inbound().message(session, message));
    }

    @Override
    public void onReaction(XmppSession session, Reaction reaction) {
        onParts(parts -> parts.inbound().reaction(reaction));
    }

    @Override
    public void onRetraction(XmppSession session, Retraction retraction) {
        onParts(parts -> parts.inbound().retraction(retraction));
    }

    @Override
    public void onUndelivered(XmppSession session, Jid from, @Nullable String messageId, StanzaError error) {
        // Anybody can send errors, of messages that there never were.
        onParts(parts -> {
            boolean ours = messageId != null && parts.outbound().isOurs(from, messageId);
            LOG.atLevel(ours && parts.throttle().mayTell("undelivered " + from.bare()) ? Level.WARN : Level.DEBUG)
                    .log(
                            "{}: a message to {} was not delivered: {}",
                            accountId,
                            Shown.address(from),
                            error.condition());
        });
    }

    @Override
    public void onSubscriptionRequest(XmppSession session, Jid from) {
        onParts(parts -> parts.subscriptions().requested(from));
    }

    @Override
    public void onRoom(XmppSession session, Room room) {
        if (room.problem() != null) {
            LOG.warn("{}: the room {}: {}", accountId, room.jid(), room.problem());
        }
        onParts(parts -> {
            parts.invited().changed(room);
            parts.rooms().changed(room);
        });
    }

    @Override
    public void onPresence(XmppSession session, Presence presence) {
        onParts(parts -> parts.presences().came(presence));
    }

    @Override
    public void onPubSub(XmppSession session, PubSubEvent event) {
        onParts(parts -> parts.nodes().happened(event));
    }

    @Override
    public void onInvitation(XmppSession session, Invitation invitation) {
        onParts(parts -> parts.invited().came(invitation));
    }
}
