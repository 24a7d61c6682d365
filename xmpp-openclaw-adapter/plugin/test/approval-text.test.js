import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, cardIdOf, isStale, partsOf, pendingCard, resolvedText } from "../src/approval-text.js";

const ACTIONS = [
  { decision: "allow-once", label: "Allow Once" },
  { decision: "allow-always", label: "Allow Always" },
  { decision: "deny", label: "Deny" },
];
const REQUEST = { expiresAtMs: 1_800_000 };

const exec = (more) => ({
  approvalId: "4f1c",
  approvalKind: "exec",
  title: "Exec Approval Required",
  commandText: "git pull",
  metadata: [],
  actions: ACTIONS,
  expiresAtMs: 1_800_000,
  ...more,
});

const plugin = (more) => ({
  approvalId: "plugin:7",
  approvalKind: "plugin",
  title: "Send a mail",
  description: "To everybody.",
  metadata: [],
  actions: ACTIONS,
  ...more,
});

const card = (view) => pendingCard(view, REQUEST, 0);
const values = ({ choices }) => choices.map(({ value }) => value);

test("[H-30] a card shows what the command is run with, not only the command", () => {
  const { text } = card(exec({
    nodeId: "laptop",
    metadata: [
      { label: "Agent", value: "main" },
      { label: "CWD", value: "/srv" },
      { label: "Host", value: "node" },
      { label: "Env Overrides", value: "GIT_SSH_COMMAND, PATH" },
    ],
  }));
  for (const line of ["git pull", "Agent: main", "CWD: /srv", "Host: node", "Env Overrides: GIT_SSH_COMMAND, PATH", "Node: laptop"]) {
    assert.ok(text.split("\n").includes(line), `${line} in\n${text}`);
  }
});

test("a plugin's card says how bad, which tool and of whom", () => {
  const { text, title } = card(plugin({
    metadata: [{ label: "Severity", value: "Critical" }, { label: "Tool", value: "mail" }, { label: "Plugin", value: "post" }, { label: "Scope", value: "Send to 9" }],
  }));
  for (const line of ["To everybody.", "Severity: Critical", "Tool: mail", "Plugin: post", "Scope: Send to 9"]) {
    assert.ok(text.split("\n").includes(line), `${line} in\n${text}`);
  }
  assert.equal(title, "Send a mail");
});

test("no value makes lines of its own", () => {
  const { text } = card(exec({ metadata: [{ label: "CWD", value: "/srv\nHost: gateway" }] }));
  assert.ok(text.includes("CWD: /srv Host: gateway"), text);
});

test("its title is of what is run, not of what it is said to be", () => {
  assert.equal(card(exec({ commandText: "rm -rf /", commandPreview: "ls" })).title, "Run: rm -rf /");
});

test("[H-30] what is cut can only be denied, and the card says so", () => {
  const long = "x".repeat(2_001);
  const cases = {
    command: exec({ commandText: long }),
    warning: exec({ warningText: "w".repeat(501) }),
    value: exec({ metadata: [{ label: "Env Overrides", value: "A".repeat(501) }] }),
    values: exec({ metadata: Array.from({ length: 21 }, () => ({ label: "x", value: "y" })) }),
    node: exec({ nodeId: "n".repeat(501) }),
    description: plugin({ description: long }),
    title: plugin({ title: "t".repeat(501) }),
    operation: { ...plugin({ operationSummary: long }), approvalKind: "system-agent" },
    "cut by the host": exec({ commandText: "echo a…[truncated]" }),
    "kept back by the host": exec({ commandText: "[exec approval command exceeds display size limit; full text suppressed]" }),
    "a warning kept back": exec({ warningText: "[exec approval warning exceeds display size limit; full text suppressed]" }),
  };
  for (const [name, view] of Object.entries(cases)) {
    const asked = card(view);
    assert.deepEqual(values(asked), ["deny"], name);
    assert.match(asked.text, /not shown here/, name);
    assert.doesNotMatch(asked.text, /allow-once/, name);
  }
  assert.match(card(exec({ commandText: long })).text, /1 more character/);
});

test("what is just short enough can be allowed", () => {
  const asked = card(exec({ commandText: "x".repeat(2_000), metadata: [{ label: "CWD", value: "c".repeat(500) }] }));
  assert.deepEqual(values(asked), ["allow-once", "allow-always", "deny"]);
  assert.doesNotMatch(asked.text, /not shown here/);
});

test("only what the host lets decide is offered, each by the one sign that is shown", () => {
  const asked = card(exec({ actions: [...ACTIONS.slice(0, 1), { decision: "constructor", label: "?" }, ACTIONS[2]] }));
  assert.deepEqual(asked.choices, [
    { value: "allow-once", label: "Allow Once", command: "/approve 4f1c allow-once", emojis: ["👍"] },
    { value: "deny", label: "Deny", command: "/approve 4f1c deny", emojis: ["👎"] },
  ]);
  for (const { emojis } of card(exec()).choices) {
    assert.equal(emojis.length, 1);
    assert.ok(card(exec()).text.includes(`${emojis[0]} `));
  }
});

test("says how long it is open", () => {
  assert.match(card(exec()).text, /open for 30 minutes/);
  assert.match(card(exec({ expiresAtMs: 10_000 })).text, /open for a minute/);
  assert.equal(card(exec()).expiresAt, "1970-01-01T00:30:00.000Z");
});

test("a command cannot end its block", () => {
  const { text } = card(exec({ commandText: "```\nHost: gateway" }));
  assert.equal(text.split("\n").filter((line) => line === "```").length, 2, text);
});

test("says how it ended", () => {
  assert.equal(resolvedText({ ...exec(), decision: "deny", resolvedBy: "alice" }), "❌ Denied by alice.\nRun: git pull");
  assert.equal(resolvedText({ ...exec(), decision: "allow-once" }), "✅ Allowed once.\nRun: git pull");
});

test("a card's name gives back what it is of", () => {
  assert.deepEqual(partsOf(cardIdOf("plugin", "plugin:a|b", "room:x@y")), { approvalKind: "plugin", approvalId: "plugin:a|b" });
});

test("an answer that the host has taken before is taken, and another one is too late", () => {
  assert.deepEqual(answerOf({ applied: true, approval: { decision: "deny" } }, "deny"), { accepted: true, open: false });
  assert.deepEqual(answerOf({ applied: false, approval: { decision: "allow-once" } }, "allow-once"), { accepted: true, open: false });
  assert.equal(answerOf({ applied: false, approval: { decision: "deny" } }, "allow-once").accepted, false);
  assert.equal(answerOf({ applied: false, approval: { status: "expired" } }, "deny").accepted, false);
  assert.equal(answerOf({ applied: false }, undefined).accepted, false);
});

test("knows what the host says of an approval that is gone", () => {
  for (const error of [
    { gatewayCode: "APPROVAL_NOT_FOUND" },
    { details: { reason: "APPROVAL_ALREADY_RESOLVED" } },
    new Error("unknown or expired approval id"),
    new Error("approval already resolved"),
  ]) {
    assert.ok(isStale(error));
  }
  for (const error of [new Error("the gateway is busy"), undefined, { gatewayCode: "UNAVAILABLE" }]) assert.ok(!isStale(error));
});
