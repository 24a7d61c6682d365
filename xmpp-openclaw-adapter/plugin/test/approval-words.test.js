import assert from "node:assert/strict";
import { test } from "node:test";
import { isApproval, mayBecomeApproval } from "../src/approval-words.js";
import { asText } from "../src/untrusted.js";

test("[H-28] [H-30] an approval is one with and without its slash, wherever the command stands", () => {
  for (const text of [
    "/approve q1 allow-once",
    "  /APPROVE q1 deny",
    "yes, /approve q1 allow-once",
    "@12345/approve q1 allow-once",
    "/approve@bot q1 allow-once",
    "/approve: q1 allow-once",
    "approve q1 allow-once /status",
    "Approve always q1",
    "\n approve q1 block",
    // What nobody sees is cut out before the host gets the text.
    ...["\u007f", "\u0080", "\u009f", "\u0001"].map((unseen) => `/app${unseen}rove q1 allow-once`),
  ]) {
    assert.ok(isApproval(asText(text)), JSON.stringify(text));
    assert.ok(mayBecomeApproval(asText(text)), JSON.stringify(text));
  }
});

test("ordinary words are none, and those with the word in them are no commands", () => {
  for (const text of ["Approve, please!", "approve of the new plan", "the /approved list", "Samantha approve q1 allow-once /status", "Samantha/approve q1 deny"]) {
    assert.ok(!isApproval(text), text);
    assert.ok(mayBecomeApproval(text), text);
  }
  assert.ok(!mayBecomeApproval("/status", []));
  assert.ok(!mayBecomeApproval("hello", undefined));
  assert.ok(mayBecomeApproval("", [{ path: "/x/voice.ogg" }]), "a voice note becomes the text of the command");
});
