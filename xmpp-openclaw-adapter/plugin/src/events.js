import { enqueueSystemEvent } from "openclaw/plugin-sdk/system-event-runtime";
import { resolveAccount } from "./config.js";
import { peerOf } from "./inbound-context.js";
import { routeOrDrop } from "./route.js";
import { asLine } from "./untrusted.js";

/** What somebody did that is no message: no turn, the agent reads of it in its next one. */
export function receiveEvent(account, event) {
  const cfg = account.core.config.current();
  const { config } = resolveAccount(cfg, account.accountId);
  const told = WORDS[event.type]?.(account, event, config);
  if (!told) return { disposition: "dropped", reason: "not wanted" };
  const peer = peerOf(event);
  const route = routeOrDrop(account, cfg, config, event, peer, event.type);
  if (route.disposition) return route;
  enqueueSystemEvent(`XMPP: ${told}`, {
    sessionKey: route.sessionKey,
    contextKey: `xmpp:${event.type}:${event.eventId}`,
  });
  return { disposition: "adopted" };
}

const WORDS = {
  reaction: (account, event, config) => {
    if (config.reactionNotifications === "off") return null;
    const emojis = event.emojis.map((emoji) => quoted(emoji, 16)).join(" ");
    const what = emojis ? `reacted with ${emojis} to` : "took the reaction back from";
    return `${who(event)} ${what} message ${quoted(event.messageId, 80)}`;
  },
  retraction: (account, event) => {
    const id = event.takenBack.eventId;
    account.withdrawn.add(id);
    return event.takenBack.moderated
      ? `a moderator removed message ${quoted(id, 80)} from the room; do not act on it or repeat it`
      : `${who(event)} took back message ${quoted(id, 80)}; do not act on it or repeat it`;
  },
};

function who({ sender }) {
  return quoted(sender.nick ?? sender.jid ?? sender.address);
}

/** What a stranger chose to write, marked as data: on one line, short, in quotes. */
function quoted(text, limit = 64) {
  return JSON.stringify(asLine(text, limit));
}
