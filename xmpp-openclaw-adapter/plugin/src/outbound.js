import { createMessageReceiptFromOutboundResults, defineChannelMessageAdapter } from "openclaw/plugin-sdk/channel-outbound";
import { PlatformMessageNotDispatchedError } from "openclaw/plugin-sdk/error-runtime";
import { randomUUID } from "node:crypto";
import { suppressesPrompt } from "./approvals.js";
import { defaultAccountId } from "./config.js";
import { BACK_SOON } from "./insist.js";
import { withOutboundMedia } from "./media-out.js";
import { CHANNEL, SEND_TIMEOUT_MS } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { addressOf } from "./targets.js";

export const TEXT_CHUNK_LIMIT = 4_000;

async function sendText(ctx) {
  return await post(ctx, { text: ctx.text }, "text");
}

async function sendMedia(ctx) {
  const media = {
    url: ctx.mediaUrl,
    mediaAccess: ctx.mediaAccess,
    mediaLocalRoots: ctx.mediaLocalRoots,
    mediaReadFile: ctx.mediaReadFile,
  };
  return await withOutboundMedia(ctx.cfg, accountOf(ctx), media, (file) =>
    post(ctx, { ...(ctx.text?.trim() ? { text: ctx.text } : {}), media: file }, "media"),
  );
}

async function post(ctx, content, kind) {
  const request = {
    ...addressOf(ctx.to),
    ...content,
    ...(ctx.threadId ? { thread: String(ctx.threadId) } : {}),
    ...(ctx.replyToId ? { replyTo: { id: String(ctx.replyToId), ...(ctx.deliveryQueueId ? { ifKnown: true } : {}) } } : {}),
    key: keyOf(ctx),
  };
  const sent = await callSidecar(accountOf(ctx), "message.send", request, { timeoutMs: SEND_TIMEOUT_MS, signal: ctx.signal }).catch((error) => {
    throw forQueue(ctx, error);
  });
  return {
    messageId: sent.id,
    receipt: createMessageReceiptFromOutboundResults({
      results: (sent.ids ?? [sent.id]).map((messageId) => ({ channel: CHANNEL, messageId, conversationId: ctx.to })),
      kind,
    }),
  };
}

/** The host's queue delivers later what it is told was not sent, else never; the key makes that one message. */
function forQueue({ deliveryQueueId }, error) {
  if (!deliveryQueueId || !BACK_SOON.has(error?.kind)) return error;
  return new PlatformMessageNotDispatchedError(error.message, { cause: error });
}

/** A delivery that the host repeats has the same key, so the sidecar sends it once; others have no such promise. */
function keyOf({ deliveryQueueId, deliveryPartIndex, preparedMessageId }) {
  if (deliveryQueueId) return `${deliveryQueueId}p${deliveryPartIndex ?? 0}`;
  return preparedMessageId ?? randomUUID();
}

function accountOf({ cfg, accountId }) {
  return accountId ?? defaultAccountId(cfg);
}

export const messageAdapter = defineChannelMessageAdapter({
  id: CHANNEL,
  durableFinal: { capabilities: { text: true, media: true, replyTo: true, thread: true, messageSendingHooks: true } },
  send: { text: sendText, media: sendMedia },
});

export const outbound = {
  base: {
    deliveryMode: "direct",
    textChunkLimit: TEXT_CHUNK_LIMIT,
    chunkerMode: "markdown",
    shouldSuppressLocalPayloadPrompt: ({ cfg, accountId, payload }) => suppressesPrompt(cfg, accountId, payload),
  },
  attachedResults: { channel: CHANNEL, sendText, sendMedia },
};
