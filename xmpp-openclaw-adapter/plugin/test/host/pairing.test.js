/** The host's pairing: a stranger's code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pairing } from "../../src/pairing.js";
import { XmppError } from "../../src/protocol.js";

const STRANGER = { sender: "eve@example.org", replyAddress: "eve@example.org/phone", kind: "direct" };

/** An account whose connection is away for so many tries; it says what was sent and what was logged. */
function account(away, kind = "DISCONNECTED") {
  const sent = [];
  const log = [];
  let requests = 0;
  const lines = (level) => (text) => log.push([level, text]);
  return {
    sent,
    log: { debug: lines("debug"), info: lines("info"), error: lines("error") },
    lines: log,
    accountId: "default",
    abortSignal: new AbortController().signal,
    core: {
      channel: { pairing: { upsertPairingRequest: async () => ({ code: "ABCD2345", created: requests++ === 0 }), readAllowFromStore: async () => [] } },
    },
    call: async (_method, params) => {
      sent.push(params);
      if (sent.length <= away) throw new XmppError(kind, "away");
      return {};
    },
  };
}

test("the only code of the hour is not lost with the connection", async () => {
  const one = account(1);
  assert.deepEqual(await new Pairing(one).challenge(STRANGER), { issued: true });
  assert.equal(one.sent.length, 2);
  assert.match(one.sent[1].text, /ABCD2345/);
  assert.equal(one.sent[0].key, one.sent[1].key);
});

test("the log says of a code that it was not sent, and of none that one was sent before", async () => {
  const refused = account(9, "STANZA_ERROR");
  const pairing = new Pairing(refused);
  assert.deepEqual(await pairing.challenge(STRANGER), { issued: false });
  assert.deepEqual(refused.lines.map(([level]) => level), ["error"]);
  assert.deepEqual(await pairing.challenge(STRANGER), { issued: false });
  assert.match(refused.lines[1][1], /one was sent within the hour/);
});
