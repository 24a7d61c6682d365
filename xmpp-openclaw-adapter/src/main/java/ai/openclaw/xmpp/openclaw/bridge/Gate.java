package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.policy.AccessPolicy;
import ai.openclaw.xmpp.policy.AccessRules;
import ai.openclaw.xmpp.policy.Decision;
import ai.openclaw.xmpp.policy.Facts;
import ai.openclaw.xmpp.policy.Kind;
import ai.openclaw.xmpp.policy.Paired;
import ai.openclaw.xmpp.policy.SubscriptionAnswer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the facts, asks the policy, and keeps what it decided.
 *
 * @param rules the rules of this moment
 * @param paired asks the host for its pairing store
 * @param people who is behind an occupant
 * @param throttle holds back what is too much
 * @param decisions takes note of every decision
 * @param executor the account's
 */
record Gate(
        Supplier<AccessRules> rules,
        Supplier<CompletionStage<List<String>>> paired,
        RoomPeople people,
        Throttle throttle,
        Decisions decisions,
        Executor executor) {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    CompletionStage<Decisions.Entry> judge(Message message, String eventId) {
        Facts facts = facts(message);
        return judge(Matter.of(message, eventId, facts), facts, decision -> throttle.judge(message, eventId, decision));
    }

    CompletionStage<Decisions.Entry> judge(Reaction reaction, String eventId, Jid conversation) {
        Facts facts = facts(reaction);
        return judge(
                Matter.of(reaction, eventId, conversation, facts),
                reaction.kind() == ChatKind.ROOM_PRIVATE
                        ? Facts.room(Kind.ROOM_PRIVATE_MESSAGE, reaction.from().bare(), facts.sender(), true)
                        : facts,
                decision -> throttle.judge(reaction, decision));
    }

    private Facts facts(Reaction reaction) {
        return reaction.kind() == ChatKind.DIRECT
                ? Facts.direct(Kind.REACTION, reaction.from().bare())
                : Facts.room(Kind.REACTION, reaction.from().bare(), people.realJid(reaction.occupant()), true);
    }

    private Facts facts(Message message) {
        return switch (message.kind()) {
            case DIRECT -> Facts.direct(Kind.DIRECT_MESSAGE, message.from().bare());
            case ROOM ->
                Facts.room(
                        Kind.ROOM_MESSAGE,
                        message.from().bare(),
                        people.realJid(message.occupant()),
                        message.mentionsUs());
            case ROOM_PRIVATE ->
                Facts.room(Kind.ROOM_PRIVATE_MESSAGE, message.from().bare(), people.realJid(message.occupant()), true);
        };
    }

    /** Whether somebody may see our commands. Not noted: clients ask all the time; what is run is judged as a message. */
    CompletionStage<Boolean> command(Jid who) {
        Facts facts = Facts.direct(Kind.COMMAND, who.bare());
        return withPaired(facts, known -> AccessPolicy.decide(rules.get(), known, facts))
                .thenApply(Decision::isDispatch);
    }

    /** Somebody asks us into a room; {@code null} if nobody credible says who. */
    CompletionStage<Decision> invitation(Jid room, @Nullable Jid inviter) {
        Facts facts = invitationFacts(room, inviter);
        return judge(Matter.ofInvitation(facts, room), facts, decision -> decision)
                .thenApply(Decisions.Entry::decision);
    }

    /** Somebody asked us into that room before; it is judged again, and not noted again. */
    CompletionStage<Decision> reviewed(Jid room, @Nullable Jid inviter) {
        Facts facts = invitationFacts(room, inviter);
        return withPaired(facts, known -> AccessPolicy.decide(rules.get(), known, facts));
    }

    private static Facts invitationFacts(Jid room, @Nullable Jid inviter) {
        return Facts.room(Kind.INVITE, room, inviter, true);
    }

    /** The facts that decide may differ from what the matter is: a private reaction needs what a private message does. */
    private CompletionStage<Decisions.Entry> judge(Matter matter, Facts facts, UnaryOperator<Decision> throttled) {
        return withPaired(facts, known -> {
            Decision decision = AccessPolicy.decide(rules.get(), known, facts);
            // What comes again because the host did not take it was counted when it came first.
            return decisions.note(
                    matter, decisions.awaits(matter.eventId(), decision) ? decision : throttled.apply(decision));
        });
    }

    /** Somebody asks to see our presence. */
    CompletionStage<SubscriptionAnswer> subscription(Jid from) {
        return subscription(from, answer -> true);
    }

    /** Somebody sees our presence already. Of these only who may not is noted: a long roster would push all else out. */
    CompletionStage<SubscriptionAnswer> reviewed(Jid contact) {
        return subscription(contact, answer -> answer.reply() == SubscriptionAnswer.Reply.DENY);
    }

    private CompletionStage<SubscriptionAnswer> subscription(Jid from, Predicate<SubscriptionAnswer> noted) {
        Facts facts = Facts.direct(Kind.SUBSCRIBE, from);
        return withPaired(facts, known -> {
            SubscriptionAnswer answer = AccessPolicy.subscription(rules.get(), known, from);
            if (noted.test(answer)) {
                decisions.note(Matter.of(facts, from), AccessPolicy.decide(rules.get(), known, facts));
            }
            return answer;
        });
    }

    /** Asks the host for its store only where the answer depends on it; without an answer nobody counts as paired. */
    private <R> CompletionStage<R> withPaired(Facts facts, Function<Paired, R> ask) {
        Decision without = AccessPolicy.decide(rules.get(), Paired.UNREADABLE, facts);
        boolean depends =
                !without.isDispatch() && !without.equals(AccessPolicy.decide(rules.get(), onlyThem(facts), facts));
        if (!depends) {
            return CompletableFuture.completedFuture(ask.apply(Paired.UNREADABLE));
        }
        return paired.get()
                .handleAsync(
                        (entries, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "the host does not say who is paired, so nobody is let in: {}",
                                        failure.toString());
                                return ask.apply(Paired.UNREADABLE);
                            }
                            return ask.apply(Paired.of(people(entries)));
                        },
                        executor);
    }

    private static Paired onlyThem(Facts facts) {
        Jid sender = facts.sender();
        return sender == null ? Paired.NONE : Paired.of(Set.of(sender.bare()));
    }

    /** Entries as the host keeps them; what is no JID pairs nobody. */
    static Set<Jid> people(List<String> entries) {
        return entries.stream()
                .map(entry -> entry.startsWith("xmpp:") ? entry.substring(5) : entry)
                .flatMap(entry -> Jid.parse(entry).stream())
                .map(Jid::bare)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
