/** What the host gets of a message that may approve nothing, by the host's own making of its context. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildChannelInboundEventContext } from "openclaw/plugin-sdk/channel-inbound";
import { createChannelIngressResolver } from "openclaw/plugin-sdk/channel-ingress-runtime";
import { hasControlCommand } from "openclaw/plugin-sdk/command-detection";
import { receiveMessage } from "../../src/inbound.js";

const ALICE = "alice@example.org";
const cfg = {
  commands: { ownerAllowFrom: [`xmpp:${ALICE}`] },
  channels: { xmpp: { jid: "bot@example.net", password: "x", dmPolicy: "open", allowFrom: ["*"], groupPolicy: "open", typing: false } },
};

/** What the host is given of that text of an approver, and what becomes of it. */
async function received(text, more = {}) {
  const given = [];
  const core = {
    config: { current: () => cfg },
    channel: {
      activity: { record: () => {} },
      text: { hasControlCommand },
      commands: { shouldHandleTextCommands: () => true },
      routing: { resolveAgentRoute: () => ({ agentId: "main", sessionKey: "agent:main:xmpp:1", dmScope: "per-channel-peer" }) },
      inbound: {
        ingress: { createResolver: createChannelIngressResolver },
        buildContext: buildChannelInboundEventContext,
        dispatch: async ({ ctxPayload }) => given.push(ctxPayload),
      },
    },
  };
  const account = {
    accountId: "default",
    core,
    call: async () => ({}),
    lanes: { settled: async () => {}, deliver: async () => {} },
    pairing: { entries: async () => [] },
    withdrawn: new Set(),
    turned: () => {},
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: (line) => assert.fail(line) },
  };
  const room = "team@rooms.example.org";
  const result = await receiveMessage(account, {
    accountId: "default",
    eventId: "e1",
    lane: `room:${room}`,
    kind: "room",
    conversation: room,
    room,
    sender: { id: ALICE, jid: ALICE, address: `${room}/alice`, nick: "alice" },
    replyAddress: `${room}/alice`,
    text,
    mentioned: true,
    media: [],
    history: [],
    timestamp: "2026-01-01T00:00:00Z",
    ourNick: "bot",
    ...more,
  });
  return { result, context: given[0] };
}

test("[H-30] where approvals do not count the host gets none, also not after what it cuts out", async () => {
  for (const text of ["bot: /app\u007frove q1 allow-once", "/app\u0090rove q1 allow-once", "bot: approve q1 allow-once /status", "approve q1 allow-once /status"]) {
    for (const mayApprove of [false, undefined]) {
      const { result, context } = await received(text, { mayApprove });
      assert.equal(result.disposition, "dropped", JSON.stringify(text));
      assert.equal(context, undefined);
    }
  }
});

test("[H-30] nor does it look for a command where one could become of it", async () => {
  for (const text of ["Samantha approve q1 allow-once /status", "Samantha/approve q1 allow-once", "[x] approve\\nq1\\nallow-once /status"]) {
    const { result, context } = await received(text, { mayApprove: false });
    assert.equal(result.disposition, "adopted");
    assert.equal(context.commandText, "", text);
    assert.equal(context.CommandAuthorized, false);
    assert.equal(context.agentText, text, "what was said stays");
  }
});

test("where approvals count, and in everything else, commands are commands", async () => {
  assert.equal((await received("bot: /approve q1 allow-once", { mayApprove: true })).context.commandText, "/approve q1 allow-once");
  const { context } = await received("bot: /status", { mayApprove: false });
  assert.equal(context.commandText, "/status");
  assert.equal(context.CommandAuthorized, true);
});
