import { shouldAckReaction } from "openclaw/plugin-sdk/channel-feedback";

/**
 * Shows by a reaction that a message was taken: with the emoji of `ackReaction` or of the host's `messages.ackReaction`, where the
 * host's `messages.ackReactionScope` says. Called for what both gates let pass only. As in the host's own channels it stays.
 */
export function acknowledge(account, cfg, config, message) {
  const emoji = (config.ackReaction ?? cfg.messages?.ackReaction)?.trim();
  const room = message.kind === "room";
  const wanted = shouldAckReaction({
    scope: cfg.messages?.ackReactionScope,
    isDirect: !room,
    isGroup: room,
    isMentionableGroup: room,
    canDetectMention: true,
    effectiveWasMentioned: message.mentioned === true,
  });
  if (!emoji || !wanted || !message.referenceId) return;
  account
    .call("reaction.add", {
      kind: message.kind,
      to: room ? message.conversation : message.replyAddress,
      id: message.eventId,
      emoji,
    })
    .catch((error) => account.log.warn(`ackReaction: ${error?.message ?? error}`));
}
