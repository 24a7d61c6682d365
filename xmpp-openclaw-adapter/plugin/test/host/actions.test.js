/** What the agent can make the channel do, seen with the host's own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../src/actions.js";
import { live } from "../../src/live.js";
import { References } from "../../src/references.js";

const SPEAKING = new Set(["message.send", "message.edit", "message.retract", "reaction.add", "reaction.remove"]);

function frozen(value) {
  if (value && typeof value === "object") Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** Everything that an agent might think of to get at the settings, in one. */
const HOSTILE = frozen({
  to: "alice@example.org",
  target: "alice@example.org",
  messageId: "m1",
  message: "text",
  emoji: "x",
  accountId: "other",
  method: "pairing.revoke",
  entry: "owner@example.org",
  entries: [],
  allowFrom: [],
  ownerAllowFrom: [],
  groupAllowFrom: ["*"],
  config: { dmPolicy: "open", allowFrom: ["*"] },
  path: "channels.xmpp.allowFrom",
  value: [],
});

test("[C-40] whatever the agent calls, it speaks, and changes nobody's place on a list", async () => {
  const calls = [];
  const shared = live();
  const before = { ...shared };
  shared.supervisor = {
    request: async (accountId, method, params) => {
      calls.push({ accountId, method, params });
      return { id: "1", ids: ["1"], emojis: [] };
    },
  };
  shared.accounts = new Map([["default", { references: new References() }]]);
  const cfg = frozen({
    commands: { ownerAllowFrom: ["xmpp:owner@example.org"] },
    channels: { xmpp: { jid: "bot@example.org", password: "secret", allowFrom: ["owner@example.org"] } },
  });
  const known = actions.describeMessageTool({ cfg }).actions;
  assert.ok(known.length > 0);
  const tried = [...known, "config", "set", "setConfig", "channel-edit", "permissions", "allow", "pairing.revoke", "pairing.changed",
    "account.start", "account.stop", "wizard.run", "shutdown", "removeParticipant", "__proto__", "constructor"];
  try {
    for (const action of tried) {
      // frozen: a write to any of it would throw.
      await actions.handleAction({ action, cfg, accountId: "default", params: HOSTILE, toolContext: {} }).catch(() => {});
    }
  } finally {
    Object.assign(shared, before);
  }
  assert.ok(calls.length >= known.length - 1, "the actions that speak did speak");
  for (const { accountId, method, params } of calls) {
    assert.ok(SPEAKING.has(method), method);
    assert.equal(accountId, "default");
    for (const field of ["config", "allowFrom", "ownerAllowFrom", "groupAllowFrom", "entries", "entry", "path", "value", "method"]) {
      assert.ok(!(field in params), `${method} passes ${field} on`);
    }
  }
});
