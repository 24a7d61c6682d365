import { XmppError } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { addressOf } from "./targets.js";
import { asLine } from "./untrusted.js";

/** Tells the sender of a message how far the agent has read; where nobody wants to know, why not. */
export async function markRead({ accountId, asker }, { messageId, conversation = asker.current }) {
  if (typeof messageId !== "string" || !messageId.trim()) throw new XmppError("CONFIGURATION", "Name the message in messageId.");
  if (!conversation) throw new XmppError("CONFIGURATION", "Name the conversation.");
  const { marked, reason } = await callSidecar(accountId, "marker.set", { ...addressOf(conversation), id: messageId.trim() });
  return { ok: true, marked, ...(reason ? { reason: asLine(reason) } : {}) };
}
