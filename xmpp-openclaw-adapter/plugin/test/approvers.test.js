import assert from "node:assert/strict";
import { test } from "node:test";
import { approvalSettings, approversOf, personOf } from "../src/approvers.js";

const cfg = (execApprovals, ownerAllowFrom) => ({
  commands: { ownerAllowFrom },
  channels: { xmpp: { jid: "bot@example.org", password: "x", ...(execApprovals ? { execApprovals } : {}) } },
});

test("[H-30] only people by name are approvers", () => {
  for (const entry of ["*", "xmpp:*", "telegram:1", "telegram:1@example.org", "alice", "@example.org", "alice@example.org/phone", "a b@example.org", "", null, 7]) {
    assert.equal(personOf(entry), undefined, String(entry));
  }
  assert.equal(personOf(" xmpp:Alice@Example.org "), "alice@example.org");
});

test("[H-30] the account's own approvers go before the host's owners", () => {
  const owners = ["*", "xmpp:owner@example.org", "telegram:1", "owner@example.org"];
  assert.deepEqual(approversOf(cfg(undefined, owners), "default"), ["owner@example.org"]);
  assert.deepEqual(approversOf(cfg({ approvers: [] }, owners), "default"), ["owner@example.org"]);
  assert.deepEqual(approversOf(cfg({ approvers: ["alice@example.org"] }, owners), "default"), ["alice@example.org"]);
  assert.deepEqual(approversOf(cfg({ approvers: ["*"] }, owners), "default"), [], "one that names nobody falls back to nobody");
  assert.deepEqual(approversOf(cfg(undefined, undefined), undefined), []);
});

test("approvals are on by themselves, and off when they are switched off", () => {
  assert.equal(approvalSettings(cfg(), "default").enabled, "auto");
  assert.equal(approvalSettings(cfg({ enabled: false }), "default").enabled, false);
});
