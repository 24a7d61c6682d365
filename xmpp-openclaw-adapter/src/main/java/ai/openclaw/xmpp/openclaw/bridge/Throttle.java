package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.policy.Admission;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Limits;
import ai.openclaw.xmpp.policy.LoopGuard;
import ai.openclaw.xmpp.policy.RateLimits;
import ai.openclaw.xmpp.policy.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back those who may talk to the agent but do so too much, and conversations that go round in circles. Runs on the account's
 * executor.
 */
final class Throttle {

    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration PAUSE_OF_BOTS = Duration.ofMinutes(10);

    /** Who goes on after so many answers in a row is asked whether it is a bot. */
    private static final int SUSPICIOUS = 1;

    private static final int MAX_BOTS = 1000;

    /** What may be a command to the agent, such as {@code /stop}: at the beginning, or behind the bot's nick. */
    private static final Pattern COMMAND = Pattern.compile("\\s*(\\S+\\s+)?/[A-Za-z].*", Pattern.DOTALL);

    private final String accountId;
    private final Supplier<Limits> limits;
    private final Counts counts;
    private final Function<Jid, CompletionStage<EntityInfo>> discover;
    private final Clock clock;
    private final Executor executor;
    private final Map<Jid, Boolean> bots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, Boolean> eldest) {
            return size() > MAX_BOTS;
        }
    };

    /**
     * What was counted, over restarts of the account.
     *
     * @param known of those who may talk to the agent
     * @param strangers of those who ask to be paired, apart: they shall not take the others' room
     * @param loops conversations in circles
     * @param told what the operator was told lately; of a flood only its beginning
     */
    record Counts(RateLimits known, RateLimits strangers, LoopGuard loops, RateLimits told) {

        static Counts begin() {
            return new Counts(new RateLimits(10_000), new RateLimits(1000), new LoopGuard(10_000), new RateLimits(20));
        }
    }

    Throttle(
            String accountId,
            Supplier<Limits> limits,
            Counts counts,
            Function<Jid, CompletionStage<EntityInfo>> discover,
            Clock clock,
            Executor executor) {
        this.accountId = accountId;
        this.limits = limits;
        this.counts = counts;
        this.discover = discover;
        this.clock = clock;
        this.executor = executor;
    }

    /** Something was said in the agent's name. */
    void answered(Jid conversation) {
        counts.loops().answered(conversation.toString(), clock.instant());
    }

    /** The decision of the policy, or that there is too much of it. What a room says stays context all the same. */
    Decision judge(Message message, String eventId, Decision decision) {
        String sender = sender(message.kind(), message.from(), message.occupant());
        Instant at = at(message);
        if (decision.admission() == Admission.PAIRING_REQUIRED) {
            return counts.strangers().take(sender, limits.get().messagesPerMinute(), at)
                    ? decision
                    : refused(message, eventId, Admission.DROP, Reason.RATE_LIMITED, sender);
        }
        if (!decision.isDispatch()) {
            return decision;
        }
        Admission instead = message.kind() == ChatKind.ROOM ? Admission.OBSERVE : Admission.DROP;
        // Who has said too much can still say "/stop".
        boolean command = COMMAND.matcher(message.body()).matches();
        String named = command ? "command " + sender : sender;
        boolean granted = counts.known().take(named, limits.get().messagesPerMinute(), at)
                && (message.kind() != ChatKind.ROOM
                        || counts.known()
                                .take(
                                        "room " + message.from().bare(),
                                        limits.get().roomMessagesPerMinute(),
                                        at));
        if (!granted) {
            return refused(message, eventId, instead, Reason.RATE_LIMITED, sender);
        }
        boolean counted = !command || bots.containsKey(message.from());
        return counted && isLoop(message, sender, at)
                ? refused(message, eventId, instead, Reason.BOT_LOOP, sender)
                : decision;
    }

    /** Reactions are counted apart from messages. */
    Decision judge(Reaction reaction, Decision decision) {
        String sender = sender(reaction.kind(), reaction.from(), reaction.occupant());
        return !decision.isDispatch()
                        || counts.known()
                                .take("reaction " + sender, limits.get().messagesPerMinute(), clock.instant())
                ? decision
                : new Decision(Admission.DROP, Reason.RATE_LIMITED);
    }

    private boolean isLoop(Message message, String sender, Instant at) {
        boolean bot = bots.containsKey(message.from());
        LoopGuard.Budget budget = bot
                ? new LoopGuard.Budget(limits.get().botTurnsInARow(), PAUSE_OF_BOTS)
                : new LoopGuard.Budget(limits.get().turnsInARow(), PAUSE);
        String conversation = message.conversation().toString();
        boolean admitted = counts.loops().admits(conversation, sender, budget, at);
        if (!bot && counts.loops().answers(conversation, sender) == SUSPICIOUS) {
            discover.apply(message.from())
                    .thenAcceptAsync(
                            info -> {
                                if (info.is("client", "bot")) {
                                    bots.put(message.from(), true);
                                }
                            },
                            executor)
                    .exceptionally(unknown -> null);
        }
        return !admitted;
    }

    /**
     * When it was sent: what people wrote during a night in which we were away is no flood. Only of our own server's stamps; a room may
     * be anybody's.
     */
    private Instant at(Message message) {
        Instant now = clock.instant();
        return message.kind() == ChatKind.DIRECT && message.timestamp().isBefore(now) ? message.timestamp() : now;
    }

    /** Whom it is counted for: the account that is known, else what the room says of the person, which stays over a change of nick. */
    private static String sender(ChatKind kind, Jid from, @Nullable Occupant occupant) {
        if (kind == ChatKind.DIRECT) {
            return "account " + from.bare();
        }
        if (occupant != null && occupant.realJid() != null) {
            return "account " + occupant.realJid().bare();
        }
        return occupant != null && occupant.occupantId() != null
                ? "occupant " + from.bare() + " " + occupant.occupantId()
                : "occupant " + from;
    }

    private Decision refused(Message message, String eventId, Admission admission, Reason reason, String sender) {
        if (counts.told().take(reason + " " + sender, 1, clock.instant())) {
            LOG.warn(
                    "{}: event {}: {} is held back in {} ({}); said at most once a minute",
                    accountId,
                    eventId,
                    message.from(),
                    message.conversation(),
                    reason);
        }
        return new Decision(admission, reason);
    }
}
