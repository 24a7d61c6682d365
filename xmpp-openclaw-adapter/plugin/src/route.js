import { listAgentIds } from "openclaw/plugin-sdk/agent-scope-runtime";
import { buildAgentSessionKey, normalizeAgentIdStrict } from "openclaw/plugin-sdk/routing";
import { roomSetting } from "./ingress-policy.js";
import { CHANNEL, XmppError } from "./protocol.js";

/**
 * Which agent answers in which session: as the host's bindings say, but in a room with an `agentId` that one; so for
 * who writes privately from there.
 *
 * @param routing the host's `core.channel.routing`
 * @throws XmppError where the room's agent does not exist: nobody else answers in its place
 */
export function routeOf(routing, { cfg, config, accountId }, message, peer) {
  const room = message.kind === "room" ? message.conversation : message.kind === "roomPrivate" ? message.room : undefined;
  const wanted = room === undefined ? undefined : roomSetting(config, room, "agentId");
  if (wanted === undefined) return routing.resolveAgentRoute({ cfg, channel: CHANNEL, accountId, peer });
  const agentId = knownAgent(cfg, wanted);
  if (agentId === undefined) {
    throw new XmppError("CONFIGURATION", unknownAgent(room, wanted, cfg));
  }
  const route = routing.resolveAgentRoute({ cfg, channel: CHANNEL, accountId, peer, defaultAgentId: agentId });
  const { dmScope, groupScope } = route;
  const { mainKey, identityLinks } = cfg.session ?? {};
  return {
    ...route,
    agentId,
    sessionKey: buildAgentSessionKey({ agentId, mainKey, channel: CHANNEL, accountId, peer, dmScope, groupScope, identityLinks }),
  };
}

/** The same; where nobody can answer, `{disposition, reason}` after a word in the log. `what` names the event there. */
export function routeOrDrop(account, cfg, config, message, peer, what) {
  try {
    return routeOf(account.core.channel.routing, { cfg, config, accountId: account.accountId }, message, peer);
  } catch (error) {
    if (error?.kind !== "CONFIGURATION") throw error;
    account.log.error(`${what} ${message.eventId} not answered: ${error.message}`);
    return { disposition: "dropped", reason: error.message };
  }
}

/** The rooms of an account whose `agentId` nobody has, in words. */
export function unknownAgents(cfg, config) {
  return Object.entries(config.mucRooms ?? {})
    .filter(([, { agentId }]) => agentId !== undefined && knownAgent(cfg, agentId) === undefined)
    .map(([room, { agentId }]) => unknownAgent(room, agentId, cfg));
}

function knownAgent(cfg, wanted) {
  const normal = normalizeAgentIdStrict(wanted);
  return normal.ok && listAgentIds(cfg).includes(normal.value) ? normal.value : undefined;
}

function unknownAgent(room, agentId, cfg) {
  return `channels.xmpp.mucRooms.${room}.agentId: there is no agent "${agentId}", and nobody else answers there. There are: ${listAgentIds(cfg).join(", ")}.`;
}
