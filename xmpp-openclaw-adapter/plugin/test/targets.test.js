import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, chatTypeOf, normalizeTarget, parseTarget } from "../src/targets.js";

test("targets are read in all their spellings", () => {
  const cases = {
    "alice@example.org": { kind: undefined, jid: "alice@example.org" },
    " Alice@Example.ORG ": { kind: undefined, jid: "alice@example.org" },
    "xmpp:alice@example.org": { kind: undefined, jid: "alice@example.org" },
    "xmpp:alice@example.org?message;body=hi": { kind: undefined, jid: "alice@example.org" },
    "user:alice@example.org": { kind: "direct", jid: "alice@example.org" },
    "xmpp:user:alice@example.org": { kind: "direct", jid: "alice@example.org" },
    "room:chat@rooms.example.org": { kind: "room", jid: "chat@rooms.example.org" },
    "group:chat@rooms.example.org": { kind: "room", jid: "chat@rooms.example.org" },
    "room:chat@rooms.example.org/Ann Lee": { kind: "roomPrivate", jid: "chat@rooms.example.org/Ann Lee" },
    "alice@example.org/Phone": { kind: undefined, jid: "alice@example.org/Phone" },
    "alice@example.org/a@b/c": { kind: undefined, jid: "alice@example.org/a@b/c" },
    "bot@[::1]": { kind: undefined, jid: "bot@[::1]" },
  };
  for (const [text, target] of Object.entries(cases)) assert.deepEqual(parseTarget(text), target, text);
});

test("what is no JID is no target", () => {
  for (const text of ["", "alice", "#channel", "@alice", "a b@c", "telegram:123", "room:", "user@", null, undefined]) {
    assert.equal(parseTarget(text), null, String(text));
  }
  assert.throws(() => addressOf("alice"), /user@host/);
});

test("a target in its normal form is stable", () => {
  for (const text of ["xmpp:Alice@Example.org?chat", "room:R@conf.x", "group:r@conf.x/nick", "user:bob@x"]) {
    const normal = normalizeTarget(text);
    assert.equal(normalizeTarget(normal), normal, text);
  }
  assert.equal(normalizeTarget("group:r@conf.x"), "room:r@conf.x");
  assert.equal(normalizeTarget("user:bob@x"), "bob@x");
  assert.equal(normalizeTarget("nobody"), undefined);
});

test("only a room by name is a group", () => {
  assert.equal(chatTypeOf("room:r@conf.x"), "group");
  assert.equal(chatTypeOf("room:r@conf.x/nick"), "direct");
  assert.equal(chatTypeOf("user:a@x"), "direct");
  assert.equal(chatTypeOf("a@x"), undefined);
});
