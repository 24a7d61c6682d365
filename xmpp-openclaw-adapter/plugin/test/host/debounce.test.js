/** What somebody sends in quick succession, with the host's own debouncer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Debounce, joined } from "../../src/debounce.js";

const PICTURE = { path: "/media/a.png", name: "a.png", contentType: "image/png" };
let number = 0;

function message(text, more = {}) {
  number += 1;
  return {
    eventId: `e${number}`, lane: "direct:alice", kind: "direct", conversation: "alice@example.org", sender: { jid: "alice@example.org" },
    text, media: [], timestamp: new Date(1_000 * number).toISOString(), ...more,
  };
}

/** An account of a host that waits so long; it says what was handed over and which next ones were asked for. */
function account(ms, answer = () => ({ disposition: "adopted" })) {
  const turns = [];
  const asked = [];
  const withdrawn = new Set();
  const one = {
    accountId: "default",
    withdrawn,
    core: {
      config: { current: () => ({ messages: { inbound: { byChannel: { xmpp: ms } } }, channels: { xmpp: { jid: "bot@example.org" } } }) },
      channel: { text: { hasControlCommand: (text) => text.startsWith("/") } },
    },
    notify: (method, params) => asked.push([method, params.eventId]),
  };
  const debounce = new Debounce(one, async (_account, said) => {
    turns.push(said);
    return await answer(said);
  });
  return { debounce, turns, asked, withdrawn };
}

test("[C-54] a picture and what is to be done with it are one turn, and both are taken with it", async () => {
  const { debounce, turns, asked } = account(30);
  const picture = message("", { media: [PICTURE] });
  const words = message("What is that?", { mentioned: true });
  const answers = await Promise.all([debounce.receive(picture), debounce.receive(words)]);
  assert.deepEqual(answers, [{ disposition: "adopted" }, { disposition: "adopted" }]);
  assert.deepEqual(turns.map(({ eventId, text, media }) => ({ eventId, text, media })), [{ eventId: words.eventId, text: "What is that?", media: [PICTURE] }]);
  assert.deepEqual(asked, [["inbound.next", picture.eventId], ["inbound.next", words.eventId]]);
});

test("where the host does not wait, nothing is asked for and each is a turn", async () => {
  const { debounce, turns, asked } = account(0);
  await Promise.all([debounce.receive(message("one")), debounce.receive(message("two"))]);
  assert.deepEqual(turns.map(({ text }) => text), ["one", "two"]);
  assert.deepEqual(asked, []);
});

test("what two people say, or is said in two threads, is never one turn", async () => {
  const { debounce, turns } = account(30);
  await Promise.all([
    debounce.receive(message("mine")),
    debounce.receive(message("hers", { sender: { jid: "bob@example.org" } })),
    debounce.receive(message("elsewhere", { thread: { id: "t1" } })),
  ]);
  assert.deepEqual(turns.map(({ text }) => text).sort(), ["elsewhere", "hers", "mine"]);
});

test("a command, an approval and a correction do not wait, and what was said before them comes before them", async () => {
  for (const more of [message("/stop"), message("/approve x allow-once"), message("corrected", { replaces: "e0" })]) {
    const { debounce, turns } = account(3_600_000);
    await Promise.all([debounce.receive(message("first")), debounce.receive(more)]);
    assert.deepEqual(turns.map(({ text }) => text), ["first", more.text]);
  }
});

test("what is taken back while it waits is left out", async () => {
  const { debounce, turns, withdrawn } = account(30);
  const back = message("never mind");
  const answers = [debounce.receive(back), debounce.receive(message("hello"))];
  withdrawn.add(back.eventId);
  assert.deepEqual(await Promise.all(answers), [{ disposition: "dropped", reason: "taken back" }, { disposition: "adopted" }]);
  assert.deepEqual(turns.map(({ text }) => text), ["hello"]);
});

test("a turn that fails is taken for none of them", async () => {
  const failing = account(30, () => ({ disposition: "retry", reason: "later" }));
  const answers = await Promise.all([failing.debounce.receive(message("one")), failing.debounce.receive(message("two"))]);
  assert.deepEqual(answers.map(({ disposition }) => disposition), ["retry", "retry"]);
  const broken = account(30, () => {
    throw new Error("no host");
  });
  const ends = await Promise.allSettled([broken.debounce.receive(message("one")), broken.debounce.receive(message("two"))]);
  assert.deepEqual(ends.map(({ status }) => status), ["rejected", "rejected"]);
});

test("of several, what only one can have is the last one's, in the order of their times", () => {
  const late = message("two", { timestamp: "2026-11-27T10:00:02Z", mayApprove: true, replyTo: null });
  const early = message("one", { timestamp: "2026-11-27T10:00:01Z", mayApprove: false, replyTo: { id: "q" }, mentioned: true });
  const { eventId, text, mayApprove, mentioned, replyTo } = joined([late, early]);
  assert.deepEqual({ eventId, text, mayApprove, mentioned, replyTo }, { eventId: late.eventId, text: "one\ntwo", mayApprove: false, mentioned: true, replyTo: { id: "q" } });
});
