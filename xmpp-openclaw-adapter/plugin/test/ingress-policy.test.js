import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOwners, ingressPolicy, requiresMention, roomSetting } from "../src/ingress-policy.js";

const ALICE = "alice@example.org";
const ROOM = "chat@rooms.example.org";
const refused = { asked: false };
const direct = (dmPolicy, allowFrom) => ({ asked: true, dmPolicy, allowFrom, groupPolicy: "disabled", groupAllowFrom: [] });
const group = (groupPolicy, groupAllowFrom) => ({ asked: true, dmPolicy: "disabled", allowFrom: [], groupPolicy, groupAllowFrom });

/** Each row: what it is about, the settings, the sender's JID, what the resolver is given. */
const DIRECT = [
  ["nothing set is pairing", {}, ALICE, direct("pairing", [])],
  ["pairing gives the list as written", { dmPolicy: "pairing", allowFrom: ["bob@x"] }, ALICE, direct("pairing", ["bob@x"])],
  ["allowlist gives the list as written", { dmPolicy: "allowlist", allowFrom: ["bob@x"] }, ALICE, direct("allowlist", ["bob@x"])],
  ["allowlist without entries lets nobody in", { dmPolicy: "allowlist" }, ALICE, direct("allowlist", [])],
  ["open without a list is for all", { dmPolicy: "open" }, ALICE, direct("open", ["*"])],
  ["open with * is for all", { dmPolicy: "open", allowFrom: ["bob@x", "*"] }, ALICE, direct("open", ["*"])],
  ["open with a list is for the listed", { dmPolicy: "open", allowFrom: ["bob@x"] }, ALICE, direct("open", ["bob@x"])],
  ["disabled is not asked", { dmPolicy: "disabled", allowFrom: [ALICE] }, ALICE, refused],
  ["an unknown policy is not asked", { dmPolicy: "opne" }, ALICE, refused],
  ["a sender without a JID is not asked", { dmPolicy: "open" }, null, refused],
  ["a domain entry that matches becomes the sender", { allowFrom: ["*@example.org"] }, ALICE, direct("pairing", [ALICE])],
  ["a domain entry is compared without case", { allowFrom: ["*@Example.ORG"] }, ALICE, direct("pairing", [ALICE])],
  ["a domain entry does not reach subdomains", { allowFrom: ["*@example.org"] }, "eve@sub.example.org", direct("pairing", [])],
  ["a domain entry does not reach longer domains", { allowFrom: ["*@example.org"] }, "eve@evilexample.org", direct("pairing", [])],
  ["open with a domain list is for that domain", { dmPolicy: "open", allowFrom: ["*@x"] }, ALICE, direct("open", [])],
];

