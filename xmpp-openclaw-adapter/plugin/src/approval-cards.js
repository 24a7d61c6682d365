import { resolveApprovalOverGateway } from "openclaw/plugin-sdk/approval-gateway-runtime";
import { buildChannelApprovalNativeTargetKey } from "openclaw/plugin-sdk/approval-native-runtime";
import { approversOf } from "./approvers.js";
import { defaultAccountId } from "./config.js";
import { insist } from "./insist.js";
import { live, runtime } from "./live.js";
import { CHANNEL } from "./protocol.js";
import { addressOf } from "./targets.js";
import { asLine, asText } from "./untrusted.js";

const EMOJIS = { "allow-once": ["👍", "✅"], "allow-always": ["♾️", "💯"], deny: ["👎", "❌", "🚫"] };
const WORDS = { "allow-once": "Allowed once", "allow-always": "Allowed always", deny: "Denied" };
const STALE = new Set(["APPROVAL_NOT_FOUND", "APPROVAL_ALREADY_RESOLVED"]);
// So that a card is one message in every client.
const MAX_COMMAND = 2_000;

/** The host's approvals as cards of the sidecar; the shape is the host's. */
export const approvalCards = {
  presentation: {
    buildPendingPayload: ({ view, request, nowMs }) => pendingCard(view, request, nowMs),
    buildResolvedResult: ({ view }) => ({ kind: "update", payload: { text: resolvedText(view) } }),
    buildExpiredResult: ({ view }) => ({ kind: "update", payload: { text: `⌛ No longer open: nobody answered in time.\n${titleOf(view)}` } }),
  },
  transport: {
    prepareTarget: ({ plannedTarget: { target } }) => ({ dedupeKey: buildChannelApprovalNativeTargetKey(target), target }),
    deliverPending: async ({ accountId, preparedTarget, request, approvalKind, pendingPayload }) => {
      const account = running(accountId);
      if (!account) return null;
      const cardId = cardIdOf(approvalKind, request.id, preparedTarget.to);
      const card = {
        cardId,
        ...addressOf(preparedTarget.to),
        ...(preparedTarget.threadId ? { thread: String(preparedTarget.threadId) } : {}),
        ...pendingPayload,
        approvers: approversOf(account.core.config.current(), account.accountId),
      };
      // The same card twice is one card.
      await insist(() => account.call("card.open", card), account.abortSignal);
      return { cardId };
    },
    updateEntry: async ({ accountId, entry, payload }) => await close(accountId, entry.cardId, payload.text),
    deleteEntry: async ({ accountId, entry }) => await close(accountId, entry.cardId),
  },
  interactions: {
    cancelDelivered: async ({ accountId, entry }) => await close(accountId, entry.cardId, "No longer open."),
  },
  observe: {
    onDeliveryError: ({ accountId, error }) => running(accountId)?.log.error(`approval not asked: ${error?.message ?? error}`),
  },
};

function running(accountId) {
  return live().accounts.get(accountId ?? defaultAccountId(runtime().config.current()));
}

async function close(accountId, cardId, text) {
  await running(accountId)?.call("card.close", { cardId, ...(text ? { text } : {}) });
}

/** An approval may be asked in several places: each is a card. */
export function cardIdOf(approvalKind, approvalId, to) {
  return [approvalKind, approvalId, to].map(encodeURIComponent).join("|");
}

/** What a card is about, for those who answer and for those who read of it later. */
export function pendingCard(view, request, nowMs) {
  const choices = view.actions
    .filter(({ decision }) => Object.hasOwn(EMOJIS, decision))
    .map(({ decision, label }) => ({
      value: decision,
      label,
      command: `/approve ${view.approvalId} ${decision}`,
      emojis: EMOJIS[decision],
    }));
  const expiresAtMs = view.expiresAtMs ?? request.expiresAtMs;
  const minutes = Math.max(1, Math.round((expiresAtMs - nowMs) / 60_000));
  const how = choices.map(({ label, command, emojis }, index) => `${index + 1}. ${emojis[0]} ${label}: ${command}`);
  const text = [
    `🔒 ${headOf(view)}`,
    ...detailsOf(view),
    "",
    "Answer with a reaction to this message, a reply with the number, or the command:",
    ...how,
    `It is open for ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
  ].join("\n");
  return { title: titleOf(view), text, choices, expiresAt: new Date(expiresAtMs).toISOString() };
}

function headOf(view) {
  if (view.approvalKind === "exec") return "May I run this command?";
  return `May I do this? ${asLine(view.operationSummary ?? view.title, 300)}`;
}

function detailsOf(view) {
  const lines = [];
  if (view.warningText?.trim()) lines.push(`⚠️ ${asLine(view.warningText, 300)}`);
  if (view.approvalKind === "exec") {
    const command = asText(view.commandText);
    const shown = command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command;
    lines.push("```", shown.replaceAll("```", "'''"), "```");
  } else if (view.description?.trim()) {
    lines.push(asLine(view.description, 500));
  }
  const where = [view.cwd && `in ${asLine(view.cwd, 200)}`, view.host && `on ${asLine(view.host, 60)}`, view.agentId && `agent ${asLine(view.agentId, 60)}`];
  if (where.some(Boolean)) lines.push(where.filter(Boolean).join(", "));
  return lines;
}

function titleOf(view) {
  if (view.approvalKind === "exec") return `Run: ${asLine(view.commandPreview ?? view.commandText, 150)}`;
  return asLine(view.operationSummary ?? view.title, 150);
}

function resolvedText(view) {
  const word = WORDS[view.decision] ?? asLine(String(view.decision ?? "Settled"), 40);
  const by = view.resolvedBy ? ` by ${asLine(view.resolvedBy, 80)}` : "";
  return `${view.decision === "deny" ? "❌" : "✅"} ${word}${by}.\n${titleOf(view)}`;
}

/**
 * The sidecar's `card.answer`: somebody who was an approver when the card was shown has answered it. The host takes the first
 * answer of all places.
 */
export async function answerCard(account, { cardId, choice, sender }) {
  const [approvalKind, approvalId] = cardId.split("|").map(decodeURIComponent);
  const cfg = account.core.config.current();
  if (!approversOf(cfg, account.accountId).includes(sender)) {
    return { accepted: false, open: true, reason: "You may no longer answer this question." };
  }
  try {
    const result = await resolveApprovalOverGateway({
      cfg,
      approvalId,
      approvalKind,
      decision: choice,
      channel: CHANNEL,
      accountId: account.accountId,
      senderId: sender,
      clientDisplayName: "XMPP approval",
    });
    return result?.applied === false ? gone() : { accepted: true, open: false };
  } catch (error) {
    if (!isStale(error)) throw error;
    return gone();
  }
}

function gone() {
  return { accepted: false, open: false, reason: "This question is no longer open." };
}

function isStale(error) {
  return (
    STALE.has(error?.gatewayCode) ||
    STALE.has(error?.details?.reason) ||
    /unknown or expired approval|approval expired or not found|approval already resolved/i.test(String(error?.message))
  );
}
