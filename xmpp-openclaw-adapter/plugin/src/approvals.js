import {
  createChannelExecApprovalProfile,
  isChannelExecApprovalClientEnabledFromConfig,
  matchesApprovalRequestFilters,
} from "openclaw/plugin-sdk/approval-client-runtime";
import { createApproverRestrictedNativeApprovalCapability } from "openclaw/plugin-sdk/approval-delivery-runtime";
import { createLazyChannelApprovalNativeRuntimeAdapter } from "openclaw/plugin-sdk/approval-handler-adapter-runtime";
import {
  createChannelApproverDmTargetResolver,
  createChannelNativeOriginTargetResolver,
  doesApprovalRequestSelectChannelAccount,
} from "openclaw/plugin-sdk/approval-native-runtime";
import { approvalSettings, approversOf, personOf } from "./approvers.js";
import { defaultAccountId, listAccountIds } from "./config.js";
import { live } from "./live.js";
import { CHANNEL } from "./protocol.js";

/** What the host asks before it does something, and who may say yes. The questions themselves are in approval-cards.js. */

/** The host asks with the configuration that the account was started with; who is asked, and where, may have changed since. */
const now = (cfg) => live().runtime?.config.current() ?? cfg;

const approversNow = ({ cfg, accountId }) => approversOf(now(cfg), accountId);

const profile = createChannelExecApprovalProfile({
  resolveConfig: ({ cfg, accountId }) => approvalSettings(now(cfg), accountId),
  resolveApprovers: approversNow,
  normalizeSenderId: personOf,
  matchesRequestAccount: (params) => {
    const accountId = params.accountId ?? defaultAccountId(params.cfg);
    return doesApprovalRequestSelectChannelAccount({
      ...params,
      channel: CHANNEL,
      defaultAccountId: defaultAccountId(params.cfg),
      eligibleAccountIds: isEligible({ ...params, accountId }) ? [accountId] : [],
    });
  },
  fallbackAgentIdFromSessionKey: true,
});

function isEligible({ cfg, accountId, request }) {
  const { enabled, agentFilter, sessionFilter } = approvalSettings(now(cfg), accountId);
  return (
    isChannelExecApprovalClientEnabledFromConfig({ enabled, approverCount: approversNow({ cfg, accountId }).length }) &&
    matchesApprovalRequestFilters({ request: request.request, agentFilter, sessionFilter, fallbackAgentIdFromSessionKey: true })
  );
}

function describeSetup({ accountId }) {
  const prefix = accountId && accountId !== "default" ? `channels.xmpp.accounts.${accountId}` : "channels.xmpp";
  return `Approve it in the web or terminal UI for now. To be asked over XMPP set \`${prefix}.execApprovals.approvers\` or \`commands.ownerAllowFrom\`.`;
}

const shouldHandleRequest = (params) => profile.shouldHandleRequest(params);

export const approvalCapability = createApproverRestrictedNativeApprovalCapability({
  channel: CHANNEL,
  channelLabel: "XMPP",
  describeExecApprovalSetup: describeSetup,
  describePluginApprovalSetup: describeSetup,
  listAccountIds,
  hasApprovers: (params) => approversNow(params).length > 0,
  isExecAuthorizedSender: profile.isApprover,
  isPluginAuthorizedSender: profile.isApprover,
  isNativeDeliveryEnabled: profile.isClientEnabled,
  resolveNativeDeliveryMode: profile.resolveTarget,
  requireMatchingTurnSourceChannel: true,
  resolveSuppressionAccountId: ({ target, request }) => target.accountId?.trim() || request.request.turnSourceAccountId?.trim() || undefined,
  resolveOriginTarget: createChannelNativeOriginTargetResolver({
    channel: CHANNEL,
    shouldHandleRequest,
    resolveTurnSourceTarget: ({ request }) =>
      request.turnSourceChannel === CHANNEL && request.turnSourceTo
        ? { to: request.turnSourceTo, threadId: request.turnSourceThreadId ?? undefined }
        : null,
    resolveSessionTarget: ({ to, threadId }) => ({ to, threadId }),
  }),
  resolveApproverDmTargets: createChannelApproverDmTargetResolver({
    shouldHandleRequest,
    resolveApprovers: approversNow,
    mapApprover: (jid) => ({ to: jid }),
  }),
  notifyOriginWhenDmOnly: true,
  nativeRuntime: createLazyChannelApprovalNativeRuntimeAdapter({
    eventKinds: ["exec", "plugin", "system-agent"],
    // Asked once, when the account starts; there may be an owner only later.
    isConfigured: () => true,
    shouldHandle: ({ cfg, accountId, request }) => shouldHandleRequest({ cfg, accountId, request }),
    load: async () => (await import("./approval-cards.js")).approvalCards,
  }),
});

/** Whether the host's own line about an approval is left out, because a card asks already. */
export function suppressesPrompt(cfg, accountId, payload) {
  return profile.shouldSuppressLocalPrompt({ cfg, accountId, payload });
}
