/**
 * The grammar of targets: `alice@example.org`, `user:alice@example.org`, `room:chat@rooms.example.org`,
 * `room:chat@rooms.example.org/nick` (privately to one occupant), each also with `xmpp:` before it; then it is a URI, without its
 * escapes and its query. Whether a bare JID is a room or a person, the sidecar finds out.
 */

import { XmppError } from "./protocol.js";

const JID = /^[^\s@/"&'<>:]+@[^\s@/:]+(?::\d+)?(?:\/.*)?$|^[^\s@/:]+@\[[0-9a-fA-F:]+\](?:\/.*)?$/s;

/** `{kind: "direct" | "room" | "roomPrivate" | undefined, jid}`, or null when it is no target of ours. */
export function parseTarget(raw) {
  let rest = String(raw ?? "").trim();
  let kind;
  let uri = false;
  for (;;) {
    const match = /^(xmpp|jabber|user|dm|room|group|channel):/i.exec(rest);
    if (!match) break;
    const prefix = match[1].toLowerCase();
    rest = rest.slice(match[0].length).replace(/^\/\//, "").trim();
    if (prefix === "user" || prefix === "dm") kind = "direct";
    else if (prefix === "room" || prefix === "group" || prefix === "channel") kind = "room";
    else {
      uri ||= prefix === "xmpp";
      rest = withoutQuery(rest);
    }
  }
  if (uri) rest = unescaped(rest);
  if (!JID.test(rest)) return null;
  const slash = rest.indexOf("/");
  const bare = slash < 0 ? rest.toLowerCase() : rest.slice(0, slash).toLowerCase();
  if (slash < 0) return { kind, jid: bare };
  const resource = rest.slice(slash + 1);
  return kind === "room"
    ? { kind: "roomPrivate", jid: `${bare}/${uri ? resource : unescaped(resource)}` }
    : { kind, jid: `${bare}/${resource}` };
}

/** A query in our sense: `?message`, `?join;…`; a resource may hold a question mark, a URI would write it as %3F. */
function withoutQuery(text) {
  const match = /\?(message|join|chat|roster|subscribe|invite|register|command|disco|recvfile|sendfile|vcard)\b.*$/is.exec(text);
  return match ? text.slice(0, match.index) : text;
}

/** The target in the form that goes into sessions and tools: `room:` stays, `user:` and `xmpp:` go. */
export function normalizeTarget(raw) {
  const target = parseTarget(raw);
  if (!target) return undefined;
  return target.kind === "room" || target.kind === "roomPrivate" ? targetOf(target.kind, target.jid) : target.jid;
}

export function chatTypeOf(raw) {
  const kind = parseTarget(raw)?.kind;
  if (kind === "room") return "group";
  return kind === undefined ? undefined : "direct";
}

/** Whether a session is of several people, by the host's keys, on whichever channel: what is said there, others have a word in. */
export function isShared(sessionKey) {
  return /:(?:group|channel):/.test(sessionKey ?? "");
}

/** Whether the owner asks where nobody else hears it or has a word in it: not in a room. */
export function asksAlone({ isOwner, current }) {
  return isOwner === true && chatTypeOf(current) !== "group";
}

/** `{to, kind?}` for the sidecar. */
export function addressOf(raw) {
  const target = parseTarget(raw);
  if (!target) {
    throw new XmppError("CONFIGURATION", `${JSON.stringify(raw)} is no XMPP address. Write user@host for a person, room:name@host for a room.`);
  }
  return target.kind === undefined ? { to: target.jid } : { to: target.jid, kind: target.kind };
}

/**
 * A conversation of the sidecar as a target. The nick in a private one is what its owner likes it to be, and the model reads
 * targets: what could look like the host's words is escaped as in a URI.
 */
export function targetOf(kind, address) {
  if (kind === "direct") return address;
  const slash = address.indexOf("/");
  return slash < 0 ? `room:${address}` : `room:${address.slice(0, slash)}/${escaped(address.slice(slash + 1))}`;
}

function escaped(nick) {
  return nick.replace(/[%<>[\]⟦⟧\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

/** Text that is not escaped correctly is taken as it is: people write targets by hand. */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The JID without its resource. */
export function bareJid(jid) {
  const slash = jid.indexOf("/");
  return slash < 0 ? jid : jid.slice(0, slash);
}
