import { defaultAccountId, resolveAccount } from "./config.js";
import { callSidecar } from "./rpc.js";
import { bareJid, parseTarget } from "./targets.js";

export const directory = {
  self: async ({ cfg, accountId }) => {
    const { config } = resolveAccount(cfg, accountId);
    return config.jid ? { kind: "user", id: config.jid, name: config.name ?? config.nick ?? config.jid } : null;
  },
  listPeers: (params) => list(params, "directory.peers", "user", (id) => id),
  listPeersLive: (params) => list(params, "directory.peers", "user", (id) => id),
  listGroups: (params) => list(params, "directory.rooms", "group", (id) => `room:${id}`),
  listGroupsLive: (params) => list(params, "directory.rooms", "group", (id) => `room:${id}`),
  listGroupMembers: async ({ cfg, accountId, groupId, limit }) => {
    const room = bareJid(parseTarget(groupId)?.jid ?? groupId);
    const { entries } = await callSidecar(accountId ?? defaultAccountId(cfg), "directory.members", { room });
    return entries.slice(0, limit ?? undefined).map(({ id, name }) => ({ kind: "user", id, name }));
  },
};

async function list({ cfg, accountId, query, limit }, method, kind, toId) {
  const { entries } = await callSidecar(accountId ?? defaultAccountId(cfg), method, {
    ...(query ? { query } : {}),
    ...(limit ? { limit } : {}),
  });
  return entries.map(({ id, name }) => ({ kind, id: toId(id), name }));
}
