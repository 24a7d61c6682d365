/** The menu of commands and the approvals, with the host's own modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerCard, approvalCards } from "../../src/approval-cards.js";
import { suppressesPrompt } from "../../src/approvals.js";
import { live } from "../../src/live.js";
import { menuOf, sendMenu } from "../../src/menu.js";
import { XmppError } from "../../src/protocol.js";

const cfg = (more) => ({
  commands: { ownerAllowFrom: ["alice@example.org"] },
  channels: { xmpp: { jid: "bot@example.org", password: "x", ...more } },
});

async function sent(config) {
  const calls = [];
  await sendMenu({
    accountId: "default",
    core: { config: { current: () => cfg(config) } },
    call: async (method, params) => calls.push({ method, params }),
    log: { warn: assert.fail },
  });
  return calls;
}

test("the host's commands are the menu, unless the settings say that there is none", async () => {
  const [{ method, params }] = await sent({});
  assert.equal(method, "menu.set");
  assert.ok(params.commands.some(({ name }) => name === "status"));
  for (const off of [false, "yes"]) {
    assert.deepEqual(await sent({ actions: { menu: off } }), [{ method: "menu.set", params: { commands: [] } }]);
  }
});

test("every command of the menu has a name and arguments", () => {
  for (const { name, args } of menuOf(cfg())) {
    assert.match(name, /^[\w-]+$/);
    assert.ok(Array.isArray(args));
  }
});

test("[H-30] who was an approver when the card was shown, and is none any more, answers nothing", async () => {
  const account = { accountId: "default", core: { config: { current: () => cfg() } } };
  assert.deepEqual(await answerCard(account, { cardId: "exec|1|mallory%40example.org", choice: "allow-once", sender: "mallory@example.org" }), {
    accepted: false,
    open: true,
    reason: "You may no longer answer this question.",
  });
});

test("the host's own line about an approval is left out only where a card asks", () => {
  const payload = { text: "Approval required", channelData: { execApproval: { approvalId: "1", approvalSlug: "1", agentId: "main", allowedDecisions: ["deny"] } } };
  assert.equal(suppressesPrompt(cfg(), "default", payload), true);
  assert.equal(suppressesPrompt(cfg({ execApprovals: { enabled: false } }), "default", payload), false);
  assert.equal(suppressesPrompt({ ...cfg(), commands: { ownerAllowFrom: ["*"] } }, "default", payload), false, "everybody is nobody");
  assert.equal(suppressesPrompt(cfg(), "default", { text: "hello" }), false);
});

test("[H-57] a card that was settled elsewhere ends as it did, also if the sidecar is away for a moment", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const closed = [];
  let away = 2;
  const call = async (method, params) => {
    closed.push([method, params]);
    if (away-- > 0) throw new XmppError("DISCONNECTED", "the sidecar is away");
  };
  live().accounts.set("default", { call, abortSignal: new AbortController().signal });
  t.after(() => live().accounts.delete("default"));
  let done = false;
  const ended = approvalCards.transport
    .updateEntry({ accountId: "default", entry: { cardId: "c1" }, payload: { text: "Denied." } })
    .finally(() => (done = true));
  while (!done) {
    await new Promise(setImmediate);
    t.mock.timers.tick(2_000);
  }
  await ended;
  assert.deepEqual(closed, Array(3).fill(["card.close", { cardId: "c1", text: "Denied." }]));
});
