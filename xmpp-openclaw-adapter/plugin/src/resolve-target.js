import { defaultAccountId } from "./config.js";
import { callSidecar } from "./rpc.js";
import { normalizeTarget, parseTarget, targetOf } from "./targets.js";

/**
 * Whom a target means, by the sidecar: an address, or a name. The host would take a part of a name for the whole, and remember for half an
 * hour who had it; here a name that is not known, or not of one alone, is an error that tells who is near.
 */
export async function resolveTarget({ cfg, accountId, input }) {
  const said = parseTarget(input);
  if (said?.kind !== undefined) return { to: normalizeTarget(input), kind: said.kind === "room" ? "group" : "user" };
  try {
    const { to, kind, name } = await callSidecar(accountId ?? defaultAccountId(cfg), "target.resolve", { query: input });
    return { to: targetOf(kind, to), kind: kind === "room" ? "group" : "user", ...(name ? { display: name } : {}) };
  } catch (error) {
    // Nobody to ask: an address is one all the same, and whatever is to be sent fails by itself.
    if (said !== null && error?.kind !== "CONFIGURATION") return null;
    throw error;
  }
}
