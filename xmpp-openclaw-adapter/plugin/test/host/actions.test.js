/** What the agent can make the channel do, seen with the host's own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTION_GROUPS } from "../../src/action-gate.js";
import { actions } from "../../src/actions.js";
import { live } from "../../src/live.js";

const SPEAKING = new Set(["message.send", "message.edit", "message.retract", "reaction.add", "reaction.remove"]);
const OF_ROOMS = new Set(["target.resolve", "directory.rooms", "directory.members", "room.info", "room.join", "room.leave", "room.subject",
  "room.invite", "room.role", "room.affiliation"]);

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
  roomId: "room:r@rooms.example.org",
  userId: "mallory",
  roleId: "member",
  topic: "tulips",
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
      return { id: "1", ids: ["1"], emojis: [], to: "r@rooms.example.org", kind: "room", entries: [], jid: "r@rooms.example.org" };
    },
  };
  shared.accounts = new Map([["default", {}]]);
  const cfg = frozen({
    commands: { ownerAllowFrom: ["xmpp:owner@example.org"] },
    channels: { xmpp: { jid: "bot@example.org", password: "secret", allowFrom: ["owner@example.org"],
      actions: Object.fromEntries(Object.keys(ACTION_GROUPS).map((group) => [group, true])) } },
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
  assert.ok(calls.length >= known.length, "the actions that speak did speak");
  for (const { accountId, method, params } of calls) {
    assert.ok(SPEAKING.has(method) || OF_ROOMS.has(method), method);
    assert.equal(accountId, "default");
    for (const field of ["config", "allowFrom", "ownerAllowFrom", "groupAllowFrom", "entries", "entry", "path", "value", "method"]) {
      assert.ok(!(field in params), `${method} passes ${field} on`);
    }
  }
});

test("[setting: actions.media] what is switched off is not offered, and refused with the setting that would allow it", async () => {
  const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "secret", actions: { messages: false, media: false } } } };
  const known = actions.describeMessageTool({ cfg }).actions;
  for (const action of ["send", "edit", "kick", "conversation-open"]) assert.ok(!known.includes(action), action);
  assert.ok(known.includes("react"));
  const call = async (action, params, settings = cfg) =>
    JSON.parse((await actions.handleAction({ action, params, toolContext: {}, cfg: settings, accountId: "default" })).content[0].text);
  for (const [action, group] of [["send", "messages"], ["kick", "moderation"], ["conversation-open", "rooms"]]) {
    const said = await call(action, { to: "alice@example.org", message: "x" });
    assert.deepEqual([said.ok, said.kind], [false, "REFUSED"]);
    assert.match(said.error, new RegExp(`channels\\.xmpp\\.actions\\.${group} = true`));
  }
  const talking = { channels: { xmpp: { ...cfg.channels.xmpp, actions: { media: false } } } };
  assert.equal((await call("send", { to: "alice@example.org", message: "x", media: "/tmp/x.png" }, talking)).kind, "REFUSED");
  const passed = await actions.handleAction({ action: "send", params: { to: "alice@example.org", message: "x" }, toolContext: {}, cfg: talking });
  assert.equal(passed, null, "what is allowed goes on to the message adapter");
});

test("what the model calls its message cannot be taken for an answer of the turn", async () => {
  const calls = [];
  const shared = live();
  const before = { ...shared };
  shared.supervisor = { request: async (_id, method, params) => (calls.push({ method, params }), { id: "1" }) };
  shared.accounts = new Map([["default", {}]]);
  const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "secret" } } };
  try {
    const params = { to: "alice@example.org", messageId: "m1", message: "hi", idempotencyKey: "event1d0" };
    await actions.handleAction({ action: "reply", cfg, accountId: "default", params, toolContext: {} });
  } finally {
    Object.assign(shared, before);
  }
  assert.deepEqual(calls.map(({ params }) => params.key), ["tool:event1d0"]);
});

test("[R24] a file that reply or edit would leave out is refused", async () => {
  const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "secret" } } };
  for (const action of ["reply", "edit"]) {
    for (const file of [{ media: "/w/x.png" }, { mediaUrls: ["https://example.org/x.png"] }, { buffer: "AAAA" }]) {
      const params = { to: "alice@example.org", messageId: "m1", message: "here it is", ...file };
      const said = await actions.handleAction({ action, cfg, accountId: "default", params, toolContext: {} });
      assert.deepEqual([action, JSON.parse(said.content[0].text).kind], [action, "UNSUPPORTED"]);
    }
  }
});

test("a voice note is a file", async () => {
  const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "secret", actions: { media: false } } } };
  const params = { to: "alice@example.org", message: "x", voiceText: "hello" };
  const said = await actions.handleAction({ action: "send", cfg, accountId: "default", params, toolContext: {} });
  assert.equal(JSON.parse(said.content[0].text).kind, "REFUSED");
});

test("the owner who asks among others, on whichever channel, reads no other conversation", async () => {
  const calls = [];
  const shared = live();
  const before = { ...shared };
  shared.supervisor = { request: async (_id, method, params) => (calls.push({ method, params }), { messages: [], complete: true }) };
  shared.accounts = new Map([["default", {}]]);
  const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "secret" } } };
  const reads = async (toolContext, sessionKey) => {
    const ctx = { action: "read", cfg, accountId: "default", params: { target: "bob@example.org" }, toolContext, senderIsOwner: true, sessionKey };
    return JSON.parse((await actions.handleAction(ctx)).content[0].text).ok;
  };
  try {
    const elsewhere = { currentChannelProvider: "telegram", currentChannelId: "-100" };
    assert.equal(await reads({ currentChannelId: "owner@example.org" }, "agent:main:xmpp:direct:owner@example.org"), true);
    assert.equal(await reads({ currentChannelId: "room:tea@rooms.example.org" }, "agent:main:xmpp:group:tea@rooms.example.org"), false);
    assert.equal(await reads(elsewhere, "agent:main:telegram:group:-100"), false);
    assert.equal(await reads(elsewhere, "agent:main:main"), true);
    // What another channel calls its conversation is none of ours.
    assert.equal(await reads({ ...elsewhere, currentChannelId: "bob@example.org" }, "agent:main:telegram:group:-100"), false);
  } finally {
    Object.assign(shared, before);
  }
  assert.equal(calls.length, 2);
});
