import assert from "node:assert/strict";
import { test } from "node:test";
import { MenuAnswer } from "../src/menu-answer.js";

const chat = () => {
  const sent = [];
  return { sent, send: async (payload) => (sent.push(payload), { visibleReplySent: true, messageIds: ["chat"] }) };
};

test("what a command says goes into the form, and a picture into the chat", async () => {
  const menu = new MenuAnswer();
  const said = chat();
  const delivery = menu.collecting(said);
  const received = (async () => {
    await delivery.send({ text: "one\n" });
    await delivery.send({ text: "a picture", mediaUrl: "/x.png" });
    await delivery.send({ text: "two" });
    menu.ended();
    return { disposition: "adopted" };
  })();
  assert.deepEqual(await menu.text(received), { disposition: "adopted", text: "one\n\ntwo" });
  assert.deepEqual(said.sent.map(({ text }) => text), ["a picture"]);
});

test("what comes after the patience of a client goes to the chat", async () => {
  const menu = new MenuAnswer();
  const said = chat();
  const delivery = menu.collecting(said);
  await delivery.send({ text: "soon" });
  assert.deepEqual(await menu.text(new Promise(() => {}), 1), { disposition: "adopted", text: "soon" });
  await delivery.send({ text: "late" });
  assert.deepEqual(said.sent, [{ text: "late" }]);
});

test("a refusal is told at once", async () => {
  assert.deepEqual(await new MenuAnswer().text(Promise.resolve({ disposition: "dropped", reason: "no" })), { disposition: "dropped", reason: "no" });
});

test("what is too long for a form goes to the chat, and so does what follows", async () => {
  const menu = new MenuAnswer();
  const said = chat();
  const delivery = menu.collecting(said);
  await delivery.send({ text: "a".repeat(8_000) });
  await delivery.send({ text: "b" });
  await delivery.send({ text: "c" });
  menu.ended();
  assert.equal((await menu.text(Promise.resolve({ disposition: "adopted" }))).text, "a".repeat(8_000));
  assert.deepEqual(said.sent.map(({ text }) => text), ["b", "c"]);
});
