/** `openclaw channels add` with flags: what it writes about rooms is what the wizard would write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setupContract } from "../../src/setup.js";

const ROOM = "team@rooms.example.org";

function added(xmpp, rooms, accountId = "default") {
  const cfg = { channels: { xmpp } };
  const input = { jid: "bot@example.org", password: "p", ...(rooms ? { rooms } : {}) };
  const { channels } = setupContract.applyAccountConfig({ cfg, accountId, input });
  return accountId === "default" ? channels.xmpp : channels.xmpp.accounts[accountId];
}

test("named rooms are the only ones that may talk, and a mention is needed", () => {
  const { rooms, groupPolicy, mucRooms } = added({}, `${ROOM}, other@rooms.example.org`);
  assert.deepEqual(rooms, [ROOM, "other@rooms.example.org"]);
  assert.equal(groupPolicy, "allowlist");
  assert.deepEqual(mucRooms, { [ROOM]: { requireMention: true }, "other@rooms.example.org": { requireMention: true } });
});

test("what the configuration says of rooms stays", () => {
  const entry = { requireMention: false, users: ["alice@example.org"] };
  assert.deepEqual(added({ mucRooms: { "Team@rooms.example.org": entry } }, ROOM).mucRooms, { "Team@rooms.example.org": entry });
  const open = added({ groupPolicy: "open" }, ROOM);
  assert.equal(open.groupPolicy, "open");
  assert.equal(open.mucRooms, undefined);
  const none = added({}, undefined);
  assert.equal(none.groupPolicy, undefined);
  assert.equal(none.rooms, undefined);
});

test("a named account keeps the entries that it has from the section", () => {
  const entry = { requireMention: false };
  const { mucRooms } = added({ mucRooms: { "garden@rooms.example.org": entry } }, ROOM, "work");
  assert.deepEqual(mucRooms, { "garden@rooms.example.org": entry, [ROOM]: { requireMention: true } });
});
