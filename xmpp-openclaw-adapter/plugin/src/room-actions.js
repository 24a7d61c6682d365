import { defaultAccountId, resolveAccount } from "./config.js";
import { roomEntry } from "./ingress-policy.js";
import { CHANNEL, XmppError } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { bareJid, parseTarget, targetOf } from "./targets.js";
import { asLine } from "./untrusted.js";

const SUBJECT_LIMIT = 1_000;
const LISTED = 200;

/** What each word of `roleId` is in a room (XEP-0045 §5), and what is left when it is taken away. */
const ROLES = {
  moderator: { role: "moderator", without: { role: "participant" } },
  participant: { role: "participant", without: { role: "visitor" } },
  visitor: { role: "visitor", without: { role: "participant" } },
  member: { affiliation: "member", without: { affiliation: "none" } },
  admin: { affiliation: "admin", without: { affiliation: "none" } },
  outcast: { affiliation: "outcast", without: { affiliation: "none" } },
};

/** What the agent may do in and with rooms, by the host's names of actions. */
export const ROOM_HANDLERS = {
  "channel-info": info,
  "channel-list": list,
  "member-info": member,
  "conversation-open": join,
  leaveGroup: leave,
  "channel-edit": edit,
  addParticipant: invite,
  removeParticipant: kick,
  kick,
  ban,
  "role-add": addRole,
  "role-remove": removeRole,
};

/** Fields that the host's message tool has no words for. */
export const ROOM_SCHEMA = {
  roomId: {
    type: "string",
    description:
      "XMPP room, room@service or its name; else the current one. member-info, kick, ban, role-add, role-remove: with userId (a nick or JID). conversation-open: the room to join. channel-edit: with topic. roleId: moderator, participant, visitor, member, admin, outcast.",
  },
};

async function info(ctx) {
  const room = await roomOf(ctx);
  const found = await call(ctx, "room.info", { room });
  const shown = { ...found, nick: asLine(found.nick), subject: found.subject ? asLine(found.subject, SUBJECT_LIMIT) : undefined };
  return { ok: true, room: shown, ...(ctx.params.includeMembers === true ? { members: await membersOf(ctx, room) } : {}) };
}

/**
 * Which rooms the bot is in is nobody's business but the owner's and the operator's: in a room others see the one that they are in, in a chat of
 * their own those that they are seen in, and by another channel none.
 */
async function list(ctx) {
  const all = ctx.senderIsOwner === true || !ctx.toolContext;
  const target = all ? undefined : currentTarget(ctx);
  const here = currentRoom(ctx);
  if (!all && here !== undefined) {
    return { ok: true, rooms: [{ id: targetOf("room", here), name: asLine(here) }] };
  }
  if (!all && !target) return { ok: true, rooms: [] };
  const { entries } = await call(ctx, "directory.rooms", {
    limit: LISTED,
    ...(ctx.params.query ? { query: String(ctx.params.query) } : {}),
    ...(all ? {} : { member: bareJid(target.jid) }),
  });
  return { ok: true, rooms: entries.map(({ id, name }) => ({ id: `room:${id}`, name: asLine(name ?? id) })) };
}

async function member(ctx) {
  const room = await roomOf(ctx);
  const who = memberOf(ctx);
  const found = (await membersOf(ctx, room)).filter(({ nick, id }) => nick === who || id === who || id === parseTarget(who)?.jid);
  if (found.length === 0) throw new XmppError("STATE", `Nobody in ${room} is called ${asLine(who)}.`);
  return { ok: true, members: found };
}

/** Nicks are anybody's choice; `id` is the person where the room shows it. */
async function membersOf(ctx, room) {
  const { entries } = await call(ctx, "directory.members", { room, limit: LISTED });
  return entries.map(({ id, name, affiliation, role }) => ({ nick: asLine(name), id: asLine(id), affiliation, role }));
}