const IN_ROOM = [
  ["nothing set is open", {}, ALICE, group("open", [])],
  ["disabled is not asked", { groupPolicy: "disabled", mucRooms: { [ROOM]: {} } }, ALICE, refused],
  ["a room that is off is not asked", { mucRooms: { [ROOM]: { enabled: false } } }, ALICE, refused],
  ["allowlist: a room that is not listed is not asked", { groupPolicy: "allowlist", mucRooms: { "other@x": {} } }, ALICE, refused],
  ["allowlist: * lists no room", { groupPolicy: "allowlist", mucRooms: { "*": {} } }, ALICE, refused],
  ["allowlist: a listed room without senders is for all", { groupPolicy: "allowlist", mucRooms: { [ROOM]: {} } }, ALICE, group("open", [])],
  ["both sender lists count", { groupAllowFrom: ["g@x"], mucRooms: { [ROOM]: { users: ["u@x"] } } }, ALICE, group("allowlist", ["u@x", "g@x"])],
  ["under allowlist too", { groupPolicy: "allowlist", groupAllowFrom: ["g@x"], mucRooms: { [ROOM]: {} } }, ALICE, group("allowlist", ["g@x"])],
  ["users of * are a default", { mucRooms: { "*": { users: ["u@x"] }, [ROOM]: {} } }, ALICE, group("allowlist", ["u@x"])],
  ["a hidden JID passes no list", { groupAllowFrom: ["g@x"] }, null, refused],
  ["not even the list *", { groupAllowFrom: ["*"] }, null, refused],
  ["but a room that is trusted", { groupAllowFrom: ["g@x"], mucRooms: { [ROOM]: { trustRoom: true } } }, null, group("open", [])],
  ["a hidden JID passes where there is no list", {}, null, group("open", [])],
  ["a known JID is not let in by trust in the room", { groupAllowFrom: ["g@x"], mucRooms: { [ROOM]: { trustRoom: true } } }, ALICE, group("allowlist", ["g@x"])],
  ["domain entries count in rooms", { groupAllowFrom: ["*@example.org"] }, ALICE, group("allowlist", [ALICE])],
  ["rooms are compared without case", { mucRooms: { "Chat@Rooms.example.org": { enabled: false } } }, ALICE, refused],
  ["allowFrom is not for rooms", { allowFrom: [ALICE], groupAllowFrom: ["g@x"] }, ALICE, group("allowlist", ["g@x"])],
];

const PRIVATE = [
  ["nothing set is not asked", { dmPolicy: "open" }, ALICE, refused],
  ["allowlist asks for the real JID", { mucPrivateMessages: "allowlist", allowFrom: [ALICE] }, null, refused],
  ["allowlist is allowFrom and the paired", { mucPrivateMessages: "allowlist", allowFrom: [ALICE] }, ALICE, direct("pairing", [ALICE])],
  ["open is for all", { mucPrivateMessages: "open" }, null, direct("open", ["*"])],
  ["tools of the room would not hold", { mucPrivateMessages: "open", mucRooms: { [ROOM]: { tools: { deny: ["exec"] } } } }, ALICE, refused],
  ["nor those of all rooms", { mucPrivateMessages: "open", mucRooms: { "*": { tools: {} } } }, ALICE, refused],
];

for (const [name, rows, kind] of [
  ["direct", DIRECT, "direct"],
  ["room", IN_ROOM, "room"],
  ["room private message", PRIVATE, "roomPrivate"],
]) {
  for (const [about, config, senderJid, expected] of rows) {
    test(`${name}: ${about}`, () => assert.deepEqual(ingressPolicy(config, { kind, room: ROOM, senderJid }), expected));
  }
}

test("a room asks to be mentioned unless it says otherwise", () => {
  assert.equal(requiresMention({}, ROOM), true);
  assert.equal(requiresMention({ mucRooms: { "*": { requireMention: false } } }, ROOM), false);
  assert.equal(requiresMention({ mucRooms: { "*": { requireMention: false }, [ROOM]: { requireMention: true } } }, ROOM), true);
  assert.equal(roomSetting({ mucRooms: { [ROOM]: { systemPrompt: "x" } } }, ROOM, "systemPrompt"), "x");
});

test("owners are the host's, of this channel, and never everybody", () => {
  const owners = (ownerAllowFrom) => commandOwners({ commands: { ownerAllowFrom } });
  assert.deepEqual(owners(["xmpp:Boss@x", "b@y", "telegram:123", "*", "xmpp:*", 42]), ["boss@x", "b@y"]);
  assert.deepEqual(commandOwners({}), []);
  const allowed = (allowFrom) => commandOwners({ commands: { ownerAllowFrom: ["boss@x"], allowFrom } });
  assert.deepEqual(allowed({ xmpp: ["a@x"], "*": ["b@x"] }), ["boss@x", "a@x"]);
  assert.deepEqual(allowed({ "*": ["b@x", "12345"], telegram: ["c@x"] }), ["boss@x", "b@x"]);
  assert.deepEqual(allowed({ xmpp: ["*"] }), ["boss@x", "*"]);
});
