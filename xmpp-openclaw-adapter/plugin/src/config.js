import { CHANNEL } from "./protocol.js";

export const DEFAULT_ACCOUNT = "default";

/** Which environment variable fills which field of the default account. */
export const ENVIRONMENT = { jid: "XMPP_JID", password: "XMPP_PASSWORD", server: "XMPP_SERVER" };

// Fields of the section that are about accounts, not of an account.
const NOT_INHERITED = ["accounts", "defaultAccount"];

export function section(cfg) {
  return cfg?.channels?.[CHANNEL] ?? {};
}

/** The ids of the configured accounts; named accounts hide the root one unless it has a JID of its own. */
export function listAccountIds(cfg) {
  const { accounts, jid } = section(cfg);
  const named = Object.keys(accounts ?? {});
  if (named.length === 0) return [DEFAULT_ACCOUNT];
  return jid && !named.includes(DEFAULT_ACCOUNT) ? [DEFAULT_ACCOUNT, ...named] : named;
}

export function defaultAccountId(cfg) {
  const ids = listAccountIds(cfg);
  const wanted = section(cfg).defaultAccount;
  if (wanted && ids.includes(wanted)) return wanted;
  return ids.includes(DEFAULT_ACCOUNT) ? DEFAULT_ACCOUNT : ids[0];
}

/** The fields of one account: the section's, over them the account's own; for the default account the environment last. */
export function mergeAccount(cfg, accountId, env = process.env) {
  const root = { ...section(cfg) };
  const own = root.accounts?.[accountId] ?? {};
  for (const field of NOT_INHERITED) delete root[field];
  const merged = { ...root, ...own };
  if (root.enabled === false) merged.enabled = false;
  return accountId === DEFAULT_ACCOUNT ? fromEnvironment(merged, env) : merged;
}

function fromEnvironment(config, env) {
  const filled = { ...config };
  for (const [field, variable] of Object.entries(ENVIRONMENT)) {
    if (!filled[field] && env[variable]) filled[field] = env[variable];
  }
  return filled;
}

/** The fields without the references that the host has not resolved for those rooms. */
export function withoutRoomSecrets(config, those = () => true) {
  const strip = (room) => {
    if (typeof room?.password !== "object" || !those(room)) return room;
    const { password, ...rest } = room;
    return rest;
  };
  const { rooms, mucRooms } = config;
  return {
    ...config,
    ...(Array.isArray(rooms) ? { rooms: rooms.map(strip) } : {}),
    ...(mucRooms ? { mucRooms: Object.fromEntries(Object.entries(mucRooms).map(([jid, room]) => [jid, strip(room)])) } : {}),
  };
}

/**
 * One account as the rest of the plugin sees it. `config` is what the sidecar gets; its password may still be a reference
 * where the host has not resolved one.
 */
export function resolveAccount(cfg, accountId) {
  const id = accountId ?? defaultAccountId(cfg);
  const config = withoutRoomSecrets(mergeAccount(cfg, id), isOff);
  return {
    accountId: id,
    name: config.name,
    enabled: config.enabled !== false,
    configured: isConfigured({ config }),
    config,
  };
}

/** A room that is off needs no password, and the host resolves none for it. */
function isOff(room) {
  return room.enabled === false;
}

export function isConfigured({ config }) {
  return Boolean(config.jid) && Boolean(config.password);
}

export function missingFields({ config }) {
  const missing = ["jid", "password"].filter((field) => !config[field]);
  return missing.length === 0 ? "" : `missing: ${missing.map((field) => `channels.xmpp.${field}`).join(", ")}`;
}

/** Whether something of the section or the environment makes an account, as the host asks before it loads us. */
export function hasConfiguredState({ cfg, env = process.env }) {
  return listAccountIds(cfg).some((id) => isConfigured({ config: mergeAccount(cfg, id, env) }));
}

/** What is known of an account without its secrets. */
export function inspectAccount(cfg, accountId) {
  const { accountId: id, name, enabled, configured, config } = resolveAccount(cfg, accountId);
  const reference = typeof config.password === "object" && config.password !== null;
  return {
    accountId: id,
    name,
    enabled,
    configured,
    jid: config.jid,
    tokenStatus: config.password ? "available" : "missing",
    tokenSource: reference ? config.password.source : passwordSource(cfg, id),
  };
}

function passwordSource(cfg, id) {
  const own = section(cfg).accounts?.[id]?.password ?? section(cfg).password;
  if (own) return "config";
  return id === DEFAULT_ACCOUNT && process.env[ENVIRONMENT.password] ? "env" : "none";
}

/** Sets or clears `enabled` of one account; returns a new configuration. */
export function setAccountEnabled({ cfg, accountId, enabled }) {
  return editAccount(cfg, accountId, (account) => ({ ...account, enabled }));
}

/** Removes one account, and the section with the last one; what the others inherit stays. An account that is not there takes nothing along. */
export function deleteAccount({ cfg, accountId }) {
  const { [CHANNEL]: xmpp = {}, ...others } = cfg.channels ?? {};
  if (!listAccountIds(cfg).includes(accountId)) return cfg;
  const { [accountId]: named, ...accounts } = xmpp.accounts ?? {};
  if (listAccountIds(cfg).length === 1) return { ...cfg, channels: others };
  if (named !== undefined) return { ...cfg, channels: { ...others, [CHANNEL]: { ...xmpp, accounts } } };
  const { jid, password, ...inherited } = xmpp;
  return { ...cfg, channels: { ...others, [CHANNEL]: { ...inherited, accounts } } };
}

/** Applies `edit` to the object that holds an account's own fields: the section for the default account. */
export function editAccount(cfg, accountId, edit) {
  const xmpp = section(cfg);
  const id = accountId ?? DEFAULT_ACCOUNT;
  const named = id !== DEFAULT_ACCOUNT || xmpp.accounts?.[id] !== undefined;
  const changed = named
    ? { ...xmpp, accounts: { ...xmpp.accounts, [id]: edit(xmpp.accounts?.[id] ?? {}) } }
    : edit(xmpp);
  return { ...cfg, channels: { ...cfg.channels, [CHANNEL]: changed } };
}
