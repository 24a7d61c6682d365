package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.openclaw.bridge.HeardMessages.Heard;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.Disposition;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.HistoryEntry;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.InboundMessage;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.IncomingFile;
import ai.openclaw.xmpp.policy.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others say: judged, and handed to the host if it may pass. Runs on the account's executor. */
final class Inbound {

    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final String accountId;
    private final Supplier<AccountConfig> config;
    private final Host host;
    private final Gate gate;
    private final Path mediaDirectory;
    private final Clock clock;
    private final Executor executor;
    private final RoomHistory history;
    private final RoomPeople people;
    private final HiddenRooms hidden;
    private final PrivatePartners partners;
    private final Cards cards;
    private final Runnable noticed;

    private final HeardMessages heard;
    private final References references;
    private final Unreadable unreadable;
    private final InboundEvents events;

    /** What the host has and has not taken yet, by event. */
    private final Map<String, Message> underway = new HashMap<>();

    private volatile @Nullable Instant lastAt;

    Inbound(
            String accountId,
            Supplier<AccountConfig> config,
            Host host,
            Gate gate,
            Path mediaDirectory,
            SentMessages sent,
            HeardMessages heard,
            References references,
            RoomPeople people,
            HiddenRooms hidden,
            PrivatePartners partners,
            Cards cards,
            Runnable noticed,
            Clock clock,
            Executor executor) {
        this.accountId = accountId;
        this.config = config;
        this.host = host;
        this.gate = gate;
        this.mediaDirectory = mediaDirectory;
        this.heard = heard;
        this.references = references;
        this.unreadable = new Unreadable(clock);
        this.people = people;
        this.hidden = hidden;
        this.partners = partners;
        this.cards = cards;
        this.noticed = noticed;
        this.clock = clock;
        this.executor = executor;
        this.events = new InboundEvents(
                accountId,
                config,
                host,
                gate,
                sent,
                heard,
                people,
                partners,
                cards,
                clock,
                executor,
                new EventLanes(accountId, executor));
        this.history = new RoomHistory(room ->
                config.get().roomHistoryLimits().getOrDefault(room, config.get().historyLimit()));
    }

    /** From any thread. */
    @Nullable
    Instant lastAt() {
        return lastAt;
    }

    /** The host makes one turn of what somebody sends in quick succession: it wants to see what comes next before it takes this. */
    void next(XmppSession session, String eventId) {
        Message message = underway.get(eventId);
        if (message != null) {
            session.handOverNext(message);
        }
    }

    void reaction(Reaction reaction) {
        events.reaction(reaction);
    }

    void retraction(Retraction retraction) {
        events.retraction(retraction, history);
    }

    /** Completes when the message needs not come again; fails if it does. */
    CompletionStage<Void> message(XmppSession session, Message message) {
        lastAt = clock.instant();
        if (!message.unreadable() && message.body().isEmpty() && message.media().isEmpty()) {
            return done();
        }
        String eventId = EventIds.of(session.account(), message);
        Heard noted = heard.add(message, eventId);
        // What it corrects is said anew by it.
        corrected(message).ifPresent(original -> history.forget(message.from().bare(), original.eventId));
        return events.before(message.kind(), message.conversation())
                .thenComposeAsync(told -> cards.known(), executor)
                .thenComposeAsync(opened -> gate.judge(message, eventId), executor)
                .thenComposeAsync(
                        judged -> {
                            LOG.debug(
                                    "{}: event {} is {} ({})",
                                    accountId,
                                    eventId,
                                    judged.decision().admission(),
                                    judged.decision().reason());
                            watch(message, judged.decision().reason());
                            if (answersCard(message, judged)) {
                                judged.hostSaid("answer", null);
                                return done();
                            }
                            return switch (judged.decision().admission()) {
                                case DISPATCH ->
                                    message.unreadable()
                                            ? advise(session, message)
                                            : dispatch(session, message, noted, judged);
                                case PAIRING_REQUIRED -> {
                                    heard.forget(noted);
                                    yield offerPairing(message, judged);
                                }
                                case OBSERVE -> observe(message, noted);
                                case SKIP, DROP -> {
                                    heard.forget(noted);
                                    yield done();
                                }
                            };
                        },
                        executor);
    }

