/** The answers of a turn, with the host's own loader of files. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Delivery } from "../../src/delivery.js";
import { LiveText } from "../../src/live-text.js";
import { XmppError } from "../../src/protocol.js";

const MESSAGE = { eventId: "e1", kind: "direct", conversation: "alice@example.org", replyAddress: "alice@example.org/phone" };
const TEXT = "This is long enough to be shown";
const cfg = { channels: { xmpp: { jid: "bot@example.org", password: "x" } } };

/** A turn whose sidecar answers when and as the test says; it says what was sent, and hears what is. */
function turn(answer = () => {}) {
  const calls = [];
  const options = [];
  const account = {
    accountId: "default",
    abortSignal: new AbortController().signal,
    core: { channel: { activity: { record: () => {} } } },
    log: { debug: () => {}, error: () => {} },
    call: async (method, params, given) => {
      calls.push([method, params]);
      options.push(given);
      return (await answer(method, params)) ?? { shown: true, id: params.key };
    },
  };
  const live = new LiveText(account, MESSAGE, { on: true, everyMs: 60_000 });
  const delivery = new Delivery(account, cfg, "main", MESSAGE, live, { forMs: 3_600_000, ms: 1, maxMs: 1 });
  const said = () => calls.filter(([method]) => method === "message.send").map(([, { text, media, preview }]) => text ?? media.url + (preview ?? ""));
  return { calls, options, live, delivery, said };
}

const REFUSED = (method, { media }) => {
  if (media) throw new XmppError("STANZA_ERROR", "the file was not sent: too big");
};

test("a text is said once, and a file that cannot be sent is told", async () => {
  const { delivery, said, calls } = turn(REFUSED);
  await delivery.send({ text: TEXT, mediaUrl: "https://example.org/a.png", replyToId: "r1" }, { kind: "final" });
  assert.deepEqual(said(), [TEXT, "https://example.org/a.png", "[file not sent: the file was not sent: too big]"]);
  assert.deepEqual(calls.map(([, { replyTo }]) => replyTo), [{ id: "r1", ifKnown: true }, undefined, undefined]);
  assert.equal(new Set(calls.map(([, { key }]) => key)).size, 3);
});

test("what was shown becomes the text alone; the note about the file is a message of its own", async () => {
  const { delivery, live, said, calls } = turn(REFUSED);
  live.partial(TEXT);
  await delivery.send({ text: `${TEXT}.`, mediaUrl: "https://example.org/a.png" }, { kind: "final" });
  assert.deepEqual(said(), [`${TEXT}.`, "https://example.org/a.png", "[file not sent: the file was not sent: too big]"]);
  const sends = calls.filter(([method]) => method === "message.send");
  assert.deepEqual(sends.map(([, { preview }]) => preview), ["e1p0", undefined, undefined]);
});

test("a turn has failed whose last word is an error", async () => {
  const { delivery } = turn();
  await delivery.send({ text: "⚠️ no model", isError: true }, { kind: "final" });
  assert.equal(delivery.failed, true);
  await delivery.send({ text: "a tool's words" }, { kind: "tool" });
  assert.equal(delivery.failed, true);
  await delivery.send({ text: TEXT }, { kind: "final" });
  assert.equal(delivery.failed, false);
});

test("a file alone answers what was asked", async () => {
  const { delivery, calls } = turn();
  await delivery.send({ mediaUrl: "https://example.org/a.png", replyToId: "r1" }, { kind: "final" });
  assert.deepEqual(calls.map(([, { replyTo, text }]) => [replyTo?.id, text]), [["r1", undefined]]);
});

test("what was shown is settled if the answer cannot be sent", async () => {
  const { delivery, live, calls } = turn((method) => {
    if (method === "message.send") throw new XmppError("TIMEOUT", "no answer");
  });
  live.partial(TEXT);
  await assert.rejects(delivery.send({ text: `${TEXT}.` }, { kind: "final" }), /no answer/);
  assert.deepEqual(calls.at(-1), ["preview.finish", { key: "e1p0", interrupted: true }]);
});

test("the answer does not wait for what is shown of it", async () => {
  const { delivery, live, said } = turn((method) => (method === "preview.update" ? new Promise(() => {}) : undefined));
  live.partial(TEXT);
  await delivery.send({ text: `${TEXT}.` }, { kind: "final" });
  assert.deepEqual(said(), [`${TEXT}.`]);
});

for (const kind of ["DISCONNECTED", "UNREACHABLE", "STATE"]) {
  test(`[C-28] [C-84] an answer that is ready while the connection or the sidecar is away (${kind}) comes when it is back, its file too`, async () => {
    let tries = 0;
    const { delivery, said, calls } = turn(() => {
      if (++tries % 2 === 1) throw new XmppError(kind, "away");
    });
    const answer = { text: TEXT, mediaUrl: "https://example.org/a.png" };
    assert.equal((await delivery.send(answer, { kind: "final" })).visibleReplySent, true);
    assert.deepEqual(said(), [TEXT, TEXT, "https://example.org/a.png", "https://example.org/a.png"]);
    assert.deepEqual(calls.map(([, { key }]) => key), ["e1d0", "e1d0", "e1d0m0", "e1d0m0"]);
  });
}

test("a text that is refused does not take the file along", async () => {
  const { delivery, said } = turn((_, { text }) => {
    if (text === TEXT) throw new XmppError("STANZA_ERROR", "not acceptable");
  });
  await assert.rejects(delivery.send({ text: TEXT, mediaUrl: "https://example.org/a.png" }, { kind: "final" }), /not acceptable/);
  assert.deepEqual(said(), [TEXT, "https://example.org/a.png"]);
});

test("a file has the time that its upload may take", async () => {
  const { delivery, options } = turn();
  await delivery.send({ text: TEXT, mediaUrl: "https://example.org/a.png" }, { kind: "final" });
  const [text, file] = options;
  assert.equal(text.timeoutMs, undefined);
  assert.ok(file.timeoutMs > 180_000, `${file.timeoutMs} ms`);
});
