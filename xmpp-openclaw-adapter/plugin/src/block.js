import { normalizeEntry } from "./identity.js";
import { XmppError } from "./protocol.js";
import { callSidecar } from "./rpc.js";
import { asLine } from "./untrusted.js";

/** Whom the server keeps away: for the agent, and for the operator's command. */
export async function block({ cfg, accountId }, { action, address }) {
  if (action === "list") {
    const { addresses } = await callSidecar(accountId, "block.list", {});
    return { ok: true, addresses: addresses.map((each) => asLine(each)) };
  }
  if (action !== "block" && action !== "unblock") throw new XmppError("CONFIGURATION", "action is list, block or unblock.");
  if (typeof address !== "string" || !address.trim()) throw new XmppError("CONFIGURATION", "Name the address.");
  if (action === "block") await callSidecar(accountId, "block.add", { address: address.trim(), owners: ownersOf(cfg) });
  else await callSidecar(accountId, "block.remove", { address: address.trim() });
  return { ok: true };
}

/** Who must not be shut out; the sidecar compares, for an address can be written in many ways. */
function ownersOf(cfg) {
  return (cfg.commands?.ownerAllowFrom ?? []).map((entry) => normalizeEntry(entry)).filter((owner) => owner.includes("@"));
}
