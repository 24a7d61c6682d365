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
import java.util.HashMap;
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

    private static final String ACCOUNT = "account ";
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration PAUSE_OF_BOTS = Duration.ofMinutes(10);

    /** Who goes on after so many answers in a row is asked whether it is a bot. */
    private static final int SUSPICIOUS = 1;

    /** So many commands are admitted past that budget: who goes round in circles can still be stopped. */
    private static final int COMMANDS_PAST_BUDGET = 5;

    /** How long it counts that somebody said to be a bot; addresses in rooms change hands. */
    private static final Duration BOT_FOR = Duration.ofHours(1);

    private static final int MAX_BOTS = 1000;

    /** So much of what one sender wrote while we were away is let through at once. */
    private static final int KEPT = 200;

    private static final int MAX_KEPT_SENDERS = 1000;

    /** A command to the agent, such as {@code /stop}; neither {@code /me} (XEP-0245) nor a path. */
    private static final Pattern COMMAND = Pattern.compile("/(?!me\\b)[A-Za-z][\\w-]*([\\s:].*)?", Pattern.DOTALL);

    private final String accountId;
    private final Supplier<Limits> limits;
    private final Counts counts;
    private final Function<@Nullable Occupant, @Nullable Jid> realJid;
    private final Function<Jid, @Nullable String> nick;
    private final Function<Jid, CompletionStage<EntityInfo>> discover;
    private final Clock clock;
    private final Executor executor;

    /** How much of what waited for us was let through since we are online. */
    private final Map<String, Integer> kept = new HashMap<>();

    /** Who said to be a bot, and when. */
    private final Map<String, Instant> bots = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
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

    /**
     * Nobody is held back yet, but for those counted before.
     *
     * @param realJid the account behind an occupant as far as the room's service is believed
     * @param nick our nick in a room; {@code null} where we are not
     * @param discover asks an address what it is
     */
    Throttle(
            String accountId,
            Supplier<Limits> limits,
            Counts counts,
            Function<@Nullable Occupant, @Nullable Jid> realJid,
            Function<Jid, @Nullable String> nick,
            Function<Jid, CompletionStage<EntityInfo>> discover,
            Clock clock,
            Executor executor) {
        this.accountId = accountId;
        this.limits = limits;
        this.counts = counts;
        this.realJid = realJid;
        this.nick = nick;
        this.discover = discover;
        this.clock = clock;
        this.executor = executor;
    }

    /** There is a stream again: what was kept for us meanwhile may come. */
    void online() {
        kept.clear();
    }

    /** Whether the operator may be told of that; of each matter once a minute. */
    boolean mayTell(String matter) {
        return counts.told().take(matter, 1, clock.instant());
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
        if (isKept(message, sender)) {
            return decision;
        }
        Admission instead = message.kind() == ChatKind.ROOM ? Admission.OBSERVE : Admission.DROP;
        boolean command = isCommand(message);
        if (!isGranted(message, sender, command, at)) {
            return refused(message, eventId, instead, Reason.RATE_LIMITED, sender);
        }
        return isLoop(message, sender, command, at)
                ? refused(message, eventId, instead, Reason.BOT_LOOP, sender)
                : decision;
    }

    /**
     * What people wrote during a night in which we were away is no flood, and answers nothing that we said since. Anybody can write such a
     * stamp into what is said now, so it buys so many messages in each stream, and no time.
     */
    private boolean isKept(Message message, String sender) {
        if (message.kind() != ChatKind.DIRECT || !message.delayed()) {
            return false;
        }
        int before = kept.getOrDefault(sender, 0);
        if (before >= KEPT || before == 0 && kept.size() >= MAX_KEPT_SENDERS) {
            return false;
        }
        kept.put(sender, before + 1);
        return true;
    }

    /** Who has said too much can still say "/stop", and so can an account that we know when others have in the same room. */
    private boolean isGranted(Message message, String sender, boolean command, Instant at) {
        RateLimits known = counts.known();
        Limits most = limits.get();
        String named = command ? "command " + sender : sender;
        if (message.kind() != ChatKind.ROOM || command && sender.startsWith(ACCOUNT)) {
            return known.take(named, most.messagesPerMinute(), at);
        }
        String room = (command ? "commands in " : "room ") + message.from().bare();
        // The room's comes first: nobody gets a place in the table by ever new nicks. It loses nothing to who may not
        // speak.
        return known.has(room, most.roomMessagesPerMinute(), at)
                && known.take(named, most.messagesPerMinute(), at)
                && known.take(room, most.roomMessagesPerMinute(), at);
    }

    /** At the beginning, or behind our own nick in the room; anywhere else it is only text, to the host too. */
    private boolean isCommand(Message message) {
        String text = message.body().strip();
        @Nullable
        String ours =
                message.kind() == ChatKind.ROOM ? nick.apply(message.from().bare()) : null;
        if (ours != null && text.regionMatches(true, 0, ours, 0, ours.length())) {
            String rest = text.substring(ours.length());
            if (rest.startsWith(":") || rest.startsWith(",")) {
                text = rest.substring(1).strip();
            }
        }
        return COMMAND.matcher(text).matches();
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

    private boolean isLoop(Message message, String sender, boolean command, Instant at) {
        @Nullable Instant said = bots.get(sender);
        boolean bot = said != null && clock.instant().isBefore(said.plus(BOT_FOR));
        if (said != null && !bot) {
            bots.remove(sender);
        }
        // Who is taken for a bot wrongly is not kept from commands by that alone.
        int turns = command
                ? limits.get().turnsInARow() + COMMANDS_PAST_BUDGET
                : bot ? limits.get().botTurnsInARow() : limits.get().turnsInARow();
        LoopGuard.Budget budget = new LoopGuard.Budget(turns, bot ? PAUSE_OF_BOTS : PAUSE);
        String conversation = message.conversation().toString();
        boolean admitted = counts.loops().admits(conversation, sender, budget, at);
        if (!bot && (said != null || counts.loops().answers(conversation, sender) == SUSPICIOUS)) {
            discover.apply(message.from())
                    .thenAcceptAsync(
                            info -> {
                                if (info.is("client", "bot")) {
                                    bots.put(sender, clock.instant());
                                }
                            },
                            executor)
                    .exceptionally(unknown -> null);
        }
        return !admitted;
    }

    /** When it came. What nobody delayed has our own stamp, also if it has waited for the agent since. */
    private Instant at(Message message) {
        Instant now = clock.instant();
        return !message.delayed() && message.timestamp().isBefore(now) ? message.timestamp() : now;
    }

    /**
     * Whom it is counted for: the account that is known, else what the room says of the person, which stays over a change of nick. A room
     * that is not believed could otherwise use up what somebody else has.
     */
    private String sender(ChatKind kind, Jid from, @Nullable Occupant occupant) {
        if (kind == ChatKind.DIRECT) {
            return ACCOUNT + from.bare();
        }
        @Nullable Jid real = realJid.apply(occupant);
        if (real != null) {
            return ACCOUNT + real.bare();
        }
        return occupant != null && occupant.occupantId() != null
                ? "occupant " + from.bare() + " " + occupant.occupantId()
                : "occupant " + from;
    }

    private Decision refused(Message message, String eventId, Admission admission, Reason reason, String sender) {
        if (mayTell(reason + " " + sender)) {
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