    /** Whoever is heard here answers without a mention, too: the question was the agent's. */
    private boolean answersCard(Message message, Decisions.Entry judged) {
        return switch (judged.decision().admission()) {
            case DISPATCH, OBSERVE ->
                cards.take(message, judged.matter().facts().sender());
            case PAIRING_REQUIRED, SKIP, DROP -> false;
        };
    }

    /** A list that nobody can be found on is a mistake of the owner's, who hears of it once (C-32). */
    private void watch(Message message, Reason reason) {
        Jid room = message.from().bare();
        if (message.kind() == ChatKind.ROOM && people.realJid(message.occupant()) != null) {
            if (hidden.recognised(room)) {
                noticed.run();
            }
        } else if (message.kind() == ChatKind.ROOM && reason == Reason.SENDER_HIDDEN) {
            hidden.refused(room, people.isBelieved(room)).ifPresent(problem -> {
                LOG.warn("{}: {}", accountId, problem);
                noticed.run();
            });
        }
    }

    private Optional<Heard> corrected(Message message) {
        return heard.corrected(message);
    }

    private CompletionStage<Void> advise(XmppSession session, Message message) {
        unreadable.advise(
                session,
                message,
                String.valueOf(people.sender(message.kind(), message.from(), message.occupant())
                        .id()));
        return done();
    }

    private CompletionStage<Void> observe(Message message, Heard known) {
        if (!known.withdrawn
                && message.kind() == ChatKind.ROOM
                && !message.body().isEmpty()
                && Hints.mayBeKept(message)) {
            String sender = String.valueOf(message.from().resource());
            references.overheard(message);
            history.add(
                    message.from().bare(),
                    known.eventId,
                    new HistoryEntry(sender, message.body(), message.timestamp().toString()));
        }
        return done();
    }

