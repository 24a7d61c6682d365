#!/usr/bin/env node
/**
 * Stands for the sidecar in tests: speaks the protocol's framing, written by hand so that it can also break it.
 *
 *   stand-in.js MODE     answers `initialize` and the rest; what MODE does is in MODES below
 *   stand-in.js -version prints what Java 17 would, so that it can stand in for Java itself
 *
 * Run in place of Java it takes messages from `<stateDir>/stand-in/in/*.json` and writes what it is asked to
 * `<stateDir>/stand-in/asked.jsonl`.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const args = process.argv.slice(2);
if (args.includes("-version")) {
  console.error('openjdk version "17.0.99" 2026-01-01');
  process.exit(0);
}
const mode = args.at(-1) ?? "serve";

let folder = null;
let nextId = 1;
const waiting = new Map();

function send(message) {
  const content = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  process.stdout.write(`Content-Length: ${content.length}\r\n\r\n`);
  process.stdout.write(content);
}

function ask(method, params) {
  const id = `s${nextId++}`;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const ANSWERS = {
  initialize: async ({ protocol, stateDir }) => {
    if (mode === "slow") await new Promise((resolve) => (ANSWERS["test.go"] = () => ({ ok: resolve() ?? true })));
    folder = path.join(stateDir, "stand-in");
    return { protocol: mode === "other-version" ? protocol + 1 : protocol, name: "stand-in", version: "0" };
  },
  "account.start": ({ accountId, config }) => {
    if (config.jid === "wrong" || config.dmPolicy === "wrong") {
      throw { code: -32018, message: "Wrong settings.", data: { kind: "CONFIGURATION", problems: [{ path: "jid", message: "no JID" }] } };
    }
    setTimeout(() => send({ method: "account.state", params: { accountId, state: "online", jid: `${config.jid}/stand-in` } }), 20);
    return { started: true };
  },
  "account.stop": () => ({ stopped: true }),
  "message.send": () => ({ id: `m${nextId++}`, ids: ["m"], referenceId: "r", timestamp: "2026-01-01T00:00:00Z" }),
  "message.edit": ({ id }) => {
    if (id === "refused") throw { code: -32016, message: "alice refused\nthe message", data: { kind: "STANZA_ERROR", condition: "not-allowed" } };
    return { id };
  },
  "reaction.add": ({ emoji }) => ({ emojis: [emoji] }),
  "reaction.remove": () => ({ emojis: [] }),
  "chatstate.set": () => ({ ok: true }),
  status: () => ({ accounts: [] }),
  probe: () => ({ ok: true, elapsedMs: 1, features: [], services: [], lacks: [] }),
  "test.ask": async ({ method, params }) => await ask(method, params),
  "test.never": () => new Promise(() => {}),
  shutdown: () => ({ ok: true }),
};

/** What a mode does once, right after `initialize` was answered. */
const MODES = {
  crash: () => setTimeout(() => process.exit(3), 50),
  eof: () => setTimeout(() => process.stdout.end(), 50),
  hang: () => {
    ANSWERS.status = () => new Promise(() => {});
  },
  oversized: () => setTimeout(() => process.stdout.write(`Content-Length: ${8 * 1024 * 1024 + 1}\r\n\r\n`), 50),
  garbage: () => setTimeout(() => process.stdout.write("java.lang.Error: oops\r\n\r\n"), 50),
  deaf: () => {
    process.on("SIGTERM", () => {});
    setInterval(() => {}, 1_000);
  },
};

async function handle({ id, method, params, result, error }) {
  if (method === undefined) {
    waiting.get(id)?.({ result, error });
    waiting.delete(id);
    return;
  }
  if (folder && existsSync(path.join(folder, "in"))) {
    appendFileSync(path.join(folder, "asked.jsonl"), `${JSON.stringify({ method, params })}\n`);
  }
  if (id === undefined) return;
  try {
    const known = ANSWERS[method];
    if (!known) throw { code: -32601, message: `unknown: ${method}` };
    send({ id, result: await known(params) });
  } catch (failure) {
    send({ id, error: { code: failure.code ?? -32603, message: failure.message, data: failure.data } });
  }
  if (method === "initialize") {
    MODES[mode]?.();
    takeMessages();
  }
}

function takeMessages() {
  const inbox = path.join(folder, "in");
  if (!existsSync(path.dirname(folder)) || mode !== "serve") return;
  mkdirSync(inbox, { recursive: true });
  setInterval(async () => {
    for (const name of readdirSync(inbox).filter((file) => file.endsWith(".json"))) {
      const { method, params } = JSON.parse(readFileSync(path.join(inbox, name), "utf8"));
      rmSync(path.join(inbox, name));
      const answer = await ask(method, params);
      appendFileSync(path.join(folder, "asked.jsonl"), `${JSON.stringify({ answerTo: name, ...answer })}\n`);
    }
  }, 100);
}

let buffered = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  buffered = Buffer.concat([buffered, chunk]);
  for (;;) {
    const end = buffered.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(buffered.toString("latin1", 0, end))[1]);
    const start = end + 4;
    if (buffered.length < start + length) return;
    const message = JSON.parse(buffered.toString("utf8", start, start + length));
    buffered = buffered.subarray(start + length);
    void handle(message);
  }
});
process.stdin.on("end", () => {
  if (mode !== "deaf") process.exit(0);
});
