/** Who is asked before the agent does something, with the host's own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { approvalCapability } from "../../src/approvals.js";
import { setRuntime } from "../../src/live.js";

const cfg = (owners, execApprovals) => ({
  commands: { ownerAllowFrom: owners },
  channels: { xmpp: { jid: "bot@example.org", password: "x", ...(execApprovals ? { execApprovals } : {}) } },
});

const request = {
  id: "1",
  createdAtMs: 1,
  expiresAtMs: 2,
  request: { command: "date", agentId: "main", turnSourceChannel: "xmpp", turnSourceTo: "room:r@rooms.example.org", turnSourceAccountId: "default" },
};

test("[setting: execApprovals] the host began with old settings: who is asked, and where, are those of now", async (t) => {
  const before = cfg([]);
  let current = before;
  setRuntime({ config: { current: () => current } });
  t.after(() => setRuntime(null));
  const { native, nativeRuntime } = approvalCapability;
  const asked = { cfg: before, accountId: "default", request, approvalKind: "exec" };
  assert.equal(nativeRuntime.availability.isConfigured(asked), true, "or nobody would ever be asked");
  assert.equal(nativeRuntime.availability.shouldHandle(asked), false, "there is nobody");
  current = cfg(["xmpp:alice@example.org"]);
  assert.equal(nativeRuntime.availability.shouldHandle(asked), true);
  assert.deepEqual(await native.resolveApproverDmTargets(asked), [{ to: "alice@example.org" }]);
  assert.equal(native.describeDeliveryCapabilities(asked).preferredSurface, "approver-dm");
  current = cfg(["xmpp:alice@example.org"], { target: "channel", approvers: ["bob@example.org"] });
  assert.deepEqual(await native.resolveApproverDmTargets(asked), [{ to: "bob@example.org" }]);
  assert.equal(native.describeDeliveryCapabilities(asked).preferredSurface, "origin");
  current = cfg(["xmpp:alice@example.org"], { enabled: false });
  assert.equal(nativeRuntime.availability.shouldHandle(asked), false);
});
