/** What settings change that the host's own modules read. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ACTION_GROUPS } from "../../src/action-gate.js";
import { actions } from "../../src/actions.js";
import { TOOLS, toolOf } from "../../src/tools.js";

const cfgOf = (settings) => ({ channels: { xmpp: { jid: "bot@example.org", password: "secret", ...settings } } });

/** What of a group the agent is offered. */
function offered(group, cfg) {
  const tools = Object.keys(TOOLS).filter((name) => TOOLS[name].group === group && toolOf(name, { config: cfg, messageChannel: "xmpp" }));
  return [...actions.describeMessageTool({ cfg }).actions.filter((action) => ACTION_GROUPS[group].actions.includes(action)), ...tools];
}

test(
  "what is switched off is not offered: [setting: actions.messages] [setting: actions.reactions] [setting: actions.history] " +
    "[setting: actions.roomInfo] [setting: actions.rooms] [setting: actions.moderation] [setting: actions.pubsub] [setting: actions.block] [setting: actions.profile]",
  () => {
    for (const group of ["messages", "reactions", "history", "roomInfo", "rooms", "moderation", "pubsub", "block", "profile"]) {
      assert.notDeepEqual(offered(group, cfgOf({ actions: { [group]: true } })), [], group);
      assert.deepEqual(offered(group, cfgOf({ actions: { [group]: false } })), [], group);
    }
  },
);

test("[setting: healthMonitor] the host looks after an account unless its settings say otherwise", async () => {
  const { createChannelManager } = await hostModule("function createChannelManager(");
  const watched = (settings, accountId = "default") =>
    createChannelManager({ getRuntimeConfig: () => cfgOf(settings) }).isHealthMonitorEnabled("xmpp", accountId);
  assert.equal(watched({}), true);
  assert.equal(watched({ healthMonitor: { enabled: false } }), false);
  const accounts = { work: { jid: "work@example.org", healthMonitor: { enabled: true } }, home: { jid: "home@example.org" } };
  assert.deepEqual(
    ["work", "home"].map((id) => watched({ healthMonitor: { enabled: false }, accounts }, id)),
    [true, false],
  );
});

/** A module of the host that it does not export, by what it defines; its name changes with each version. */
async function hostModule(definition) {
  const dist = path.join(path.dirname(process.env.OPENCLAW), "dist");
  const names = readdirSync(dist).filter((name) => name.startsWith("server-channels-") && name.endsWith(".mjs"));
  const found = names.find((name) => readFileSync(path.join(dist, name), "utf8").includes(definition));
  assert.ok(found, `the host defines it elsewhere: ${definition}`);
  return await import(pathToFileURL(path.join(dist, found)).href);
}
