import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Child, childEnvironment } from "../src/child.js";
import { XmppError } from "../src/protocol.js";

const STAND_IN = path.join(path.dirname(fileURLToPath(import.meta.url)), "stand-in.js");
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

async function started(mode, handlers = {}, limits) {
  const child = new Child({ file: process.execPath, args: [STAND_IN, mode] }, handlers, SILENT, limits);
  await child.initialize({ name: "test", version: "0" }, "/nowhere");
  return child;
}

test("requests are answered, and stop ends the child at once", async () => {
  const child = await started("serve");
  assert.deepEqual(await child.request("probe", {}), { ok: true, elapsedMs: 1, features: [], services: [], lacks: [] });
  await child.stop();
  assert.match(await child.closed, /ended with code 0/);
  await assert.rejects(child.request("probe", {}), { kind: "STATE" });
});

test("what the sidecar asks is answered, failures too", async () => {
  const child = await started("serve", {
    "inbound.message": ({ eventId }) => ({ disposition: "adopted", reason: eventId }),
    "inbound.event": () => {
      throw new Error("no");
    },
  });
  try {
    const asked = await child.request("test.ask", { method: "inbound.message", params: { eventId: "e" } });
    assert.deepEqual(asked.result, { disposition: "adopted", reason: "e" });
    assert.match((await child.request("test.ask", { method: "inbound.event", params: {} })).error.message, /no/);
    assert.equal((await child.request("test.ask", { method: "nobody.knows", params: {} })).error.code, -32601);
  } finally {
    await child.stop();
  }
});

test("errors of the protocol come with their kind and their problems", async () => {
  const child = await started("serve");
  try {
    await assert.rejects(child.request("account.start", { accountId: "a", config: { jid: "wrong" } }), (error) => {
      assert.ok(error instanceof XmppError);
      assert.equal(error.kind, "CONFIGURATION");
      assert.match(error.message, /Wrong settings\.\njid: no JID/);
      return true;
    });
  } finally {
    await child.stop();
  }
});

test("another version of the protocol is refused", async () => {
  const child = new Child({ file: process.execPath, args: [STAND_IN, "other-version"] }, {}, SILENT);
  await assert.rejects(child.initialize({ name: "test", version: "0" }, "/nowhere"), /speaks protocol 2, the plugin 1/);
  await child.stop();
});

test("[C-12] a sidecar on a slow machine has half a minute to begin, and its answer says that it is ready", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const child = new Child({ file: process.execPath, args: [STAND_IN, "slow"] }, {}, SILENT);
  const begun = child.initialize({ name: "test", version: "0" }, "/nowhere");
  t.mock.timers.tick(29_999);
  await child.request("test.go", {});
  assert.equal((await begun).name, "stand-in");
  await child.stop();
});

test("[C-12] one that does not begin at all is given up", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const child = new Child({ file: process.execPath, args: [STAND_IN, "slow"] }, {}, SILENT);
  const begun = child.initialize({ name: "test", version: "0" }, "/nowhere");
  t.mock.timers.tick(30_000);
  await assert.rejects(begun, { kind: "TIMEOUT" });
  await child.stop();
});

for (const [mode, reason] of [
  ["crash", /ended with code 3/],
  ["eof", /closed its output/],
  ["oversized", /8388609 bytes; 8388608 are allowed/],
  ["garbage", /without Content-Length/],
]) {
  test(`${mode}: the child is gone, with the reason, and nobody waits for its answers`, async () => {
    const child = await started(mode);
    await assert.rejects(child.request("test.never", {}), { kind: "STATE" });
    assert.match(await child.closed, reason);
  });
}

test("while the pipe is gone and the process not yet, requests fail as later ones do, and notes are lost in silence", async () => {
  const child = await started("eof");
  let gone = false;
  void child.closed.then(() => (gone = true));
  const kinds = new Set();
  while (!gone) {
    child.notify("chatstate.set", {});
    await child.request("probe", {}).catch((error) => kinds.add(error.kind));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(kinds, new Set(["STATE"]));
});

test("a request that is not answered in time fails, the child stays", async () => {
  const child = await started("serve");
  await assert.rejects(child.request("test.never", {}, { timeoutMs: 20 }), { kind: "TIMEOUT" });
  assert.equal((await child.request("probe", {})).ok, true);
  await child.stop();
});

test("what was answered is kept no longer than its asker keeps it", async () => {
  const child = await started("serve");
  try {
    const answer = new WeakRef(await child.request("probe", {}));
    await child.request("probe", {});
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    assert.equal(answer.deref(), undefined);
  } finally {
    await child.stop();
  }
});

test("a child that is deaf to the end of stdin and to SIGTERM is killed", async () => {
  const child = await started("deaf", {}, { terminateMs: 50, killMs: 100 });
  await child.stop();
  assert.match(await child.closed, /SIGKILL/);
});

test("a program that cannot be started is told", async () => {
  const child = new Child({ file: "/nowhere/java", args: [] }, {}, SILENT);
  assert.match(await child.closed, /could not be started: .*ENOENT/);
});

test("the child gets nothing of the environment that it does not need", () => {
  const env = { PATH: "/bin", HOME: "/h", XMPP_LOG_LEVEL: "debug", OPENAI_API_KEY: "secret", XMPP_PASSWORD: "secret" };
  assert.deepEqual(childEnvironment(env), { PATH: "/bin", HOME: "/h", XMPP_LOG_LEVEL: "debug" });
});
