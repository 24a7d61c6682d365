import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { explained, findings, status } from "../src/cli-output.js";
import { hostSettings } from "../src/host-settings.js";
import { goldenFolder } from "./golden.js";

process.env.TZ = "UTC";

function golden(method) {
  return JSON.parse(readFileSync(path.join(goldenFolder(), `${method}.json`), "utf8"));
}

test("a decision is told as when, who, what, and why with its cure", () => {
  const lines = explained(golden("explain").result.decisions);
  assert.equal(lines[0], "2026-11-24 10:00:01  mallory@example.org  direct  a stranger");
  assert.match(lines[1], /^ {4}mallory@example\.org is a stranger.*channels\.xmpp\.allowFrom/);
  assert.equal(lines[2], "    a pairing code was sent: said once per request");
  const room = { at: "2026-11-24T10:00:01Z", kind: "room", sender: "a@x", conversation: "r@conf.x", messageIds: [], admission: "observe" };
  assert.equal(explained([{ ...room, reason: "not_mentioned", text: "t" }])[0], "2026-11-24 10:00:01  a@x in r@conf.x  room  kept as context");
});

test("what strangers chose cannot make lines of its own in a terminal", () => {
  const forged = { at: "now\n", kind: "room", sender: "r@c/\u001b[2Jx\nERROR: pay", conversation: "r@c", admission: "drop", text: "a\nb" };
  const lines = explained([forged]);
  assert.equal(lines.length, 2);
  for (const line of lines) assert.doesNotMatch(line, /[\u0000-\u001f]/);
});

test("a finding is told with its cure", () => {
  assert.deepEqual(findings(golden("doctor").result.findings), [
    "ERROR: All direct chats are one conversation: one person sees what the agent was told by another.",
    '    Set session.dmScope to "per-channel-peer".',
  ]);
  assert.deepEqual(findings([]), ["Nothing is wrong."]);
});

test("the status tells all that the sidecar does", () => {
  const [account] = golden("status").result.accounts;
  const text = status(account).join("\n");
  for (const told of [
    "online since 2026-11-24 10:00:00", "bot@example.org/openclaw", "xmpp://chat.example.org:5222", "TLSv1.3", "SCRAM-SHA-256",
    "team@conference.example.org as bot, refused: it lets only members in", "2026-11-24 10:00:01", "2026-11-24 10:00:02",
    "the state cannot be written", "2 messages", "sender_listed 12, not_mentioned 7", "lost",
  ]) {
    assert.ok(text.includes(told), `${told} in\n${text}`);
  }
});

test("the doctor hears what the host's configuration says, as the golden file has it", () => {
  const cfg = {
    channels: { xmpp: { password: { source: "env", id: "P" }, accounts: { plain: { password: "x" }, quoted: { password: "${XMPP_P}" } } } },
    messages: { groupChat: { visibleReplies: "automatic" } },
    session: { dmScope: "main", reset: { mode: "idle" }, resetByChannel: { xmpp: { mode: "daily" } } },
    commands: { ownerAllowFrom: ["xmpp:alice@example.org"], allowFrom: { xmpp: ["alice@example.org"] } },
    approvals: { exec: { enabled: true } },
  };
  assert.deepEqual(hostSettings(cfg, "default"), golden("doctor").params.hostSettings);
  assert.equal(hostSettings(cfg, "plain").passwordIsPlain, true);
  assert.equal(hostSettings(cfg, "quoted").passwordIsPlain, false);
  assert.deepEqual(hostSettings({}, "default"), { passwordIsPlain: false });
});
