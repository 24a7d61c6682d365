import { hasConfiguredState, listAccountIds, resolveAccount } from "./config.js";
import { CHANNEL } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { unknownSettings } from "./unknown-settings.js";
import { asLine } from "./untrusted.js";

const MANY_WAITING = 20;
const DOCTOR_TIMEOUT_MS = 20_000;

/** Asks the sidecar for a sign of life, with what else it knows of the account. */
export async function probeAccount({ account, timeoutMs }) {
  const options = { timeoutMs: Math.max(timeoutMs ?? 10_000, 1_000) };
  try {
    const [probe, { accounts }] = await Promise.all([
      callSidecar(account.accountId, "probe", {}, options),
      callSidecar(account.accountId, "status", {}, options),
    ]);
    return { ...probe, session: accounts?.find(({ accountId }) => accountId === account.accountId) };
  } catch (error) {
    return { ok: false, elapsedMs: 0, error: String(error?.message ?? error) };
  }
}

/** What `channels status` shows of one account. */
export function buildAccountSnapshot({ account, runtime, probe }) {
  const session = probe?.session;
  return {
    accountId: account.accountId,
    name: account.name,
    enabled: account.enabled,
    configured: account.configured,
    identity: session?.jid ?? account.config.jid,
    baseUrl: session?.server ?? probe?.server ?? account.config.server,
    ...(session?.tls ? { mode: [session.tls, session.sasl].filter(Boolean).join(" ") } : {}),
    dmPolicy: account.config.dmPolicy ?? "pairing",
    allowFrom: (account.config.allowFrom ?? []).map(String),
    running: runtime?.running ?? false,
    connected: runtime?.connected,
    lifecycle: runtime?.lifecycle,
    terminalDisconnect: runtime?.terminalDisconnect,
    reconnectAttempts: runtime?.reconnectAttempts,
    restartPending: runtime?.restartPending,
    lastStartAt: runtime?.lastStartAt ?? null,
    lastStopAt: runtime?.lastStopAt ?? null,
    lastConnectedAt: runtime?.lastConnectedAt ?? null,
    lastError: runtime?.lastError ?? null,
    lastInboundAt: runtime?.lastInboundAt ?? null,
    lastOutboundAt: runtime?.lastOutboundAt ?? null,
    ...(probe ? { probe: flattened(probe) } : {}),
  };
}

/** The probe with an error in words, as the host prints it. */
function flattened({ error, ...probe }) {
  return error ? { ...probe, error: typeof error === "string" ? error : error.message } : probe;
}

/** What is wrong with accounts and their rooms, as `channels status` and doctor list it. */
export function collectStatusIssues(snapshots) {
  return snapshots.flatMap(({ accountId, probe }) => {
    const { rooms = [], error, storeProblem, inboxWaiting } = probe?.session ?? {};
    return [
      ...rooms.filter(({ problem }) => problem).map(({ jid, problem }) => `room ${jid}: ${problem}`),
      ...(error ? [error.message] : []),
      ...(storeProblem && storeProblem !== error?.message ? [storeProblem] : []),
      ...(inboxWaiting > MANY_WAITING ? [`${inboxWaiting} messages wait for OpenClaw to take them over`] : []),
    ].map((message) => ({ channel: CHANNEL, accountId, kind: "runtime", message: asLine(message, 500) }));
  });
}

/** What `openclaw doctor` says of us: settings that are not known, and the findings of each account in the gateway. */
export async function collectPreviewWarnings({ cfg }) {
  const unknown = unknownSettings(cfg).map(
    ({ path, nearest }) => `- ${path} is no setting${nearest ? `; did you mean ${nearest}?` : ""}`,
  );
  if (!hasConfiguredState({ cfg })) return unknown;
  const { examine } = await import("./cli.js");
  const used = listAccountIds(cfg).filter((accountId) => {
    const { enabled, configured } = resolveAccount(cfg, accountId);
    return enabled && configured;
  });
  const { unknownAgents } = await import("./route.js");
  const lost = used
    .map((accountId) => resolveAccount(cfg, accountId).config)
    .flatMap((config) => [...unknownAgents(cfg, config), ...silencedByTools(config)])
    .map((problem) => `- ${asLine(problem, 500)}`);
  const examined = used.map(async (accountId) => {
    try {
      const { findings } = await examine(cfg, accountId, DOCTOR_TIMEOUT_MS);
      return findings
        .filter(({ level }) => level !== "info")
        .map(({ what, cure }) => `- channels.xmpp (${accountId}): ${asLine([what, cure].filter(Boolean).join(" "), 1_000)}`);
    } catch (error) {
      return [`- channels.xmpp (${accountId}) was not examined: ${asLine(error?.message ?? error, 500)}`];
    }
  });
  return [...unknown, ...new Set(lost), ...(await Promise.all(examined)).flat()];
}

/** The rooms from which nobody may write privately although the settings say that people may. */
function silencedByTools({ mucPrivateMessages = "disabled", mucRooms = {} }) {
  if (mucPrivateMessages === "disabled") return [];
  return Object.entries(mucRooms)
    .filter(([, { tools }]) => tools !== undefined)
    .map(([room]) => `channels.xmpp.mucRooms.${room}.tools: private messages ${room === "*" ? "in rooms" : "from this room"} are not answered, since these tools would not hold there.`);
}

export const defaultRuntime = {
  accountId: "default",
  running: false,
  lastStartAt: null,
  lastStopAt: null,
  lastError: null,
};
