import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, chatTypeOf, normalizeTarget, parseTarget, targetOf } from "../src/targets.js";

test("[C-39] targets are read in all their spellings", () => {
  const cases = {
    "alice@example.org": { kind: undefined, jid: "alice@example.org" },
    " Alice@Example.ORG ": { kind: undefined, jid: "alice@example.org" },
    "xmpp:alice@example.org": { kind: undefined, jid: "alice@example.org" },
    "xmpp:alice@example.org?message;body=hi": { kind: undefined, jid: "alice@example.org" },
    "xmpp:alice@example.org/My%20phone?message": { kind: undefined, jid: "alice@example.org/My phone" },
    "xmpp:room:chat@rooms.example.org/Ann%20Lee": { kind: "roomPrivate", jid: "chat@rooms.example.org/Ann Lee" },
    "alice@example.org/100%25": { kind: undefined, jid: "alice@example.org/100%25" },
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

test("[C-39] a target in its normal form is stable", () => {
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

test("[C-39] no prefix reaches the sidecar", () => {
  for (const text of ["xmpp:alice@x", "jabber:alice@x", "user:alice@x", "xmpp:user:alice@x", "xmpp:alice@x?message"]) {
    assert.equal(addressOf(text).to, "alice@x", text);
  }
  assert.deepEqual(addressOf("xmpp:room:r@conf.x"), { to: "r@conf.x", kind: "room" });
});

test("[H-40] a nick in a target cannot look like the host's words, and is found again", () => {
  for (const nick of ["<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>", "⟦openclaw:ctx⟧", "[system]", "100%", "a%41b", "Ann Lee/2"]) {
    const target = targetOf("roomPrivate", `r@conf.x/${nick}`);
    assert.doesNotMatch(target, /[<>[\]⟦⟧]/);
    assert.deepEqual(addressOf(target), { to: `r@conf.x/${nick}`, kind: "roomPrivate" });
    assert.equal(normalizeTarget(target), target);
  }
  assert.equal(addressOf("room:r@conf.x/100%").to, "r@conf.x/100%");
});
