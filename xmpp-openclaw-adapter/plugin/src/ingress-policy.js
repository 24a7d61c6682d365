/**
 * The configuration, translated for the host's resolver (the sidecar decides too, by rules of its own; a turn starts only if
 * both say yes). It is the configuration that is translated, never the sidecar's answer: a list with just the sender on it
 * would make everybody who is let in authorised for commands.
 */

const REFUSED = Object.freeze({ asked: false });

/** `*@example.org` lets in everybody of exactly that domain. */
const DOMAIN_ENTRY = /^\*@(.+)$/;

/**
 * What the resolver is given for one message.
 *
 * @param config the account's fields
 * @param facts `{kind, room?, senderJid}`: the sidecar's kind, the room's bare JID, the sender's real bare JID or null
 * @returns `{asked: false}` when the message is refused whatever the host says, else
 *   `{asked: true, dmPolicy, allowFrom, groupPolicy, groupAllowFrom}`
 */
export function ingressPolicy(config, facts) {
  if (facts.kind === "room") return roomPolicy(config, facts);
  if (facts.kind === "roomPrivate") return roomPrivatePolicy(config, facts);
  return directPolicy(config, facts);
}

function directPolicy(config, { senderJid }) {
  if (!senderJid) return REFUSED;
  const list = config.allowFrom ?? [];
  switch (config.dmPolicy ?? "pairing") {
    case "pairing":
      return direct("pairing", list, senderJid);
    case "allowlist":
      return direct("allowlist", list, senderJid);
    case "open":
      return list.length === 0 || list.includes("*") ? direct("open", ["*"], senderJid) : direct("open", list, senderJid);
    default:
      return REFUSED;
  }
}

/** An occupant who writes privately; behind a hidden JID only `open` lets him in, and a list never does. */
function roomPrivatePolicy(config, { room, senderJid }) {
  if (forbidsPrivate(config, room)) return REFUSED;
  switch (config.mucPrivateMessages ?? "disabled") {
    case "allowlist":
      return senderJid ? direct("allowlist", config.allowFrom ?? [], senderJid, "pairing") : REFUSED;
    case "open":
      return direct("open", ["*"], senderJid);
    default:
      return REFUSED;
  }
}

/**
 * Whether nobody may write privately from a room because it has `tools`: the host holds a direct chat to no room's tools, so who is kept from
 * them in the room would have them here.
 */
export function forbidsPrivate(config, room) {
  return roomSetting(config, room, "tools") !== undefined;
}

function roomPolicy(config, { room, senderJid }) {
  const groupPolicy = config.groupPolicy ?? "open";
  const own = roomEntry(config, room);
  if (groupPolicy === "disabled" || own?.enabled === false) return REFUSED;
  if (groupPolicy === "allowlist" && own === undefined) return REFUSED;
  const senders = [...(roomSetting(config, room, "users") ?? []), ...(config.groupAllowFrom ?? [])];
  if (senders.length === 0) return group("open", []);
  if (senderJid) return group("allowlist", withDomains(senders, senderJid));
  return roomSetting(config, room, "trustRoom") === true ? group("open", []) : REFUSED;
}

function direct(dmPolicy, list, senderJid, withStore = dmPolicy) {
  return {
    asked: true,
    dmPolicy: withStore,
    allowFrom: withDomains(list, senderJid),
    groupPolicy: "disabled",
    groupAllowFrom: [],
  };
}

function group(groupPolicy, groupAllowFrom) {
  return { asked: true, dmPolicy: "disabled", allowFrom: [], groupPolicy, groupAllowFrom };
}

/** The host knows no domain entries: one that matches becomes the sender's JID, the others go. */
function withDomains(list, senderJid) {
  const entries = [];
  for (const entry of list) {
    const domain = DOMAIN_ENTRY.exec(entry)?.[1]?.toLowerCase();
    if (domain === undefined) entries.push(entry);
    else if (senderJid && senderJid.slice(senderJid.indexOf("@") + 1) === domain) entries.push(senderJid);
  }
  return [...new Set(entries)];
}

/** The entry of `mucRooms` for a room; JIDs are compared without case. */
export function roomEntry(config, room) {
  const key = Object.keys(config.mucRooms ?? {}).find((jid) => jid.toLowerCase() === room);
  return key === undefined ? undefined : config.mucRooms[key];
}

/** A setting of a room: its own, else the one of `*`. */
export function roomSetting(config, room, field) {
  return roomEntry(config, room)?.[field] ?? config.mucRooms?.["*"]?.[field];
}

/** Whether a room wants to be addressed by name before it gets an answer. */
export function requiresMention(config, room) {
  return roomSetting(config, room, "requireMention") ?? true;
}

/**
 * Who may run commands by the host's configuration: its owners, and who is on `commands.allowFrom`. Always given to the
 * resolver, because without it everybody who is let in may.
 */
export function commandOwners(cfg) {
  const { ownerAllowFrom = [], allowFrom = {} } = cfg.commands ?? {};
  const named = (entries) =>
    (Array.isArray(entries) ? entries : [])
      .map((entry) => String(entry).trim().toLowerCase())
      .map((entry) => (entry.startsWith("xmpp:") ? entry.slice("xmpp:".length) : entry))
      .filter((entry) => entry === "*" || (entry.includes("@") && !entry.includes(":")));
  // An owner is somebody by name; the other list is made for commands, there `*` is meant.
  return [...new Set([...named(ownerAllowFrom).filter((entry) => entry !== "*"), ...named(allowFrom.xmpp ?? allowFrom["*"])])];
}
