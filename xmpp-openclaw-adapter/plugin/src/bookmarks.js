import { XmppError } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { asksAlone, bareJid, parseTarget } from "./targets.js";
import { asLine } from "./untrusted.js";

/**
 * The rooms that the account remembers. A bookmark's name is a target by which people write to the room, so only the owner changes any: in a
 * chat of their own all, in a room that room's. Others see the bookmark of the room that they are in. Passwords do not come here.
 */
export async function bookmarks({ accountId, asker }, { action, room, name, nick, autojoin }) {
  const alone = asksAlone(asker);
  if (action === "list") {
    const here = hereIn(asker);
    const found = await callSidecar(accountId, "bookmark.list", {});
    return { ok: true, bookmarks: found.bookmarks.filter((each) => alone || each.room === here).map(shown) };
  }
  if (action !== "add" && action !== "remove") throw new XmppError("CONFIGURATION", "action is list, add or remove.");
  const here = hereIn(asker);
  const target = room === undefined ? here : roomOf(room);
  if (target === undefined) throw new XmppError("CONFIGURATION", "Name the room in room: room@service.");
  if (!alone && !(asker.isOwner === true && target === here)) {
    throw new XmppError("REFUSED", "Bookmarks are changed for the owner only: in a chat of their own, or in the room that is meant.");
  }
  if (action === "remove") {
    await callSidecar(accountId, "bookmark.remove", { room: target });
    return { ok: true };
  }
  await callSidecar(accountId, "bookmark.put", {
    room: target,
    ...(name ? { name: String(name) } : {}),
    ...(nick ? { nick: String(nick) } : {}),
    ...(typeof autojoin === "boolean" ? { autojoin } : {}),
  });
  return { ok: true, room: `room:${target}` };
}

function shown({ room, name, nick, autojoin, locked }) {
  return {
    room: `room:${asLine(room)}`,
    ...(name ? { name: asLine(name) } : {}),
    ...(nick ? { nick: asLine(nick) } : {}),
    autojoin,
    ...(locked ? { locked } : {}),
  };
}

/** The room in which it is asked, also where it is privately. */
function hereIn({ current }) {
  const { kind, jid } = parseTarget(current) ?? {};
  return kind === "room" || kind === "roomPrivate" ? bareJid(jid) : undefined;
}

/** The room that a target means; undefined for a person, and for what is no address. `room:` may be left out by the model. */
function roomOf(target) {
  const parsed = parseTarget(target);
  if (!parsed || parsed.kind === "direct") return undefined;
  return bareJid(parsed.jid);
}
