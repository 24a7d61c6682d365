import { enqueueSystemEvent } from "openclaw/plugin-sdk/system-event-runtime";
import { allowsGroup } from "./action-gate.js";
import { resolveAccount } from "./config.js";
import { routeOrDrop } from "./route.js";
import { bareJid, parseTarget } from "./targets.js";
import { asLine } from "./untrusted.js";

const ITEMS = 5;
const TEXT_LIMIT = 300;

/** News of a node that the settings name, or that the agent was asked to subscribe to while it may: no turn, the agent reads of it in the next one of the conversation that they say. */
export function receiveNode(account, event) {
  const cfg = account.core.config.current();
  const { config } = resolveAccount(cfg, account.accountId);
  const target = isWanted(config, event) ? parseTarget(event.conversation) : null;
  if (!target) return { disposition: "dropped", reason: "not wanted" };
  const conversation = bareJid(target.jid);
  const room = target.kind === "room";
  const there = { eventId: event.eventId, kind: room ? "room" : "direct", conversation };
  const route = routeOrDrop(account, cfg, config, there, { kind: room ? "group" : "direct", id: conversation }, "news of a node");
  if (route.disposition) return route;
  enqueueSystemEvent(`XMPP: in the node ${quoted(event.node)} of ${quoted(event.service)} ${happened(event)}`, {
    sessionKey: route.sessionKey,
    contextKey: `xmpp:node:${event.eventId}`,
  });
  return { disposition: "adopted" };
}

function isWanted(config, event) {
  if (event.asked) return allowsGroup(config, "pubsub");
  return (config.pubsub ?? []).some(
    ({ service, node, conversation }) =>
      same(service, event.service) && node === event.node && conversation === event.conversation,
  );
}

function happened({ what, items, retracted }) {
  if (what === "deleted") return "nothing is left: it was deleted";
  if (what === "purged") return "nothing is left: all items were removed";
  const more = items.length > ITEMS ? `, and ${items.length - ITEMS} more` : "";
  const published = items.slice(0, ITEMS).map(({ id, text }) => `item ${quoted(id)}: ${quoted(text, TEXT_LIMIT)}`).join(", ");
  const gone = retracted.length > 0 ? `removed ${retracted.slice(0, ITEMS).map((id) => quoted(id)).join(", ")}` : "";
  return [published && `published ${published}${more}`, gone].filter(Boolean).join("; ") || "something changed";
}

function same(configured, service) {
  return String(configured).toLowerCase() === service.toLowerCase();
}

/** What a stranger chose to write, marked as data: on one line, short, in quotes. */
function quoted(text, limit = 80) {
  return JSON.stringify(asLine(text, limit));
}
