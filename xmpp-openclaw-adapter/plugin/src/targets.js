/**
 * The grammar of targets: `alice@example.org`, `user:alice@example.org`, `room:chat@rooms.example.org`,
 * `room:chat@rooms.example.org/nick` (privately to one occupant), each also with `xmpp:` before it; a query of an `xmpp:`
 * URI is dropped. Whether a bare JID is a room or a person, the sidecar finds out.
 */

const JID = /^[^\s@/"&'<>:]+@[^\s@/:]+(?::\d+)?(?:\/.*)?$|^[^\s@/:]+@\[[0-9a-fA-F:]+\](?:\/.*)?$/s;

/** `{kind: "direct" | "room" | "roomPrivate" | undefined, jid}`, or null when it is no target of ours. */
export function parseTarget(raw) {
  let rest = String(raw ?? "").trim();
  let kind;
  for (;;) {
    const match = /^(xmpp|jabber|user|dm|room|group|channel):/i.exec(rest);
    if (!match) break;
    const prefix = match[1].toLowerCase();
    rest = rest.slice(match[0].length).replace(/^\/\//, "").trim();
    if (prefix === "user" || prefix === "dm") kind = "direct";
    else if (prefix === "room" || prefix === "group" || prefix === "channel") kind = "room";
    else rest = withoutQuery(rest);
  }
  if (!JID.test(rest)) return null;
  const slash = rest.indexOf("/");
  const jid = slash < 0 ? rest.toLowerCase() : rest.slice(0, slash).toLowerCase() + rest.slice(slash);
  return { kind: kind === "room" && slash >= 0 ? "roomPrivate" : kind, jid };
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
  return target.kind === "room" || target.kind === "roomPrivate" ? `room:${target.jid}` : target.jid;
}

export function looksLikeTarget(raw) {
  return parseTarget(raw) !== null;
}

export function chatTypeOf(raw) {
  const kind = parseTarget(raw)?.kind;
  if (kind === "room") return "group";
  return kind === undefined ? undefined : "direct";
}

/** `{to, kind?}` for the sidecar. */
export function addressOf(raw) {
  const target = parseTarget(raw);
  if (!target) {
    throw new Error(`${JSON.stringify(raw)} is no XMPP address. Write user@host for a person, room:name@host for a room.`);
  }
  return target.kind === undefined ? { to: target.jid } : { to: target.jid, kind: target.kind };
}

/** A conversation of the sidecar as a target. */
export function targetOf(kind, address) {
  return kind === "direct" ? address : `room:${address}`;
}

/** The JID without its resource. */
export function bareJid(jid) {
  const slash = jid.indexOf("/");
  return slash < 0 ? jid : jid.slice(0, slash);
}
