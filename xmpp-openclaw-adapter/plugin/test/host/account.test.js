/**
 * The life of an account as the host sees it: the plugin as it is packed ($PLUGIN), the host's own modules, and a stand-in for
 * the sidecar that does what real ones do on bad days.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const state = mkdtempSync(path.join(tmpdir(), "xmpp-account-"));
process.env.OPENCLAW_STATE_DIR = state;
after(() => rmSync(state, { recursive: true, force: true }));

// What a test that fails leaves running would keep this process alive.
const running = [];
afterEach(() => Promise.all(running.splice(0).map((stop) => stop())));

const packed = (file) => import(pathToFileURL(path.join(process.env.PLUGIN, "src", file)).href);
const { startAccount } = await packed("account.js");
const { actions } = await packed("actions.js");
const { live, setRuntime } = await packed("live.js");

const STAND_IN = fileURLToPath(new URL("../stand-in.js", import.meta.url));
const base = { jid: "bot@example.org", password: "p", javaPath: STAND_IN };
let cfg = { channels: { xmpp: base } };
setRuntime({ version: "0", config: { current: () => cfg }, channel: { pairing: { readAllowFromStore: async () => [] } } });

/** The host's side of one account: its task, and all that it was told. */
function started(config = base, accountId = "default") {
  const abort = new AbortController();
  const told = [];
  let status = {};
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const task = startAccount({
    cfg,
    accountId,
    account: { accountId, config },
    abortSignal: abort.signal,
    log,
    getStatus: () => status,
    setStatus: (next) => told.push((status = next)),
  });
  let ended = null;
  task.then(
    () => (ended = "resolved"),
    (error) => (ended = error.message),
  );
  const stop = async () => {
    abort.abort();
    await task.catch(() => {});
  };
  running.push(stop);
  return {
    told,
    task,
    status: () => status,
    ended: () => ended,
    until: async (holds) => {
      while (!holds(status)) {
        assert.ok(!abort.signal.aborted, "it was stopped before that came");
        await pause(10);
      }
    },
    stop,
  };
}

let count = 0;

/** Lets the sidecar say something. */
function said(method, params) {
  const folder = path.join(state, "xmpp", "stand-in", "in");
  mkdirSync(folder, { recursive: true });
  // Whole or not at all: the stand-in looks at any moment.
  writeFileSync(path.join(folder, "said.json.new"), JSON.stringify({ method, params }));
  renameSync(path.join(folder, "said.json.new"), path.join(folder, `${count++}.json`));
}

/** The policies of the settings that the sidecar was given, in order. */
function given() {
  const asked = readFileSync(path.join(state, "xmpp", "stand-in", "asked.jsonl"), "utf8").split("\n").slice(0, -1);
  return asked.map((line) => JSON.parse(line)).filter(({ method }) => method === "account.start").map(({ params }) => params.config.dmPolicy);
}

const online = ({ connected, lifecycle }) => connected === true && lifecycle === "ready";

test("[R22] the host's task lives as long as the account: a lost stream and a killed sidecar do not end it", async () => {
  const account = started();
  await account.until(online);
  said("account.state", { accountId: "default", state: "reconnecting", error: { kind: "DISCONNECTED", message: "lost", retryable: true } });
  await account.until(({ lifecycle }) => lifecycle === "recovering");
  assert.equal(account.status().lastError, "lost");
  said("account.state", { accountId: "default", state: "online", jid: "bot@example.org/x" });
  await account.until(online);
  const { pid } = live().supervisor;
  process.kill(pid, "SIGKILL");
  await account.until(({ lifecycle }) => lifecycle === "recovering");
  await account.until(online);
  assert.notEqual(live().supervisor.pid, pid);
  assert.equal(account.ended(), null);
  await account.stop();
  assert.equal(account.ended(), "resolved");
  assert.equal(live().accounts.size, 0);
});

test("[R22] what no retry mends ends the task, with the reason and its cure, and for good", async () => {
  for (const kind of ["AUTHENTICATION", "TLS", "CONFLICT"]) {
    const account = started();
    await account.until(online);
    said("account.state", { accountId: "default", state: "failed", error: { kind, message: `no: ${kind}`, retryable: false } });
    await assert.rejects(account.task, new RegExp(`no: ${kind}`));
    assert.equal(account.status().terminalDisconnect, true);
    assert.match(account.status().lastError, new RegExp(`no: ${kind}`));
    await account.stop();
  }
});

test("[R29] settings that are refused wait for right ones, and changes reach the sidecar that runs", async () => {
  const wrong = { ...base, dmPolicy: "wrong" };
  cfg = { channels: { xmpp: wrong } };
  const account = started(wrong);
  await account.until(({ lifecycle }) => lifecycle === "blocked");
  assert.match(account.status().lastError, /no JID/);
  assert.equal(account.ended(), null);
  cfg = { channels: { xmpp: { ...base, dmPolicy: "open" } } };
  await account.until(online);
  const { pid } = live().supervisor;
  cfg = { channels: { xmpp: { ...base, dmPolicy: "allowlist" } } };
  await account.until(() => given().at(-1) === "allowlist");
  assert.equal(given().at(-2), "open");
  assert.equal(live().supervisor.pid, pid);
  await account.stop();
});

test("[R8] a password that the host has not resolved is told, and is no crash", async () => {
  const reference = { ...base, password: { source: "env", provider: "default", id: "NOT_SET" } };
  cfg = { channels: { xmpp: reference } };
  const account = started(reference);
  await account.until(({ lifecycle }) => lifecycle === "blocked");
  assert.match(account.status().lastError, /channels\.xmpp\.password is a secret reference/);
  await account.stop();
});

test("[C-76] the agent's actions answer whatever happens, and throw for the command line only", async () => {
  cfg = { channels: { xmpp: base } };
  const account = started();
  await account.until(online);
  const call = (action, params, toolContext = {}) => actions.handleAction({ action, params, toolContext, cfg, accountId: "default" });
  const answer = async (...args) => JSON.parse((await call(...args)).content[0].text);
  const target = "alice@example.org";
  assert.deepEqual(await answer("edit", { target, messageId: "m", message: "new" }), { ok: true, messageId: "m" });
  const failures = [
    ["edit", { target, messageId: "refused", message: "new" }, "STANZA_ERROR", "alice refused the message"],
    ["edit", { target, messageId: "m", message: " " }, "CONFIGURATION", "message must not be empty"],
    ["edit", { target, message: "new" }, "CONFIGURATION", "messageId"],
    ["edit", { messageId: "m", message: "new" }, "CONFIGURATION", "target"],
    ["react", { target, messageId: "m" }, "CONFIGURATION", "emoji"],
    ["reply", { target: "nobody", messageId: "m", message: "x" }, "CONFIGURATION", "no XMPP address"],
    ["toString", {}, "UNSUPPORTED", "no action toString"],
  ];
  for (const [action, params, kind, about] of failures) {
    const said = await answer(action, params);
    assert.deepEqual([said.ok, said.kind], [false, kind], JSON.stringify(said));
    assert.ok(said.error.includes(about), said.error);
    await assert.rejects(call(action, params, null), undefined, "the command line wants an exit code");
  }
  await account.stop();
});
