/** What the host is told of reactions and the like, with its own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { receiveEvent } from "../../src/events.js";

const ROOM = "garden@rooms.example.org";
const REACTION = {
  eventId: "e1",
  type: "reaction",
  kind: "room",
  conversation: ROOM,
  room: ROOM,
  sender: { id: "alice@example.org", nick: "alice", address: `${ROOM}/alice` },
  messageId: "m1",
  emojis: ["👍"],
};

function accountWith(agentId) {
  const errors = [];
  const cfg = { agents: { list: [{ id: "main" }] }, channels: { xmpp: { jid: "bot@example.org", password: "p", mucRooms: { [ROOM]: { agentId } } } } };
  const resolveAgentRoute = () => ({ agentId: "main", sessionKey: "agent:main:xmpp:group:x", dmScope: "main" });
  const core = { config: { current: () => cfg }, channel: { routing: { resolveAgentRoute } } };
  return { accountId: "default", core, errors, log: { error: (text) => errors.push(text) } };
}

test("an event of a room whose agent does not exist is dropped with a word in the log", () => {
  const nobody = accountWith("florist");
  const answer = receiveEvent(nobody, REACTION);
  assert.equal(answer.disposition, "dropped");
  assert.match(answer.reason, /there is no agent "florist"/);
  assert.equal(nobody.errors.length, 1);
  assert.deepEqual(receiveEvent(accountWith("main"), REACTION), { disposition: "adopted" });
});
