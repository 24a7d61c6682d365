import { jsonResult } from "openclaw/plugin-sdk/channel-actions";
import { allowedActions, requireAction, requireGroup } from "./action-gate.js";
import { defaultAccountId } from "./config.js";
import { readHistory } from "./history.js";
import { ROOM_HANDLERS, ROOM_SCHEMA } from "./room-actions.js";
import { callSidecar } from "./rpc.js";
import { CHANNEL, XmppError } from "./protocol.js";
import { addressOf, isShared } from "./targets.js";
import { asLine } from "./untrusted.js";

const ERROR_LIMIT = 500;
/** By the host's names; each is in a group of the gate's table. */
const HANDLERS = {
  send,
  react,
  edit,
  unsend,
  delete: unsend,
  reply,
  read,
  search,
  ...ROOM_HANDLERS,
};
const ACTIONS = Object.keys(HANDLERS);
const MEDIA = ["media", "mediaUrl", "mediaUrls", "attachments", "buffer", "path", "filePath", "fileUrl", "voiceText"];

/** What the agent's message tool can do here, as far as the setting `actions` allows it. */
export const actions = {
  describeMessageTool: (context) => ({
    actions: allowedActions(context, ACTIONS),
    schema: { properties: ROOM_SCHEMA, actions: Object.keys(ROOM_HANDLERS), visibility: "all-configured" },
  }),
  supportsAction: ({ action }) => Object.hasOwn(HANDLERS, action),
  handleAction: async (ctx) => {
    try {
      if (!Object.hasOwn(HANDLERS, ctx.action)) {
        throw new XmppError("UNSUPPORTED", `XMPP has no action ${ctx.action}. There are: ${ACTIONS.join(", ")}.`);
      }
      requireAction(ctx, ctx.action);
      const result = await HANDLERS[ctx.action](ctx);
      return result === null ? null : jsonResult(result);
    } catch (error) {
      // The model gets an answer to think about; the command line, an exit code.
      if (!ctx.toolContext) throw error;
      return jsonResult({ ok: false, kind: error?.kind ?? "STATE", error: asLine(error?.message ?? error, ERROR_LIMIT) });
    }
  },
};

/** Only the gate is here: what passes it goes on, by the host, to the message adapter. */
function send(ctx) {
  if (hasFile(ctx)) requireGroup(ctx, "media", "sending files");
  return null;
}

function hasFile({ params }) {
  return MEDIA.some((name) => params[name]?.length > 0);
}

/** Better no answer than half of one of which the model believes that it is whole. */
function requireNoFile(ctx) {
  if (hasFile(ctx)) throw new XmppError("UNSUPPORTED", `${ctx.action} takes a text only. Send the file with send, and replyTo if it answers a message.`);
}

async function react(ctx) {
  const { emoji, remove } = ctx.params;
  const taken = remove === true || remove === "true";
  if (!emoji && !taken) throw new XmppError("CONFIGURATION", "react needs an emoji, or remove: true.");
  const answer = await call(ctx, taken ? "reaction.remove" : "reaction.add", {
    ...conversation(ctx),
    id: messageId(ctx),
    ...(emoji ? { emoji } : {}),
  });
  return { ok: true, emojis: answer.emojis };
}

async function edit(ctx) {
  requireNoFile(ctx);
  const answer = await call(ctx, "message.edit", { ...conversation(ctx), id: messageId(ctx), text: text(ctx) });
  return { ok: true, messageId: answer.id };
}

async function unsend(ctx) {
  await call(ctx, "message.retract", { ...conversation(ctx), id: messageId(ctx) });
  return { ok: true };
}

async function reply(ctx) {
  requireNoFile(ctx);
  const { threadId } = ctx.params;
  const thread = threadId ?? ctx.toolContext?.currentThreadTs;
  const answer = await call(ctx, "message.send", {
    ...conversation(ctx),
    text: text(ctx),
    replyTo: { id: messageId(ctx) },
    ...(thread ? { thread: String(thread) } : {}),
    // Its own kind of key: a word of the model's must not be the key of an answer, which would then be taken for sent.
    ...(ctx.params.idempotencyKey ? { key: `tool:${ctx.params.idempotencyKey}` } : {}),
  });
  return { ok: true, messageId: answer.id };
}

/** Also with a text to look for: in a direct chat the host lets no plugin but its own search. */
function read(ctx) {
  return readHistory(ctx, askerOf(ctx), ctx.params);
}

function search(ctx) {
  if (!ctx.params.query) throw new XmppError("CONFIGURATION", "search needs a query.");
  return readHistory(ctx, askerOf(ctx), ctx.params);
}

/**
 * The operator at the command line has no turn; all else is the host's word, never the model's. The owner among others, on another channel, is
 * not alone.
 */
function askerOf({ toolContext, senderIsOwner, sessionKey, conversationReadOrigin }) {
  const elsewhere = (toolContext?.currentChannelProvider ?? CHANNEL) !== CHANNEL;
  return {
    current: elsewhere ? undefined : (toolContext?.currentMessagingTarget ?? toolContext?.currentChannelId),
    isOwner: senderIsOwner === true && !(elsewhere && isShared(sessionKey)),
    isOperator: !toolContext && conversationReadOrigin === "direct-operator",
  };
}

function call(ctx, method, params) {
  return callSidecar(ctx.accountId ?? defaultAccountId(ctx.cfg), method, params);
}

function conversation({ params, toolContext }) {
  const target = params.to ?? params.target ?? toolContext?.currentMessagingTarget ?? toolContext?.currentChannelId;
  if (!target) throw new XmppError("CONFIGURATION", "Name the conversation in target.");
  return addressOf(target);
}

function messageId({ params, toolContext }) {
  const id = params.messageId ?? toolContext?.currentMessageId;
  if (!id) throw new XmppError("CONFIGURATION", "Name the message in messageId.");
  return String(id);
}

function text({ params }) {
  const value = params.message ?? params.text;
  if (typeof value !== "string" || !value.trim()) throw new XmppError("CONFIGURATION", "message must not be empty.");
  return value;
}
