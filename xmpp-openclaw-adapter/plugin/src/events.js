import { enqueueSystemEvent } from "openclaw/plugin-sdk/system-event-runtime";
import { resolveAccount } from "./config.js";
import { peerOf } from "./inbound-context.js";
import { CHANNEL } from "./protocol.js";
import { asLine } from "./untrusted.js";

/** A reaction of somebody: no turn, the agent reads of it in its next one. */
export function receiveEvent(account, event) {
  const cfg = account.core.config.current();
  const { config } = resolveAccount(cfg, account.accountId);
  if (event.type !== "reaction" || config.reactionNotifications === "off") {
    return { disposition: "dropped", reason: "not wanted" };
  }
  const peer = peerOf(event);
  const route = account.core.channel.routing.resolveAgentRoute({ cfg, channel: CHANNEL, accountId: account.accountId, peer });
  const who = quoted(event.sender.nick ?? event.sender.jid ?? event.sender.address);
  const emojis = event.emojis.map((emoji) => quoted(emoji, 16)).join(" ");
  const what = emojis ? `reacted with ${emojis} to` : "took the reaction back from";
  enqueueSystemEvent(`XMPP: ${who} ${what} message ${quoted(event.messageId, 80)}`, {
    sessionKey: route.sessionKey,
    contextKey: `xmpp:reaction:${event.eventId}`,
  });
  return { disposition: "adopted" };
}

/** What a stranger chose to write, marked as data: on one line, short, in quotes. */
function quoted(text, limit = 64) {
  return JSON.stringify(asLine(text, limit));
}
