import { resolveApprovalOverGateway } from "openclaw/plugin-sdk/approval-gateway-runtime";
import { buildChannelApprovalNativeTargetKey } from "openclaw/plugin-sdk/approval-native-runtime";
import { answerOf, cardIdOf, expiredText, gone, isStale, partsOf, pendingCard, resolvedText } from "./approval-text.js";
import { approversOf } from "./approvers.js";
import { defaultAccountId } from "./config.js";
import { insist } from "./insist.js";
import { live, runtime } from "./live.js";
import { CHANNEL } from "./protocol.js";
import { addressOf } from "./targets.js";

const CLOSE_PATIENCE_MS = 60 * 60_000;

/** The host's approvals as cards of the sidecar; the shape is the host's. */
export const approvalCards = {
  presentation: {
    buildPendingPayload: ({ view, request, nowMs }) => pendingCard(view, request, nowMs),
    buildResolvedResult: ({ view }) => ({ kind: "update", payload: { text: resolvedText(view) } }),
    buildExpiredResult: ({ view }) => ({ kind: "update", payload: { text: expiredText(view) } }),
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
      await insist(() => account.call("card.open", card), account.abortSignal, { until: Date.parse(card.expiresAt) });
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

/** How an approval ended that was settled elsewhere only the host knows: the card must not say that nobody answered. */
async function close(accountId, cardId, text) {
  const account = running(accountId);
  if (!account) return;
  await insist(() => account.call("card.close", { cardId, ...(text ? { text } : {}) }), account.abortSignal, { until: Date.now() + CLOSE_PATIENCE_MS });
}

/**
 * The sidecar's `card.answer`: somebody who was an approver when the card was shown has answered it. The host takes the first
 * answer of all places.
 */
export async function answerCard(account, { cardId, choice, sender }) {
  const { approvalKind, approvalId } = partsOf(cardId);
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
    return answerOf(result, choice);
  } catch (error) {
    if (!isStale(error)) throw error;
    return gone();
  }
}
