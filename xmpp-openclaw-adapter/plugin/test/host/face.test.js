/** What the agent is called and looks like where the settings do not say, with the host's own modules. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { withFace } from "../../src/face.js";

const folder = mkdtempSync(path.join(tmpdir(), "face-"));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, "me.png"), "png");
writeFileSync(path.join(folder, "big.png"), Buffer.alloc(200 * 1024));
writeFileSync(path.join(folder, "me.txt"), "text");

function faced(identity, config = {}) {
  const cfg = { agents: { list: [{ id: "main", workspace: folder, identity }] } };
  const core = { config: { current: () => cfg }, channel: { routing: { resolveAgentRoute: () => ({ agentId: "main" }) } } };
  const log = { debug: (text) => assert.fail(text) };
  return withFace({ core, accountId: "default", log }, config);
}

test("the agent is called and shown as the host does", () => {
  assert.deepEqual(faced({ name: " Robin ", avatar: "me.png" }), { name: "Robin", profile: { name: "Robin", avatar: path.join(folder, "me.png") } });
  assert.deepEqual(faced(undefined), {});
});

test("what the settings say stands", () => {
  const config = { name: "Kay", nick: "kay", profile: { name: "Kay K.", avatar: "/etc/kay.png" } };
  assert.deepEqual(faced({ name: "Robin", avatar: "me.png" }, config), config);
  assert.deepEqual(faced({ name: "Robin" }, { name: "Kay" }), { name: "Kay", profile: { name: "Kay" } });
  assert.deepEqual(faced(undefined, { name: "Kay" }), { name: "Kay" });
});

test("an account starts whatever is the matter with its agent", () => {
  const told = [];
  const core = { config: { current: () => ({ agents: {} }) }, channel: {} };
  assert.deepEqual(withFace({ core, accountId: "default", log: { debug: (text) => told.push(text) } }, { jid: "a@b" }), { jid: "a@b" });
  assert.equal(told.length, 1);
});

test("a picture that people's clients cannot show, or that is not the agent's own, is left out", () => {
  for (const avatar of ["me.txt", "big.png", "gone.png", "../../etc/hostname", "https://example.org/me.png", "data:image/png;base64,AAAA"]) {
    assert.deepEqual(faced({ name: "Robin", avatar }), { name: "Robin", profile: { name: "Robin" } }, avatar);
  }
});
