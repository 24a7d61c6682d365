import assert from "node:assert/strict";
import { test } from "node:test";
import { nickOf, withoutAddress } from "../src/nick.js";

const ROOM = "dev@rooms.example.org";

test("a room's own nick goes before the account's, in whichever of the lists it stands", () => {
  assert.equal(nickOf({ jid: "bot@example.org" }, ROOM), "bot");
  assert.equal(nickOf({ jid: "bot@example.org", name: "Robert" }, ROOM), "Robert");
  assert.equal(nickOf({ jid: "bot@example.org", name: "Robert", nick: "rob" }, ROOM), "rob");
  assert.equal(nickOf({ nick: "rob", rooms: [{ jid: "Dev@rooms.example.org", nick: "helper" }] }, ROOM), "helper");
  assert.equal(nickOf({ nick: "rob", rooms: ["x@y", { jid: "other@rooms.example.org", nick: "helper" }] }, ROOM), "rob");
  assert.equal(nickOf({ nick: "rob", mucRooms: { [ROOM]: { nick: "helper" } } }, ROOM), "helper");
  assert.equal(nickOf({ nick: "rob", mucRooms: { "*": { nick: "any" }, [ROOM]: {} } }, ROOM), "any");
  assert.equal(nickOf({ nick: "rob", mucRooms: { "*": { nick: "any" } } }, ROOM), "rob");
  assert.equal(nickOf({ rooms: [{ jid: ROOM, nick: "a" }], mucRooms: { [ROOM]: { nick: "b" } } }, ROOM), "a");
});

test("a command behind the nick is one, and a word that only begins like it stays", () => {
  assert.equal(withoutAddress("helper: /stop", "helper"), "/stop");
  assert.equal(withoutAddress("@Helper, /stop", "helper"), "/stop");
  assert.equal(withoutAddress("helper /stop", "helper"), "/stop");
  assert.equal(withoutAddress("helpers: /stop", "helper"), "helpers: /stop");
  assert.equal(withoutAddress("a+b: /stop", "a+b"), "/stop");
  assert.equal(withoutAddress("/stop", undefined), "/stop");
});
