import { defaultAccountId, resolveAccount } from "./config.js";

/**
 * Who may answer for the agent: `execApprovals.approvers` of the account, else the owners of the host. Only people by name: an
 * owner list that says "everybody" makes nobody an approver.
 *
 * @returns bare JIDs
 */
export function approversOf(cfg, accountId) {
  const { execApprovals } = resolveAccount(cfg, accountId ?? defaultAccountId(cfg)).config;
  const explicit = execApprovals?.approvers ?? [];
  const named = explicit.length > 0 ? explicit : (cfg.commands?.ownerAllowFrom ?? []);
  return [...new Set((Array.isArray(named) ? named : []).map(personOf).filter(Boolean))];
}

/** The bare JID that an entry names, or undefined when it names no single person. */
export function personOf(entry) {
  const text = String(entry ?? "").trim().toLowerCase();
  const jid = text.startsWith("xmpp:") ? text.slice("xmpp:".length) : text;
  return /^[^\s@/:*]+@[^\s@/:*]+$/u.test(jid) ? jid : undefined;
}

/** The account's settings of approvals: they are on as soon as there is somebody to ask. */
export function approvalSettings(cfg, accountId) {
  const { config, enabled } = resolveAccount(cfg, accountId ?? defaultAccountId(cfg));
  return { ...config.execApprovals, enabled: enabled === false ? false : (config.execApprovals?.enabled ?? "auto") };
}
