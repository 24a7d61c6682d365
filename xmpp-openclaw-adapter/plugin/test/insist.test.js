import assert from "node:assert/strict";
import { test } from "node:test";
import { insist } from "../src/insist.js";
import { XmppError } from "../src/protocol.js";

function failing(times, error) {
  let calls = 0;
  return { task: async () => { if (calls++ < times) throw error; return calls; }, calls: () => calls };
}

test("what a lost connection was in the way of is done when it is back", async () => {
  const twice = failing(2, new XmppError("DISCONNECTED", "gone"));
  assert.equal(await insist(twice.task, new AbortController().signal, { ms: 1 }), 3);
});

test("what is wrong is not tried again, and nothing for ever", async () => {
  const wrong = failing(9, new XmppError("CONFIGURATION", "no such address"));
  await assert.rejects(insist(wrong.task, new AbortController().signal, { ms: 1 }), /no such address/);
  assert.equal(wrong.calls(), 1);
  const lost = failing(9, new XmppError("TIMEOUT", "nothing"));
  await assert.rejects(insist(lost.task, new AbortController().signal, { ms: 1, attempts: 3 }), /nothing/);
  assert.equal(lost.calls(), 3);
});
