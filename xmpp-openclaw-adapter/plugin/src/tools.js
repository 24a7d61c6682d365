import { jsonResult } from "openclaw/plugin-sdk/channel-actions";
import { allowsGroup, requireGroup } from "./action-gate.js";
import { block } from "./block.js";
import { bookmarks } from "./bookmarks.js";
import { defaultAccountId, resolveAccount } from "./config.js";
import { readHistory } from "./history.js";
import { lookUp } from "./lookup.js";
import { markRead } from "./mark-read.js";
import { CHANNEL } from "./protocol.js";
import { pubsub } from "./pubsub.js";
import { isShared } from "./targets.js";
import { asLine } from "./untrusted.js";

const ERROR_LIMIT = 500;

const string = (description) => ({ type: "string", description });

/** What the host's message tool has no action for. Each is in a group of the setting `actions`; the names stand in the manifest too. */
export const TOOLS = {
  xmpp_history: {
    group: "history",
    label: "XMPP history",
    description:
      "Reads what was said in an XMPP conversation before, from the server's archive. Without `conversation` the one that you are in; others only when your owner asks.",
    properties: {
      conversation: string("user@host, or room:name@host"),
      query: string("only messages that contain this text"),
      before: string("an id from an earlier answer, to go back further"),
      since: string("only messages since then, such as 2026-11-27T12:00:00Z"),
      until: string("only messages until then"),
      limit: { type: "integer", minimum: 1, maximum: 50 },
    },
    run: (call, { conversation, ...params }) => readHistory(call, call.asker, { ...params, to: conversation }),
  },
  xmpp_mark_read: {
    group: "messages",
    label: "XMPP read marker",
    description:
      "Tells the sender of an XMPP message that it and all before it were read (XEP-0333). What you are asked is marked by itself; this is for what you looked up, or left unanswered on purpose.",
    properties: {
      messageId: string("the message, by an id that you were told"),
      conversation: string("user@host, or room:name@host; else the one that you are in"),
    },
    required: ["messageId"],
    run: markRead,
  },
  xmpp_pubsub: {
    group: "pubsub",
    label: "XMPP publish-subscribe",
    description:
      "Publishes to XMPP nodes (XEP-0060), reads what is in them, and takes items back. Without `service` your own account's nodes. Your owner can have you `subscribe` to a node: you read of its news in this chat.",
    properties: {
      action: { type: "string", enum: ["publish", "items", "retract", "subscribe", "unsubscribe", "subscriptions"] },
      service: string("a service such as pubsub.example.org, or somebody's user@host"),
      node: string("the node's name"),
      id: string("the item's id; when publishing, one of the same id is replaced"),
      title: string("what to publish: its title"),
      text: string("what to publish"),
      access: { type: "string", enum: ["open", "presence", "whitelist"], description: "who may read the node, if publishing makes it" },
      after: string("`next` from an earlier answer, for more items"),
      limit: { type: "integer", minimum: 1, maximum: 50 },
    },
    required: ["action"],
    run: pubsub,
  },
  xmpp_lookup: {
    group: "profile",
    label: "XMPP look-up",
    description:
      "What somebody in this conversation says of themselves: name, vCard, whether they are online, when last active, what their clients can do. Without `who` your partner. Or what a `service` is and can do. Others only when your owner asks.",
    properties: {
      who: string("user@host, a contact's name, or a nick in this room"),
      service: string('a server, service or room such as example.org; "here" for this room, else your own server'),
    },
    run: lookUp,
  },
  xmpp_bookmarks: {
    group: "rooms",
    label: "XMPP bookmarks",
    description: "The rooms that your account remembers (XEP-0402): `list`; your owner can have you `add` or `remove` one.",
    properties: {
      action: { type: "string", enum: ["list", "add", "remove"] },
      room: string("room@service; else this one"),
      name: string("what to call it"),
      nick: string("the nick to use in it"),
      autojoin: { type: "boolean", description: "whether people's clients are to enter it by themselves" },
    },
    required: ["action"],
    run: bookmarks,
  },
  xmpp_block: {
    group: "block",
    label: "XMPP block list",
    description: "Shows and changes whom your XMPP server keeps away (XEP-0191): `list`, `block`, `unblock` an address or a whole domain.",
    properties: { action: { type: "string", enum: ["list", "block", "unblock"] }, address: string("user@host, or a domain") },
    required: ["action"],
    run: block,
  },
};

/** Each turn gets the tools that the account's settings allow. */
export function registerTools(api) {
  for (const name of Object.keys(TOOLS)) api.registerTool((ctx) => toolOf(name, ctx), { name });
}

/** The tool for one turn; null where the settings do not allow it, or there is no account. */
export function toolOf(name, ctx) {
  const { group, label, description, properties, required, run } = TOOLS[name];
  const cfgNow = () => ctx.getRuntimeConfig?.() ?? ctx.runtimeConfig ?? ctx.config ?? {};
  if (!cfgNow().channels?.[CHANNEL]) return null;
  const accountOf = (cfg) => (ctx.messageChannel === CHANNEL && ctx.agentAccountId) || defaultAccountId(cfg);
  if (!allowsGroup(resolveAccount(cfgNow(), accountOf(cfgNow())).config, group)) return null;
  return {
    name,
    label,
    description,
    resultContentSource: "network",
    parameters: { type: "object", properties, ...(required ? { required } : {}), additionalProperties: false },
    execute: async (_id, params) => {
      const cfg = cfgNow();
      const accountId = accountOf(cfg);
      try {
        requireGroup({ cfg, accountId }, group, name);
        return jsonResult(await run({ cfg, accountId, asker: askerOf(ctx) }, params ?? {}));
      } catch (error) {
        return jsonResult({ ok: false, kind: error?.kind ?? "STATE", error: asLine(error?.message ?? error, ERROR_LIMIT) });
      }
    },
  };
}

/** By what the host knows of the turn; the model's words count for nothing here. The owner among others, on another channel, is not alone. */
function askerOf({ messageChannel, nativeChannelId, deliveryContext, senderIsOwner, requesterSenderId, sessionKey }) {
  const here = messageChannel === CHANNEL ? (nativeChannelId ?? (deliveryContext?.channel === CHANNEL ? deliveryContext.to : undefined)) : undefined;
  const sender = messageChannel === CHANNEL && typeof requesterSenderId === "string" ? { sender: requesterSenderId } : {};
  const amongOthers = messageChannel !== CHANNEL && isShared(sessionKey);
  return { current: here, isOwner: senderIsOwner === true && !amongOthers, ...sender };
}
