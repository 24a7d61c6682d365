import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTION_GROUPS, allowedActions, allowsGroup, requireAction, requireGroup } from "../src/action-gate.js";

const ALL = Object.values(ACTION_GROUPS).flatMap(({ actions }) => actions);

function cfgOf(actions, accounts) {
  return { channels: { xmpp: { jid: "bot@example.org", password: "p", ...(actions ? { actions } : {}), ...(accounts ? { accounts } : {}) } } };
}

test("without a word in the settings, what changes rooms, lists or the world is off and all else is on", () => {
  const off = Object.keys(ACTION_GROUPS).filter((group) => !allowsGroup({}, group));
  assert.deepEqual(off, ["rooms", "moderation", "pubsub", "block"]);
  const allowed = allowedActions({ cfg: cfgOf() }, ALL);
  for (const action of ["send", "reply", "edit", "unsend", "react", "read", "search", "member-info"]) assert.ok(allowed.includes(action), action);
  for (const action of ["kick", "ban", "role-add", "leaveGroup", "conversation-open", "channel-edit"]) assert.ok(!allowed.includes(action), action);
});

test("a setting turns a whole group on or off, and each refusal names it", () => {
  const cfg = cfgOf({ messages: false, moderation: true });
  assert.deepEqual(allowedActions({ cfg }, ["send", "edit", "react", "kick", "ban"]), ["react", "kick", "ban"]);
  requireAction({ cfg }, "kick");
  assert.throws(() => requireAction({ cfg }, "send"), { kind: "REFUSED", message: /send is switched off.*channels\.xmpp\.actions\.messages = true/ });
  assert.throws(() => requireGroup({ cfg }, "pubsub", "publishing"), { kind: "REFUSED", message: /publishing.*actions\.pubsub/ });
});

test("each action is in one group, and what is in none, or has an odd name, does not exist", () => {
  assert.equal(new Set(ALL).size, ALL.length);
  for (const odd of ["set-presence", "toString", "__proto__", "constructor", "", undefined]) {
    assert.throws(() => requireAction({ cfg: cfgOf() }, odd), { kind: "UNSUPPORTED" });
    assert.deepEqual(allowedActions({ cfg: cfgOf() }, [odd]), []);
    assert.equal(allowsGroup({ actions: { [odd]: true } }, odd), false);
  }
});

test("only true allows: what is no answer is a no", () => {
  for (const answer of ["true", 1, null, {}, "yes"]) assert.equal(allowsGroup({ actions: { reactions: answer } }, "reactions"), false);
});

test("an account's own table stands instead of the channel's; unnamed, the tool has what some account allows", () => {
  const cfg = cfgOf({ moderation: true }, { work: { jid: "work@example.org", actions: { reactions: false } } });
  assert.deepEqual(allowedActions({ cfg, accountId: "default" }, ["kick", "react"]), ["kick", "react"]);
  assert.deepEqual(allowedActions({ cfg, accountId: "work" }, ["kick", "react"]), []);
  assert.deepEqual(allowedActions({ cfg }, ["kick", "react"]), ["kick", "react"]);
  assert.throws(() => requireAction({ cfg, accountId: "work" }, "react"), { kind: "REFUSED" });
});

test("in a turn the account that it came by must allow it, too, whichever the model names", () => {
  const cfg = cfgOf(undefined, { public: { jid: "public@example.org" }, private: { jid: "private@example.org", actions: { moderation: true } } });
  const kick = (ctx) => requireAction({ cfg, ...ctx }, "kick");
  const turn = { toolContext: { currentChannelProvider: "xmpp" } };
  assert.throws(() => kick({ accountId: "private", requesterAccountId: "public", ...turn }), { kind: "REFUSED" });
  assert.throws(() => kick({ accountId: "private", requesterAccountId: "public", toolContext: {} }), { kind: "REFUSED" });
  assert.throws(() => kick({ accountId: "public", requesterAccountId: "private", ...turn }), { kind: "REFUSED" });
  kick({ accountId: "private", requesterAccountId: "private", ...turn });
  kick({ accountId: "private", ...turn });
  kick({ accountId: "private", requesterAccountId: "public", toolContext: { currentChannelProvider: "matrix" } });
  kick({ accountId: "private" });
});
