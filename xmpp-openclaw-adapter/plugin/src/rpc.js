import { live } from "./live.js";
import { SEND_TIMEOUT_MS } from "./protocol.js";

const GATEWAY_METHOD = "xmpp.rpc";
const TIMEOUT_MS = 60_000;
const LONGEST_TIMEOUT_MS = SEND_TIMEOUT_MS;
// What another process may ask the gateway's sidecar for: what the message tool and the status commands need.
const RELAYED = new Set([
  "message.send",
  "message.edit",
  "message.retract",
  "reaction.add",
  "reaction.remove",
  "chatstate.set",
  "marker.set",
  "status",
  "probe",
  "explain",
  "doctor",
  "directory.peers",
  "directory.rooms",
  "directory.members",
  "archive.read",
  "pubsub.publish",
  "pubsub.retract",
  "pubsub.items",
  "pubsub.subscribe",
  "pubsub.unsubscribe",
  "pubsub.subscriptions",
  "contact.lookup",
  "service.lookup",
  "bookmark.list",
  "bookmark.put",
  "bookmark.remove",
  "block.list",
  "block.add",
  "block.remove",
  "target.resolve",
  "room.info",
  "room.join",
  "room.leave",
  "room.subject",
  "room.invite",
  "room.role",
  "room.affiliation",
]);

// What the gateway's process answers itself.
const OWN = {
  "pairing.entries": async ({ pairing }) => ({ entries: await pairing.entries() }),
  "pairing.revoke": async ({ pairing }, { entry }) => await pairing.revoke(entry),
};

/** Calls the sidecar: the one of this process, else the gateway's through the gateway. */
export async function callSidecar(accountId, method, params, options) {
  const { supervisor, accounts } = live();
  if (supervisor && accounts.has(accountId)) {
    return await supervisor.request(accountId, method, params, options);
  }
  const timeoutMs = options?.timeoutMs ?? TIMEOUT_MS;
  // The gateway's call to the sidecar ends first, and says why.
  return await callGateway(GATEWAY_METHOD, { accountId, method, params, timeoutMs }, timeoutMs + 5_000);
}

/** Calls a method of the running gateway from another process. */
export async function callGateway(method, params, timeoutMs) {
  const { callGatewayFromCli, isGatewayTransportError } = await import("openclaw/plugin-sdk/gateway-runtime");
  try {
    return await callGatewayFromCli(method, { timeout: String(timeoutMs), json: true }, params, { progress: false });
  } catch (error) {
    if (!isGatewayTransportError?.(error)) throw error;
    const reason = String(error.message ?? error).split("\n", 1)[0];
    throw new Error(`The OpenClaw gateway cannot be reached (${reason}). Is it running? Start it with: openclaw gateway run`, { cause: error });
  }
}

export function registerGatewayMethod(api) {
  api.registerGatewayMethod(GATEWAY_METHOD, async ({ params, respond }) => {
    const { accountId, method, params: inner, timeoutMs } = params ?? {};
    const options = { timeoutMs: timeoutMs > 0 ? Math.min(timeoutMs, LONGEST_TIMEOUT_MS) : TIMEOUT_MS };
    try {
      const account = live().accounts.get(accountId);
      if (!account) throw new Error(`The XMPP account ${accountId} is not running in the gateway; see: openclaw channels status`);
      if (Object.hasOwn(OWN, method)) respond(true, await OWN[method](account, inner));
      else if (RELAYED.has(method)) respond(true, await account.call(method, inner ?? {}, options));
      else throw new Error(`${method} is not relayed.`);
    } catch (error) {
      respond(false, undefined, { code: "UNAVAILABLE", message: String(error?.message ?? error) });
    }
  });
}