    private CompletionStage<Void> offerPairing(Message message, Decisions.Entry judged) {
        return host.requestPairing(new HostCalls.PairingRequest(
                        accountId,
                        judged.matter().eventId(),
                        message.from().bare().toString(),
                        message.replyAddress().toString(),
                        Kinds.word(message.kind())))
                .handleAsync(
                        (issued, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "{}: event {}: the host took no pairing request: {}",
                                        accountId,
                                        judged.matter().eventId(),
                                        failure.toString());
                                judged.hostSaid("error", reason(failure));
                                if (isForNow(failure)) {
                                    throw new CompletionException(failure);
                                }
                                // The stranger can write again; asking for ever for one message helps nobody.
                            } else {
                                judged.hostSaid(Boolean.TRUE.equals(issued) ? "code-sent" : "no-code", null);
                            }
                            return null;
                        },
                        executor);
    }

    /** Whether the code could not be sent now, and can be later; the message comes again then. */
    private static boolean isForNow(Throwable failure) {
        return unwrap(failure) instanceof XmppException known && known.kind().isRetryable();
    }

    private CompletionStage<Void> dispatch(XmppSession session, Message message, Heard known, Decisions.Entry judged) {
        AccountConfig current = config.get();
        if (message.kind() == ChatKind.ROOM_PRIVATE) {
            partners.heard(judged.matter().eventId(), message.from(), message.occupant());
        }
        InboundMedia media = new InboundMedia(
                accountId + ": event " + judged.matter().eventId(),
                mediaDirectory,
                current.mediaMaxBytes(),
                current.blockedMediaTypes());
        List<HistoryEntry> told =
                message.kind() == ChatKind.ROOM ? history.of(message.from().bare()) : List.of();
        return media.fetch(session, message.media())
                .thenComposeAsync(
                        files -> handOver(
                                        known,
                                        message,
                                        inbound(
                                                session,
                                                message,
                                                judged.matter().eventId(),
                                                files,
                                                told))
                                .whenComplete((disposition, failure) -> media.delete(files)),
                        executor)
                .whenCompleteAsync((disposition, failure) -> keep(accountId, judged, disposition, failure), executor)
                .thenAcceptAsync(
                        disposition -> {
                            // Whatever else is the host's word for it, it has not got the message.
                            known.handedOver = "adopted".equals(disposition.disposition());
                            boolean adopted = isAdopted(disposition);
                            history.forget(message.from().bare(), told);
                            if (!adopted) {
                                return;
                            }
                            if (config.get().receipts()
                                    && message.kind() == ChatKind.DIRECT
                                    && message.receiptRequested()) {
                                session.confirmReceipt(message);
                            }
                            if (config.get().markers() && message.kind() != ChatKind.ROOM_PRIVATE) {
                                session.markDisplayed(message);
                            }
                        },
                        executor);
    }

    /** What was taken back meanwhile the host does not get. */
    private CompletionStage<Disposition> handOver(Heard known, Message message, InboundMessage told) {
        if (known.withdrawn) {
            return CompletableFuture.completedFuture(new Disposition("dropped", "taken back"));
        }
        known.handedOver = true;
        underway.put(known.eventId, message);
        // Whatever the host knows by its event's id, now or after a restart, can be named.
        return references
                .handedOver(message, known.eventId)
                .thenCombine(host.inboundMessage(told), (safe, disposition) -> disposition)
                .whenCompleteAsync((disposition, failure) -> underway.remove(known.eventId), executor);
    }

    static void keep(
            String accountId, Decisions.Entry judged, @Nullable Disposition disposition, @Nullable Throwable failure) {
        if (disposition != null) {
            judged.hostSaid(String.valueOf(disposition.disposition()), disposition.reason());
            LOG.debug(
                    "{}: event {}: the host says {}", accountId, judged.matter().eventId(), disposition.disposition());
        } else if (failure != null) {
            judged.hostSaid("error", reason(failure));
            LOG.warn(
                    "{}: event {} was not handed over: {}",
                    accountId,
                    judged.matter().eventId(),
                    reason(failure));
        }
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String reason(Throwable failure) {
        return String.valueOf(unwrap(failure).getMessage());
    }

    /** Anything but a clear word is a failure, and the message comes again. */
    private static boolean isAdopted(Disposition disposition) {
        String word = String.valueOf(disposition.disposition());
        if (!word.equals("adopted") && !word.equals("dropped")) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "the host did not take a message over: " + word + ", " + disposition.reason());
        }
        return word.equals("adopted");
    }

    private InboundMessage inbound(
            XmppSession session, Message message, String eventId, List<IncomingFile> files, List<HistoryEntry> told) {
        boolean room = message.kind() != ChatKind.DIRECT;
        return new InboundMessage(
                accountId,
                eventId,
                InboundEvents.lane(message.kind(), message.conversation()),
                Kinds.word(message.kind()),
                message.conversation().toString(),
                people.sender(message.kind(), message.from(), message.occupant()),
                room ? message.from().bare().toString() : null,
                message.replyAddress().toString(),
                message.referenceId(),
                message.body(),
                message.mentionsUs(),
                message.thread() == null
                        ? null
                        : new HostCalls.InThread(
                                message.thread().id(), message.thread().parent()),
                message.reply() == null
                        ? null
                        : new HostCalls.ReplyTo(
                                message.reply().id(),
                                message.reply().to() == null
                                        ? null
                                        : message.reply().to().toString(),
                                message.reply().quote()),
                files,
                told,
                message.timestamp().toString(),
                corrected(message)
                        .filter(original -> original.handedOver)
                        .map(original -> original.eventId)
                        .orElse(null),
                room ? session.rooms().find(message.from()).map(Room::nick).orElse(null) : null,
                cards.mayApprove(message));
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
