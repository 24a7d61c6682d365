/** Who asks by the agent's own tools, seen with the host's own modules. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { live } from "../../src/live.js";
import { toolOf, TOOLS } from "../../src/tools.js";

const CFG = { channels: { xmpp: { jid: "bot@example.org", password: "p" } } };
const FOUND = { address: "alice@example.org", clients: [] };
let asked;

beforeEach(() => {
  asked = [];
  const state = live();
  state.accounts.set("default", {});
  state.supervisor = { request: async (_id, method, params) => (asked.push({ method, params }), FOUND) };
});

afterEach(() => {
  live().accounts.clear();
  live().supervisor = null;
});

const turn = (more) => ({ config: CFG, messageChannel: "xmpp", agentAccountId: "default", nativeChannelId: "alice@example.org", ...more });

async function ownerSaid(ctx) {
  await toolOf("xmpp_lookup", turn(ctx)).execute("1", { who: "bob@example.org" });
  return asked.at(-1).params.owner;
}

test("the owner is alone in a chat of their own, on any channel, and nowhere else", async () => {
  const owner = { senderIsOwner: true };
  assert.equal(await ownerSaid({ ...owner, sessionKey: "agent:main:xmpp:direct:alice@example.org" }), true);
  assert.equal(await ownerSaid({ ...owner, messageChannel: "telegram", sessionKey: "agent:main:main" }), true);
  assert.equal(await ownerSaid({ ...owner, nativeChannelId: "room:tea@rooms.example.org" }), false);
  assert.equal(await ownerSaid({ ...owner, messageChannel: "telegram", sessionKey: "agent:main:telegram:group:-100" }), false);
  assert.equal(await ownerSaid({ ...owner, messageChannel: "slack", sessionKey: "agent:main:slack:channel:c1:thread:2" }), false);
  for (const senderIsOwner of [undefined, false, "true", 1]) assert.equal(await ownerSaid({ senderIsOwner }), false);
});

test("what another channel knows of its sender is nobody's address here", async () => {
  const room = { nativeChannelId: "room:tea@rooms.example.org", requesterSenderId: "alice@example.org" };
  await toolOf("xmpp_lookup", turn(room)).execute("1", {});
  await toolOf("xmpp_lookup", turn({ ...room, messageChannel: "telegram" })).execute("1", {});
  assert.deepEqual(asked.map(({ params }) => params), [
    { conversation: { to: "tea@rooms.example.org", kind: "room" }, owner: false, who: "alice@example.org", sender: "alice@example.org" },
    { owner: false },
  ]);
});

test("a tool whose group is off is not offered, and refused when it was switched off meanwhile", async () => {
  const offered = Object.keys(TOOLS).filter((name) => toolOf(name, turn()));
  assert.deepEqual(offered, ["xmpp_history", "xmpp_mark_read", "xmpp_lookup"]);
  let cfg = CFG;
  const tool = toolOf("xmpp_lookup", turn({ getRuntimeConfig: () => cfg }));
  cfg = { channels: { xmpp: { ...CFG.channels.xmpp, actions: { profile: false } } } };
  const said = JSON.parse((await tool.execute("1", {})).content[0].text);
  assert.equal(said.kind, "REFUSED");
  assert.deepEqual(asked, []);
});

test("[XEP-0333] what was read is told where the agent is, or where it says", async () => {
  await toolOf("xmpp_mark_read", turn()).execute("1", { messageId: " e1 " });
  await toolOf("xmpp_mark_read", turn()).execute("1", { messageId: "e2", conversation: "room:tea@rooms.example.org" });
  const nothing = await toolOf("xmpp_mark_read", turn()).execute("1", {});
  assert.deepEqual(asked, [
    { method: "marker.set", params: { to: "alice@example.org", id: "e1" } },
    { method: "marker.set", params: { to: "tea@rooms.example.org", kind: "room", id: "e2" } },
  ]);
  assert.equal(JSON.parse(nothing.content[0].text).kind, "CONFIGURATION");
});
