import { identity, senderIdOf } from "./identity.js";
import { commandOwners, ingressPolicy, requiresMention } from "./ingress-policy.js";
import { CHANNEL } from "./protocol.js";

/**
 * The second gate: asks the host's resolver about a message that the sidecar lets pass. A turn starts only if it says
 * `dispatch`.
 *
 * @param ingress the host's `core.channel.inbound.ingress`
 * @param account `{accountId, cfg, config, readPaired}`; `config` are the account's fields, `readPaired()` the host's store
 * @param message the sidecar's
 * @param facts `{peer, route, isCommand, allowTextCommands}` as the host's routing and commands say
 * @returns the host's answer, or null when the configuration refuses the message whatever the host says
 */
export async function askHost(ingress, { accountId, cfg, config, readPaired }, message, facts) {
  const room = message.kind === "room";
  const policy = ingressPolicy(config, {
    kind: message.kind,
    room: room ? message.conversation : message.room,
    senderJid: message.sender.jid,
  });
  if (!policy.asked) return null;
  const { peer, route, isCommand, allowTextCommands } = facts;
  const wasMentioned = message.mentioned === true;
  return await ingress.createResolver({ channelId: CHANNEL, accountId, identity, cfg, readStoreAllowFrom: readPaired }).message({
    subject: { stableId: senderIdOf(message) },
    conversation: { kind: peer.kind, id: peer.id },
    contextBinding: {
      agentId: route.agentId,
      sessionKey: route.sessionKey,
      messageId: message.eventId,
      inboundEventKind: "user_request",
    },
    mentionFacts: room ? { canDetectMention: true, wasMentioned, hasAnyMention: wasMentioned } : undefined,
    dmPolicy: policy.dmPolicy,
    groupPolicy: policy.groupPolicy,
    allowFrom: policy.allowFrom,
    // Not as groupAllowFrom: whoever is on that list the host lets command too, whatever commandOwnerAllowFrom says.
    groupAllowFrom: [],
    route: { id: "room-senders", senderPolicy: "replace", senderAllowFrom: policy.groupAllowFrom },
    policy: {
      groupAllowFromFallbackToAllowFrom: false,
      activation: { requireMention: room && requiresMention(config, message.conversation), allowTextCommands },
    },
    command: { allowTextCommands, hasControlCommand: isCommand, commandOwnerAllowFrom: commandOwners(cfg) },
  });
}
