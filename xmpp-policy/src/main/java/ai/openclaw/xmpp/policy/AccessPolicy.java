package ai.openclaw.xmpp.policy;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.policy.SubscriptionAnswer.Reply;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who may talk to the agent. Total: every input has an answer, and what is not allowed is refused. */
public final class AccessPolicy {

    private AccessPolicy() {}

    /** Judges one thing. */
    public static Decision decide(AccessRules rules, Paired paired, Facts facts) {
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(paired, "paired");
        return switch (facts.kind()) {
            case DIRECT_MESSAGE, SUBSCRIBE -> person(rules, paired, facts.sender());
            case UNSUBSCRIBE -> Decision.dispatch(Reason.HARMLESS);
            case ROOM_MESSAGE -> mention(rules, facts, room(rules, facts));
            case ROOM_PRIVATE_MESSAGE ->
                gate(rules.mucPrivateMessages(), Reason.ROOM_PRIVATE_DISABLED, rules, paired, facts.sender());
            case INVITE ->
                invite(rules, facts, gate(rules.invites(), Reason.INVITES_DISABLED, rules, paired, facts.sender()));
            case REACTION ->
                facts.room() != null ? room(rules, facts) : withoutPairing(person(rules, paired, facts.sender()));
            case COMMAND -> withoutPairing(person(rules, paired, facts.sender()));
        };
    }

    /** How a request to see our presence is answered. */
    public static SubscriptionAnswer subscription(AccessRules rules, Paired paired, Jid sender) {
        Decision decision = decide(rules, paired, Facts.direct(Kind.SUBSCRIBE, sender));
        return switch (decision.admission()) {
            case DISPATCH -> new SubscriptionAnswer(Reply.APPROVE, true);
            case PAIRING_REQUIRED ->
                new SubscriptionAnswer(
                        rules.acceptSubscriptions() == AcceptSubscriptions.ALL ? Reply.APPROVE : Reply.WAIT, false);
            case OBSERVE, SKIP, DROP ->
                new SubscriptionAnswer(decision.reason() == Reason.PAIRING_UNREADABLE ? Reply.WAIT : Reply.DENY, false);
        };
    }

    private static Decision person(AccessRules rules, Paired paired, @Nullable Jid sender) {
        if (rules.dmPolicy() == DmPolicy.DISABLED) {
            return Decision.drop(Reason.DM_DISABLED);
        }
        if (sender == null) {
            return Decision.drop(Reason.SENDER_HIDDEN);
        }
        if (rules.dmPolicy() == DmPolicy.OPEN && rules.allowFrom().isEmpty()) {
            return Decision.dispatch(Reason.OPEN_TO_ALL);
        }
        if (rules.allowFrom().contains(sender)) {
            return Decision.dispatch(rules.allowFrom().everybody() ? Reason.OPEN_TO_ALL : Reason.SENDER_LISTED);
        }
        if (rules.dmPolicy() != DmPolicy.PAIRING) {
            return Decision.drop(Reason.SENDER_NOT_LISTED);
        }
        if (paired.contains(sender)) {
            return Decision.dispatch(Reason.SENDER_PAIRED);
        }
        return paired.readable()
                ? new Decision(Admission.PAIRING_REQUIRED, Reason.NOT_PAIRED)
                : Decision.drop(Reason.PAIRING_UNREADABLE);
    }

    /** What only those may do who could write to us: others are not told how to be let in. */
    private static Decision withoutPairing(Decision decision) {
        return decision.admission() == Admission.PAIRING_REQUIRED ? Decision.drop(decision.reason()) : decision;
    }

    private static Decision gate(Gate gate, Reason disabled, AccessRules rules, Paired paired, @Nullable Jid sender) {
        return switch (gate) {
            case DISABLED -> Decision.drop(disabled);
            case OPEN -> Decision.dispatch(Reason.OPEN_TO_ALL);
            case ALLOWLIST -> {
                if (sender == null) {
                    yield Decision.drop(Reason.SENDER_HIDDEN);
                }
                if (rules.allowFrom().contains(sender)) {
                    yield Decision.dispatch(Reason.SENDER_LISTED);
                }
                yield paired.contains(sender)
                        ? Decision.dispatch(Reason.SENDER_PAIRED)
                        : Decision.drop(Reason.SENDER_NOT_LISTED);
            }
        };
    }

    /** Where nobody would be heard there is no reason to go: such a refusal is of the room, and its inviter was admitted. */
    private static Decision invite(AccessRules rules, Facts facts, Decision admitted) {
        Decision closed = closed(rules, facts.room());
        return admitted.isDispatch() && closed != null ? closed : admitted;
    }

    /** The refusal of a room in which nobody is heard; {@code null} if somebody may be. */
    private static @Nullable Decision closed(AccessRules rules, @Nullable Jid room) {
        if (rules.groupPolicy() == GroupPolicy.DISABLED) {
            return Decision.drop(Reason.ROOMS_DISABLED);
        }
        if (room == null) {
            return Decision.drop(Reason.ROOM_NOT_LISTED);
        }
        if (!rules.room(room).enabled()) {
            return Decision.drop(Reason.ROOM_DISABLED);
        }
        return rules.groupPolicy() == GroupPolicy.ALLOWLIST && !rules.rooms().containsKey(room.bare())
                ? Decision.drop(Reason.ROOM_NOT_LISTED)
                : null;
    }

    private static Decision room(AccessRules rules, Facts facts) {
        Jid room = facts.room();
        Decision closed = closed(rules, room);
        if (closed != null || room == null) {
            return closed == null ? Decision.drop(Reason.ROOM_NOT_LISTED) : closed;
        }
        RoomRules own = rules.room(room);
        if (own.users().isEmpty() && rules.groupAllowFrom().isEmpty()) {
            return Decision.dispatch(Reason.OPEN_TO_ALL);
        }
        Jid sender = facts.sender();
        if (sender == null) {
            return own.trustRoom() ? Decision.dispatch(Reason.ROOM_TRUSTED) : Decision.drop(Reason.SENDER_HIDDEN);
        }
        return own.users().contains(sender) || rules.groupAllowFrom().contains(sender)
                ? Decision.dispatch(Reason.SENDER_LISTED)
                : Decision.drop(Reason.SENDER_NOT_LISTED);
    }

    private static Decision mention(AccessRules rules, Facts facts, Decision admitted) {
        Jid room = facts.room();
        boolean needed = room != null && rules.room(room).requireMention();
        return admitted.isDispatch() && needed && !facts.mentioned()
                ? new Decision(Admission.OBSERVE, Reason.NOT_MENTIONED)
                : admitted;
    }
}
