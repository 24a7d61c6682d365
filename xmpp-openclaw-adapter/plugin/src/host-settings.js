import { approvalSettings, approversOf } from "./approvers.js";
import { DEFAULT_ACCOUNT, section } from "./config.js";
import { CHANNEL } from "./protocol.js";

/** What the sidecar's doctor judges of the host's configuration, as docs/protocol.md has it; what is not set is left out. */
export function hostSettings(cfg, accountId) {
  const { messages, session, commands, approvals } = cfg ?? {};
  return known({
    visibleReplies: messages?.groupChat?.visibleReplies ?? messages?.visibleReplies,
    dmScope: session?.dmScope,
    sessionReset: modeOf(session?.resetByChannel?.[CHANNEL] ?? session?.reset),
    ownerAllowFrom: listOf(commands?.ownerAllowFrom),
    commandsAllowFrom: listOf(commands?.allowFrom?.[CHANNEL] ?? commands?.allowFrom?.["*"]),
    // Either way somebody is asked.
    execApprovals: approvals?.exec?.enabled || asksSomebody(cfg, accountId) || undefined,
    passwordIsPlain: passwordIsPlain(cfg, accountId),
  });
}

/** Whether the password itself stands in the file; one that comes from the environment does not. */
function passwordIsPlain(cfg, accountId = DEFAULT_ACCOUNT) {
  const xmpp = section(cfg);
  const password = xmpp.accounts?.[accountId]?.password ?? xmpp.password;
  // The host reads "${NAME}" as a reference too.
  return typeof password === "string" && password !== "" && !/^\$\{[A-Z][A-Z0-9_]*\}$/.test(password);
}

function asksSomebody(cfg, accountId) {
  return approvalSettings(cfg ?? {}, accountId).enabled !== false && approversOf(cfg ?? {}, accountId).length > 0;
}

function modeOf(reset) {
  return typeof reset === "object" ? reset?.mode : reset;
}

function listOf(entries) {
  return Array.isArray(entries) ? entries.map(String) : undefined;
}

function known(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== null));
}
