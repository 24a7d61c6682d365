import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveText } from "../src/live-text.js";

const MESSAGE = { eventId: "e1", kind: "direct", replyAddress: "alice@example.org/phone", thread: { id: "t1" } };
const LONG = "This is long enough to be shown";

/** An account whose sidecar answers when the test says so. */
function account(answer = () => ({ shown: true })) {
  const calls = [];
  return {
    calls,
    log: { debug: () => {} },
    call: async (method, params) => {
      calls.push([method, params]);
      return await answer(method, params);
    },
  };
}

/** What the sidecar has answered is heard. */
function heard() {
  return new Promise((resolve) => setImmediate(resolve));
}

function texts({ calls }) {
  return calls.filter(([method]) => method === "preview.update").map(([, { text }]) => text);
}

test("shows the latest text, one call at a time, at its pace", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let release;
  const slow = account(() => new Promise((resolve) => (release = () => resolve({ shown: true }))));
  const live = new LiveText(slow, MESSAGE, { on: true, everyMs: 1_000 });
  live.partial(LONG);
  live.partial(`${LONG} 1`);
  live.partial(`${LONG} 2`);
  t.mock.timers.tick(60_000);
  assert.deepEqual(texts(slow), [LONG], "the first is still under way");
  release();
  await heard();
  t.mock.timers.tick(999);
  live.partial(`${LONG} 3`);
  assert.deepEqual(texts(slow), [LONG]);
  t.mock.timers.tick(1);
  assert.deepEqual(texts(slow), [LONG, `${LONG} 3`]);
  release();
  assert.equal(live.take(), "e1p0");
  assert.deepEqual(slow.calls[0][1], { kind: "direct", to: MESSAGE.replyAddress, key: "e1p0", text: LONG, thread: "t1" });
});

test("another answer has another key", async () => {
  const quick = account();
  const live = new LiveText(quick, MESSAGE, { on: true, everyMs: 60_000 });
  live.partial(LONG);
  assert.equal(live.take(), "e1p0");
  assert.equal(live.take(), undefined, "nothing was shown of that one");
  live.partial(LONG);
  assert.equal(live.take(), "e1p2");
});

test("nothing is shown in rooms, of short texts, of what the host does not say, or when it is off", async () => {
  const quick = account();
  const live = new LiveText(quick, MESSAGE, { on: true });
  live.partial("short");
  live.partial("NO_REPLY and whatever the model adds to it");
  live.partial(undefined);
  assert.equal(live.take(), undefined);
  for (const kind of ["room", "roomPrivate"]) {
    const elsewhere = new LiveText(quick, { ...MESSAGE, kind }, { on: true });
    assert.equal(elsewhere.on, false);
    elsewhere.partial(LONG);
    assert.equal(elsewhere.take(), undefined);
  }
  const off = new LiveText(quick, MESSAGE, { on: false });
  off.partial(LONG);
  assert.equal(off.take(), undefined);
  assert.deepEqual(quick.calls, []);
});

test("a client that cannot show it is not asked again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const refusing = account(() => ({ shown: false }));
  const live = new LiveText(refusing, MESSAGE, { on: true });
  live.partial(LONG);
  await heard();
  live.partial(`${LONG} and longer`);
  t.mock.timers.tick(60_000);
  assert.deepEqual(texts(refusing), [LONG]);
  assert.equal(live.take(), "e1p0", "the sidecar knows best");
});

test("an answer does not wait for what is under way, nor does the next one", async () => {
  const answers = [];
  const slow = account(() => new Promise((resolve) => answers.push(resolve)));
  const live = new LiveText(slow, MESSAGE, { on: true, everyMs: 60_000 });
  live.partial(LONG);
  assert.equal(live.take(), "e1p0");
  answers[0]({ shown: false });
  await heard();
  live.partial(`${LONG} again`);
  assert.deepEqual(slow.calls.map(([, { key }]) => key), ["e1p0", "e1p1"]);
  assert.equal(live.take(), "e1p1");
});

test("what is not completed is finished, also when the sidecar fails", async () => {
  const failing = account((method) => {
    if (method === "preview.update") throw new Error("gone");
    return { shown: true };
  });
  const live = new LiveText(failing, MESSAGE, { on: true, everyMs: 60_000 });
  live.partial(LONG);
  await live.finish(true);
  await live.finish(true);
  assert.deepEqual(failing.calls.at(-1), ["preview.finish", { key: "e1p0", interrupted: true }]);
  assert.equal(failing.calls.length, 2);
});

test("nothing is shown after the turn", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const quick = account();
  const live = new LiveText(quick, MESSAGE, { on: true });
  live.partial(LONG);
  await live.close();
  live.partial(`${LONG} and longer`);
  t.mock.timers.tick(60_000);
  assert.deepEqual(quick.calls.map(([method]) => method), ["preview.update", "preview.finish"]);
});
