package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.Retraction;
import ai.openclaw.xmpp.openclaw.config.AccountConfig;
import ai.openclaw.xmpp.openclaw.wire.HostCalls;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What others do that is no message: events, never turns (R13); what is lost of them is lost. Runs on the account's executor.
 *
 * @param heard what they said before
 * @param lanes what is being told by lane: a message does not overtake the event before it
 */
record InboundEvents(
        String accountId,
        Supplier<AccountConfig> config,
        Host host,
        Gate gate,
        SentMessages sent,
        HeardMessages heard,
        RoomPeople people,
        PrivatePartners partners,
        Cards cards,
        Clock clock,
        Executor executor,
        EventLanes lanes) {

    static String lane(ChatKind kind, Jid conversation) {
        return Kinds.word(kind) + ":" + conversation;
    }

    /** Completes when what came before in that lane has been told. */
    CompletionStage<?> before(ChatKind kind, Jid conversation) {
        return lanes.before(lane(kind, conversation));
    }

    void reaction(Reaction reaction) {
        Jid conversation = reaction.kind() == ChatKind.ROOM_PRIVATE
                ? reaction.from()
                : reaction.from().bare();
        String lane = lane(reaction.kind(), conversation);
        Instant now = clock.instant();
        String eventId = EventIds.hash(
                "reaction",
                reaction.from().toString(),
                reaction.messageId(),
                reaction.emojis().toString(),
                now.toString());
        lanes.queue(
                lane,
                eventId,
                before(reaction.kind(), conversation)
                        .thenComposeAsync(told -> cards.known(), executor)
                        .thenComposeAsync(known -> reaction(reaction, conversation, now, eventId), executor));
    }

    private CompletionStage<?> reaction(Reaction reaction, Jid conversation, Instant at, String eventId) {
        boolean answer = cards.isMeant(conversation, reaction.messageId());
        if (!answer && !isWanted(reaction, conversation)) {
            return CompletableFuture.completedFuture(null);
        }
        return gate.judge(reaction, eventId, conversation)
                .thenComposeAsync(
                        judged -> {
                            if (!judged.decision().isDispatch()) {
                                return CompletableFuture.completedFuture(null);
                            }
                            if (answer) {
                                cards.reacted(
                                        reaction,
                                        conversation,
                                        judged.matter().facts().sender());
                                return CompletableFuture.completedFuture(null);
                            }
                            return tell(reaction, at, lane(reaction.kind(), conversation), judged);
                        },
                        executor);
    }

    private boolean isWanted(Reaction reaction, Jid conversation) {
        return switch (config.get().reactionNotifications()) {
            case OFF -> false;
            case OWN -> sent.isOurs(conversation, reaction.messageId());
            case ALL -> true;
        };
    }

    private CompletionStage<?> tell(Reaction reaction, Instant at, String lane, Decisions.Entry judged) {
        if (reaction.kind() == ChatKind.ROOM_PRIVATE) {
            partners.heard(judged.matter().eventId(), reaction.from(), reaction.occupant());
        }
        return host.inboundEvent(new HostCalls.InboundEvent(
                        accountId,
                        judged.matter().eventId(),
                        lane,
                        "reaction",
                        Kinds.word(reaction.kind()),
                        judged.matter().conversation().toString(),
                        people.sender(reaction.kind(), reaction.from(), reaction.occupant()),
                        reaction.kind() == ChatKind.DIRECT
                                ? null
                                : reaction.from().bare().toString(),
                        reaction.messageId(),
                        List.copyOf(reaction.emojis()),
                        null,
                        at.toString()))
                .whenCompleteAsync(
                        (disposition, failure) -> Inbound.keep(accountId, judged, disposition, failure), executor);
    }

    /**
     * A message was taken back. The host hears of it if it had the message, which is to say that its author might speak; what it has not
     * got it does not get any more.
     */
    void retraction(Retraction retraction, RoomHistory history) {
        boolean direct = retraction.kind() == ChatKind.DIRECT;
        Jid conversation = retraction.kind() == ChatKind.ROOM_PRIVATE
                ? retraction.from()
                : retraction.from().bare();
        HeardMessages.Heard message = heard.retracted(conversation, retraction).orElse(null);
        if (message == null || message.withdrawn) {
            return;
        }
        message.withdrawn = true;
        history.forget(conversation, message.eventId);
        if (!message.handedOver) {
            return;
        }
        String lane = lane(retraction.kind(), conversation);
        String eventId = EventIds.hash("retraction", message.eventId);
        lanes.queue(
                lane,
                eventId,
                before(retraction.kind(), conversation)
                        .thenComposeAsync(
                                told -> host.inboundEvent(new HostCalls.InboundEvent(
                                        accountId,
                                        eventId,
                                        lane,
                                        "retraction",
                                        Kinds.word(retraction.kind()),
                                        conversation.toString(),
                                        people.sender(retraction.kind(), retraction.from(), retraction.occupant()),
                                        direct ? null : conversation.bare().toString(),
                                        retraction.messageId(),
                                        null,
                                        new HostCalls.TakenBack(message.eventId, retraction.moderated()),
                                        clock.instant().toString())),
                                executor));
    }
}
