import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { followSettings, LIVE_SETTINGS, reload } from "../src/reload.js";

// Who the account is, how it reaches its server, and what only the host or the start of the sidecar reads.
const RESTARTING = [
  "enabled", "jid", "password", "server", "resource", "tls", "sasl", "engine", "javaPath", "mediaHosts", "healthMonitor",
  "accounts", "defaultAccount",
];

test("[R29] every setting of the manifest is either taken over while running, or restarts the account", () => {
  const manifest = JSON.parse(readFileSync(new URL("../openclaw.plugin.json", import.meta.url), "utf8"));
  const { properties } = manifest.channelConfigs.xmpp.schema;
  assert.deepEqual([...LIVE_SETTINGS, ...RESTARTING].sort(), Object.keys(properties).sort());
});

test("[R29] policy, lists, prompts and rooms restart nothing, in the section and in accounts", () => {
  for (const setting of ["dmPolicy", "allowFrom", "groupPolicy", "groupAllowFrom", "mucRooms", "rooms"]) {
    assert.ok(reload.noopPrefixes.includes(`channels.xmpp.${setting}`), setting);
    assert.ok(reload.noopPrefixes.includes(`channels.xmpp.accounts.*.${setting}`), setting);
  }
  // An approval of the host writes the first owner there.
  assert.ok(reload.noopPrefixes.includes("commands"));
  assert.ok(!reload.noopPrefixes.some((prefix) => "channels.xmpp.password".startsWith(prefix)));
});

const hostConfig = (xmpp) => ({ channels: { xmpp } });

/** Follows one configuration after the other; returns what was taken. */
async function followed(accountId, configurations) {
  const stop = new AbortController();
  const [first, ...later] = configurations;
  const taken = [];
  const current = () => {
    if (later.length === 0) stop.abort();
    return later.length > 1 ? later.shift() : (later.shift() ?? configurations.at(-1));
  };
  await followSettings(accountId, current, first, async (config) => taken.push(config), stop.signal, {
    everyMs: 1,
    restartWithinMs: 1,
  });
  return taken;
}

test("[R29] a running account gets its settings after each change, and only then", async () => {
  const base = { jid: "a@b", password: "p" };
  const again = hostConfig({ ...base, dmPolicy: "open" });
  const taken = await followed("default", [
    base,
    hostConfig(base),
    again,
    again,
    hostConfig({ ...base, dmPolicy: "open" }),
    hostConfig({ ...base, dmPolicy: "allowlist" }),
    {},
  ]);
  assert.deepEqual(taken.map(({ dmPolicy }) => dmPolicy), ["open", "allowlist"]);
});

test("[R29] what makes the host start an account anew is left to it, unless it does not", async () => {
  const base = { jid: "a@b", password: "p" };
  const stop = new AbortController();
  const taken = [];
  let looked = 0;
  const current = () => (looked++ === 0 ? hostConfig(base) : hostConfig({ ...base, jid: "c@b" }));
  const following = followSettings("default", current, base, async (config) => taken.push(config), stop.signal, {
    everyMs: 1,
    restartWithinMs: 60_000,
  });
  while (looked < 2) await turn();
  stop.abort();
  await following;
  assert.deepEqual(taken, []);
  const rotated = { ...base, password: "q" };
  assert.deepEqual(await followed("default", [base, hostConfig(rotated), {}]), [rotated]);
});

test("[R29] an account that is switched off or gone is left to the host, and what is inherited counts", async () => {
  const work = { jid: "w@b", password: "p" };
  const taken = await followed("work", [
    work,
    hostConfig({ accounts: { work: { ...work, enabled: false }, home: {} } }),
    hostConfig({ accounts: { home: {} } }),
    hostConfig({ nick: "robin", accounts: { work, home: {} } }),
    {},
  ]);
  assert.deepEqual(taken, [{ ...work, nick: "robin" }]);
});
