/** Where a message is acknowledged by a reaction: as the host's own gate says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledge } from "../../src/ack-reaction.js";

const DIRECT = { kind: "direct", conversation: "alice@example.org", replyAddress: "alice@example.org/phone", eventId: "e1", referenceId: "m1" };
const ROOM = { kind: "room", conversation: "dev@rooms.example.org", replyAddress: "dev@rooms.example.org", eventId: "e2", referenceId: "m2", mentioned: true };

function calls(messages, config, message) {
  const made = [];
  const account = { call: async (method, params) => made.push({ method, ...params }), log: { warn: () => {} } };
  acknowledge(account, { messages }, config, message);
  return made;
}

const ROWS = [
  ["nothing is set", undefined, {}, ROOM, 0],
  ["the host's default: a room that mentions us", undefined, { ackReaction: "👀" }, ROOM, 1],
  ["a room that does not", undefined, { ackReaction: "👀" }, { ...ROOM, mentioned: false }, 0],
  ["the host's default is not for direct chats", undefined, { ackReaction: "👀" }, DIRECT, 0],
  ["all", { ackReactionScope: "all" }, { ackReaction: "👀" }, DIRECT, 1],
  ["direct", { ackReactionScope: "direct" }, { ackReaction: "👀" }, ROOM, 0],
  ["off", { ackReactionScope: "off" }, { ackReaction: "👀" }, DIRECT, 0],
  ["the host's emoji", { ackReactionScope: "all", ackReaction: "✅" }, {}, DIRECT, 1],
  ["ours is empty", { ackReactionScope: "all", ackReaction: "✅" }, { ackReaction: "" }, DIRECT, 0],
  ["nobody could name the message", { ackReactionScope: "all" }, { ackReaction: "👀" }, { ...DIRECT, referenceId: null }, 0],
];

for (const [name, messages, config, message, count] of ROWS) {
  test(name, () => assert.equal(calls(messages, config, message).length, count));
}

test("[setting: ackReaction] the reaction is to the message, where it was said", () => {
  assert.deepEqual(calls({ ackReactionScope: "all" }, { ackReaction: " 👀 " }, DIRECT), [
    { method: "reaction.add", kind: "direct", to: "alice@example.org/phone", id: "e1", emoji: "👀" },
  ]);
  assert.deepEqual(calls(undefined, { ackReaction: "👀" }, ROOM), [
    { method: "reaction.add", kind: "room", to: "dev@rooms.example.org", id: "e2", emoji: "👀" },
  ]);
});
