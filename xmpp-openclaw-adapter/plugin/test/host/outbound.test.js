/** What the host's own queue sends: results of cron and sub-agents, notices, answers after a restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PlatformMessageNotDispatchedError } from "openclaw/plugin-sdk/error-runtime";
import { live } from "../../src/live.js";
import { outbound } from "../../src/outbound.js";
import { XmppError } from "../../src/protocol.js";

const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "x" } } };

async function failing(error, ctx) {
  const shared = live();
  const before = { ...shared };
  shared.supervisor = {
    request: async () => {
      throw error;
    },
  };
  shared.accounts = new Map([["default", {}]]);
  try {
    return await outbound.attachedResults.sendText({ cfg, to: "alice@example.org", text: "done", ...ctx }).then(() => null, (thrown) => thrown);
  } finally {
    Object.assign(shared, before);
  }
}

test("what the queue could not send because the connection or the sidecar is away, it is to send later", async () => {
  for (const kind of ["DISCONNECTED", "UNREACHABLE", "STATE"]) {
    const thrown = await failing(new XmppError(kind, "away"), { deliveryQueueId: "q1" });
    assert.ok(thrown instanceof PlatformMessageNotDispatchedError, kind);
    assert.equal(thrown.cause.kind, kind);
  }
});

test("what is refused is refused, and who waits for the answer himself is told why", async () => {
  for (const [error, ctx] of [
    [new XmppError("STANZA_ERROR", "not acceptable"), { deliveryQueueId: "q1" }],
    [new XmppError("TIMEOUT", "nothing heard"), { deliveryQueueId: "q1" }],
    [new XmppError("DISCONNECTED", "away"), {}],
  ]) {
    assert.equal(await failing(error, ctx), error);
  }
});
