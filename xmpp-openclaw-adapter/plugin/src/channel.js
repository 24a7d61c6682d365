import { createChatChannelPlugin } from "openclaw/plugin-sdk/channel-core";
import { actions } from "./actions.js";
import { approvalCapability } from "./approvals.js";
import {
  defaultAccountId,
  deleteAccount,
  hasConfiguredState,
  inspectAccount,
  isConfigured,
  listAccountIds,
  missingFields,
  resolveAccount,
  setAccountEnabled,
} from "./config.js";
import { directory } from "./directory.js";
import { normalizeEntry } from "./identity.js";
import { requiresMention, roomSetting } from "./ingress-policy.js";
import { live } from "./live.js";
import { messageAdapter, outbound } from "./outbound.js";
import { CHANNEL } from "./protocol.js";
import { reload } from "./reload.js";
import { callSidecar } from "./rpc.js";
import { setupContract } from "./setup.js";
import { buildAccountSnapshot, collectPreviewWarnings, collectStatusIssues, defaultRuntime, probeAccount } from "./status.js";
import { resolveTarget } from "./resolve-target.js";
import { addressOf, bareJid, chatTypeOf, normalizeTarget, parseTarget } from "./targets.js";
import { setupWizard } from "./wizard.js";

/** The XMPP channel as the host sees it. */
export const xmppPlugin = createChatChannelPlugin({
  base: {
    id: CHANNEL,
    meta: {
      id: CHANNEL,
      label: "XMPP",
      selectionLabel: "XMPP (Jabber)",
      detailLabel: "XMPP account",
      docsPath: "/channels/xmpp",
      blurb: "an open network with servers of your choice: direct chats, rooms, threads, files.",
      aliases: ["jabber"],
      markdownCapable: true,
      quickstartAllowFrom: true,
    },
    capabilities: {
      chatTypes: ["direct", "group", "thread"],
      reactions: true,
      edit: true,
      unsend: true,
      reply: true,
      threads: true,
      media: true,
    },
    reload,
    config: {
      listAccountIds,
      resolveAccount,
      inspectAccount,
      defaultAccountId,
      setAccountEnabled,
      deleteAccount,
      isEnabled: ({ enabled }) => enabled,
      isConfigured: (account) => isConfigured(account),
      unconfiguredReason: (account) => missingFields(account),
      describeAccount: ({ accountId, name, enabled, configured, config }) => ({
        accountId,
        name,
        enabled,
        configured,
        identity: config.jid,
        dmPolicy: config.dmPolicy ?? "pairing",
      }),
      resolveAllowFrom: ({ cfg, accountId }) => resolveAccount(cfg, accountId).config.allowFrom ?? [],
      formatAllowFrom: ({ allowFrom }) => allowFrom.map(normalizeEntry),
      resolveDefaultTo: ({ cfg, accountId }) => resolveAccount(cfg, accountId).config.defaultTo,
      hasConfiguredState,
    },
    setupWizard,
    setupContract,
    gateway: {
      startAccount: async (ctx) => (await import("./account.js")).startAccount(ctx),
      stopAccount: async (ctx) => (await import("./account.js")).stopAccount(ctx),
    },
    doctor: { collectPreviewWarnings },
    status: { defaultRuntime, probeAccount, buildAccountSnapshot, collectStatusIssues },
    groups: {
      resolveRequireMention: ({ cfg, accountId, groupId }) =>
        groupId ? requiresMention(resolveAccount(cfg, accountId).config, roomOf(groupId)) : undefined,
      resolveToolPolicy: ({ cfg, accountId, groupId }) =>
        groupId ? roomSetting(resolveAccount(cfg, accountId).config, roomOf(groupId), "tools") : undefined,
    },
    messaging: {
      targetPrefixes: ["xmpp", "jabber"],
      targetIdComparison: "lowercase",
      normalizeTarget,
      inferTargetChatType: ({ to }) => chatTypeOf(to),
      targetResolver: { looksLikeId: (raw) => raw.trim() !== "", hint: "user@host, room:name@host, or a contact's name", resolveTarget },
    },
    directory,
    actions,
    approvalCapability,
    message: messageAdapter,
    heartbeat: {
      sendTyping: (params) => setTyping(params, "composing"),
      clearTyping: (params) => setTyping(params, "active"),
    },
  },
  security: {
    // The host's doctor gives the account as it was inspected, without its settings.
    resolveDmPolicy: ({ cfg, accountId, account }) => {
      const config = account?.config ?? resolveAccount(cfg, accountId ?? account?.accountId).config;
      return {
        policy: config.dmPolicy ?? "pairing",
        allowFrom: config.allowFrom ?? [],
        policyPath: "channels.xmpp.dmPolicy",
        allowFromPath: "channels.xmpp.",
        approveHint: "openclaw pairing approve xmpp <code>",
        normalizeEntry,
      };
    },
  },
  pairing: {
    text: {
      idLabel: "XMPP address",
      message: "",
      normalizeAllowEntry: normalizeEntry,
      // The sidecar greets everybody whom the store gained, however he was approved.
      notify: async ({ cfg, accountId }) => {
        const account = live().accounts.get(accountId ?? defaultAccountId(cfg));
        if (!account) throw new Error("The XMPP account is not running here; the greeting follows when it starts.");
        await account.pairing.refresh();
      },
    },
  },
  threading: {
    threadAddressing: "message",
    resolveReplyToMode: ({ cfg, accountId }) => resolveAccount(cfg, accountId).config.replyToMode ?? "off",
    buildToolContext: ({ context, hasRepliedRef }) => ({
      currentChannelId: context.To,
      currentMessageId: context.CurrentMessageId,
      currentThreadTs: context.MessageThreadId === undefined ? undefined : String(context.MessageThreadId),
      hasRepliedRef,
    }),
    resolveAutoThreadId: ({ to, toolContext }) =>
      toolContext?.currentThreadTs && normalizeTarget(to) === normalizeTarget(toolContext.currentChannelId)
        ? toolContext.currentThreadTs
        : undefined,
  },
  outbound,
});

function roomOf(groupId) {
  return bareJid(parseTarget(groupId)?.jid ?? String(groupId).toLowerCase());
}

async function setTyping({ cfg, to, accountId }, state) {
  const { to: jid, kind = "direct" } = addressOf(to);
  await callSidecar(accountId ?? defaultAccountId(cfg), "chatstate.set", { to: jid, kind, state });
}
