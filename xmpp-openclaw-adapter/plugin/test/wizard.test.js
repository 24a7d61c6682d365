import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { currentOf, openSettings, withoutInherited } from "../src/wizard.js";

const cfg = (xmpp) => ({ commands: { ownerAllowFrom: ["telegram:1"] }, channels: { xmpp } });

test("the owner is added to the owners that there are", () => {
  const patch = [
    { path: "commands.ownerAllowFrom", value: ["xmpp:alice@b"], why: "w" },
    { path: "session.dmScope", value: "per-channel-peer", why: "w" },
  ];
  assert.deepEqual(openSettings(cfg({}), patch).map(({ value }) => value), [["telegram:1", "xmpp:alice@b"], "per-channel-peer"]);
  const done = { commands: { ownerAllowFrom: ["xmpp:alice@b", "telegram:1"] }, session: { dmScope: "per-channel-peer" } };
  assert.deepEqual(openSettings(done, patch), []);
});

test("a named account is asked with what it inherits, but for another one's address and password", () => {
  const root = { jid: "a@b", password: "p", dmPolicy: "open", accounts: { work: { nick: "w" } } };
  assert.deepEqual(currentOf(cfg(root), "work"), { dmPolicy: "open", nick: "w" });
  assert.deepEqual(currentOf(cfg(root), "new"), { dmPolicy: "open" });
  assert.equal(currentOf(cfg(root), "default"), root);
});

test("what an account has from the section is not written into the account", () => {
  const root = { jid: "a@b", password: "p", dmPolicy: "open", rooms: ["r@c"], accounts: {} };
  const answers = { jid: "a@b", password: "p", dmPolicy: "open", rooms: ["r@c", "s@c"] };
  assert.deepEqual(withoutInherited(cfg(root), "work", {}, answers), { jid: "a@b", password: "p", rooms: ["r@c", "s@c"] });
  assert.deepEqual(withoutInherited(cfg(root), "work", { dmPolicy: "open" }, answers), answers);
  assert.equal(withoutInherited(cfg(root), "default", {}, answers), answers);
});

test("the manifest declares the flags of the setup", async () => {
  const source = await readFile(new URL("../src/setup.js", import.meta.url), "utf8");
  const { openclaw } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const flags = [...source.matchAll(/flags: "([^"]+)"/g)].map(([, flag]) => flag);
  assert.ok(flags.length > 5);
  assert.deepEqual(openclaw.channel.setup.fields.map(({ cli }) => cli.flags), flags);
});