async function join(ctx) {
  const room = named(ctx);
  if (!room) throw new XmppError("CONFIGURATION", "Name the room in roomId: room@service.");
  const found = await call(ctx, "room.join", { room: addressIn(room), ...(ctx.params.name ? { nick: String(ctx.params.name) } : {}) });
  const { config } = resolveAccount(ctx.cfg, ctx.accountId);
  const deaf = config.groupPolicy === "disabled" || (config.groupPolicy === "allowlist" && roomEntry(config, found.jid) === undefined);
  return {
    ok: true,
    room: `room:${found.jid}`,
    nick: asLine(found.nick),
    occupants: found.occupants,
    ...(deaf ? { note: "What is said there is not answered: by the settings this room is not listed." } : {}),
  };
}

async function leave(ctx) {
  await call(ctx, "room.leave", { room: await roomOf(ctx) });
  return { ok: true };
}

async function edit(ctx) {
  const { topic } = ctx.params;
  if (typeof topic !== "string") throw new XmppError("CONFIGURATION", "channel-edit sets a room's topic, nothing else.");
  await call(ctx, "room.subject", { room: await roomOf(ctx), subject: topic });
  return { ok: true };
}

async function invite(ctx) {
  await call(ctx, "room.invite", { room: await roomOf(ctx), member: (await resolved(ctx, memberOf(ctx), "direct")).to, ...reason(ctx) });
  return { ok: true };
}

async function kick(ctx) {
  return await change(ctx, "room.role", { role: "none" });
}

async function ban(ctx) {
  return await change(ctx, "room.affiliation", { affiliation: "outcast" });
}

async function addRole(ctx) {
  const { without, ...given } = roleOf(ctx);
  return await change(ctx, given.role ? "room.role" : "room.affiliation", given);
}

async function removeRole(ctx) {
  const { without } = roleOf(ctx);
  return await change(ctx, without.role ? "room.role" : "room.affiliation", without);
}

async function change(ctx, method, what) {
  await call(ctx, method, { room: await roomOf(ctx), member: memberOf(ctx), ...what, ...reason(ctx) });
  return { ok: true };
}

function roleOf({ params }) {
  const word = String(params.roleId ?? "").toLowerCase();
  if (!Object.hasOwn(ROLES, word)) throw new XmppError("CONFIGURATION", `roleId is one of ${Object.keys(ROLES).join(", ")}.`);
  return ROLES[word];
}

function reason({ params }) {
  return typeof params.reason === "string" && params.reason.trim() ? { reason: params.reason } : {};
}

function memberOf({ params }) {
  const who = params.userId ?? params.participant ?? params.memberId;
  if (typeof who !== "string" || !who.trim()) throw new XmppError("CONFIGURATION", "Name the person in userId: a nick or a JID.");
  return who.trim();
}

function named({ params }) {
  return [params.roomId, params.channelId, params.to, params.chatId].find((value) => typeof value === "string" && value.trim());
}

/** The room that is meant: the one that is named, else the one in which the agent was asked. */
async function roomOf(ctx) {
  const target = named(ctx) ?? ctx.toolContext?.currentMessagingTarget ?? ctx.toolContext?.currentChannelId;
  if (!target) throw new XmppError("CONFIGURATION", "Name the room in roomId.");
  const { to } = await resolved(ctx, target, "room");
  return to;
}

/** The room in which the agent was asked, also where it was privately; undefined in a direct chat and at the command line. */
function currentRoom(ctx) {
  const target = currentTarget(ctx);
  return target?.kind === "room" || target?.kind === "roomPrivate" ? bareJid(target.jid) : undefined;
}

/** Where the agent was asked, by the host's word; null where that was by another channel, or there is no turn. */
function currentTarget({ toolContext }) {
  const { currentChannelProvider = CHANNEL, currentMessagingTarget, currentChannelId } = toolContext ?? {};
  return currentChannelProvider === CHANNEL ? parseTarget(currentMessagingTarget ?? currentChannelId) : null;
}

function addressIn(target) {
  return parseTarget(target)?.jid ?? target;
}

async function resolved(ctx, query, kind) {
  const found = await call(ctx, "target.resolve", { query: String(query) });
  if (found.kind !== kind) throw new XmppError("CONFIGURATION", `${asLine(query)} is no ${kind === "room" ? "room" : "person"}.`);
  return found;
}

function call(ctx, method, params) {
  return callSidecar(ctx.accountId ?? defaultAccountId(ctx.cfg), method, params);
}
