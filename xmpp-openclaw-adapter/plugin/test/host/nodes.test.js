/** Who reads of the news of nodes, seen with the host's own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { receiveNode } from "../../src/nodes.js";
import { routeOf } from "../../src/route.js";

const ROOM = "garden@rooms.example.org";

function accountWith(agentId, errors = []) {
  const cfg = {
    agents: { list: [{ id: "main" }, { id: "gardener" }] },
    channels: {
      xmpp: {
        jid: "bot@example.org",
        password: "p",
        mucRooms: { [ROOM]: { agentId } },
        pubsub: [{ service: "news@example.org", node: "n", conversation: `room:${ROOM}` }],
      },
    },
  };
  const asked = [];
  const resolveAgentRoute = (question) => {
    asked.push(question);
    return { agentId: "main", sessionKey: "agent:main:xmpp:group:x", dmScope: "main" };
  };
  const core = { config: { current: () => cfg }, channel: { routing: { resolveAgentRoute } } };
  return { accountId: "default", core, asked, log: { error: (text) => errors.push(text) } };
}

const NEWS = { eventId: "1", service: "news@example.org", node: "n", conversation: `room:${ROOM}`, what: "published", items: [], retracted: [] };

test("news for a room go to the agent of that room, and to nobody where there is no such agent", () => {
  const account = accountWith("gardener");
  assert.deepEqual(receiveNode(account, NEWS), { disposition: "adopted" });
  assert.equal(account.asked[0].defaultAgentId, "gardener");
  assert.deepEqual(account.asked[0].peer, { kind: "group", id: ROOM });
  const errors = [];
  const nobody = accountWith("florist", errors);
  assert.equal(receiveNode(nobody, NEWS).disposition, "dropped");
  assert.equal(errors.length, 1);
  assert.deepEqual(nobody.asked, []);
});

test("what the agent was asked to subscribe to is told as long as it may, and nothing that the settings do not name", () => {
  const asked = { ...NEWS, node: "other", conversation: "alice@example.org" };
  const account = accountWith("gardener");
  assert.equal(receiveNode(account, asked).disposition, "dropped");
  assert.equal(receiveNode(account, { ...asked, asked: true }).disposition, "dropped", "it is switched off");
  account.core.config.current().channels.xmpp.actions = { pubsub: true };
  assert.equal(receiveNode(account, asked).disposition, "dropped");
  assert.equal(receiveNode(account, { ...asked, asked: true }).disposition, "adopted");
  assert.deepEqual(account.asked.at(-1).peer, { kind: "direct", id: "alice@example.org" });
});

test("who writes privately from a room reaches the agent of that room", () => {
  const account = accountWith("gardener");
  const cfg = account.core.config.current();
  const message = { kind: "roomPrivate", room: ROOM, conversation: `${ROOM}/alice` };
  const peer = { kind: "direct", id: `${ROOM}/alice@example.org` };
  const route = routeOf(account.core.channel.routing, { cfg, config: cfg.channels.xmpp, accountId: "default" }, message, peer);
  assert.equal(route.agentId, "gardener");
  assert.match(route.sessionKey, /^agent:gardener:/);
});
