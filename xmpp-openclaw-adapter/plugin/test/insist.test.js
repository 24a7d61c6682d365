import assert from "node:assert/strict";
import { test } from "node:test";
import { insist } from "../src/insist.js";
import { XmppError } from "../src/protocol.js";

function failing(times, error) {
  let calls = 0;
  return { task: async () => { if (calls++ < times) throw error; return calls; }, calls: () => calls };
}

/** A clock that goes on by a second each time that it is read. */
function ticking() {
  let seconds = 0;
  return () => 1_000 * seconds++;
}

const quick = { ms: 1, maxMs: 1 };

test("what a lost connection was in the way of is done when it is back, however many tries it takes", async () => {
  const often = failing(40, new XmppError("DISCONNECTED", "gone"));
  assert.equal(await insist(often.task, new AbortController().signal, { ...quick, until: 3_600_000, now: ticking() }), 41);
});

test("what is wrong is not tried again, and nothing for longer than it is of use", async () => {
  const wrong = failing(9, new XmppError("CONFIGURATION", "no such address"));
  await assert.rejects(insist(wrong.task, new AbortController().signal, { ...quick, until: 3_600_000, now: ticking() }), /no such address/);
  assert.equal(wrong.calls(), 1);
  const lost = failing(9, new XmppError("TIMEOUT", "nothing"));
  await assert.rejects(insist(lost.task, new AbortController().signal, { ...quick, until: 2_500, now: ticking() }), /nothing/);
  assert.equal(lost.calls(), 4);
});

test("nothing is tried for an account that has ended", async () => {
  const ended = new AbortController();
  const lost = failing(9, new XmppError("STATE", "not running"));
  ended.abort();
  await assert.rejects(insist(lost.task, ended.signal, { ...quick, until: Infinity }), /not running/);
  assert.equal(lost.calls(), 1);
});
