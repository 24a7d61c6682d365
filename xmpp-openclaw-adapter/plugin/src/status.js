import { callSidecar } from "./rpc.js";

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

/** Rooms that could not be entered, and accounts that stand still, as `channels status` and doctor list them. */
export function collectStatusIssues(snapshots) {
  return snapshots.flatMap((snapshot) => {
    const rooms = snapshot.probe?.session?.rooms ?? [];
    return rooms
      .filter(({ problem }) => problem)
      .map(({ jid, problem }) => ({
        channel: "xmpp",
        accountId: snapshot.accountId,
        kind: "runtime",
        message: `room ${jid}: ${problem}`,
      }));
  });
}

export const defaultRuntime = {
  accountId: "default",
  running: false,
  lastStartAt: null,
  lastStopAt: null,
  lastError: null,
};
