import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Child } from "../src/child.js";
import { XmppError } from "../src/protocol.js";
import { Supervisor } from "../src/supervisor.js";

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const FAST = { firstMs: 1, maxMs: 4, calmMs: 30_000 };

/** A child in memory; `answers` maps methods to functions. */
function fakeChild(answers = {}) {
  let end;
  const closed = new Promise((resolve) => (end = resolve));
  const child = {
    pid: 1,
    asked: [],
    params: [],
    notes: [],
    closed,
    end,
    request: async (method, params) => {
      child.asked.push(method);
      child.params.push(params);
      return await (answers[method]?.(params) ?? {});
    },
    notify: (method) => child.notes.push(method),
    stop: async () => end("ended"),
    kill: () => end("was killed"),
  };
  return child;
}

const STAND_IN = fileURLToPath(new URL("./stand-in.js", import.meta.url));

/** A real process that speaks the protocol. */
async function begun() {
  const child = new Child({ file: process.execPath, args: [STAND_IN, "serve"] }, {}, SILENT);
  await child.initialize({ name: "test", version: "0" }, "/nowhere");
  return child;
}

/** Resolves when `condition` holds; the test's own limit is the runner's. */
async function until(condition) {
  while (!condition()) await turn();
}

function fakeAccount(accountId, events = []) {
  return {
    accountId,
    config: {},
    events,
    onRecovering: (reason) => events.push(["recovering", reason]),
    onFatal: (error) => events.push(["fatal", error.message]),
  };
}

function supervise(launch, heartbeat) {
  return new Supervisor({ launch, log: SILENT, backoff: FAST, ...(heartbeat ? { heartbeat } : {}) });
}

test("one sidecar serves all accounts and ends with the last one", async () => {
  const child = fakeChild();
  let launches = 0;
  const supervisor = supervise(async () => (launches++, child));
  const [a, b] = [fakeAccount("a"), fakeAccount("b")];
  supervisor.add(a);
  supervisor.add(b);
  await supervisor.request("a", "probe", {});
  await supervisor.request("b", "probe", {});
  assert.equal(launches, 1);
  await supervisor.remove(a);
  assert.ok(child.asked.includes("account.stop"));
  await supervisor.remove(b);
  assert.equal(await child.closed, "ended");
});

test("a sidecar that falls over comes back with all accounts, again and again", async () => {
  const children = [];
  const supervisor = supervise(async () => {
    const child = fakeChild();
    children.push(child);
    return child;
  });
  const account = fakeAccount("a");
  supervisor.add(account);
  for (let round = 0; round < 4; round++) {
    await supervisor.request("a", "probe", {});
    children.at(-1).end("fell over");
    await until(() => children.length === round + 2);
  }
  await supervisor.request("a", "probe", {});
  assert.equal(children.length, 5);
  assert.ok(children.every(({ asked }) => asked[0] === "account.start"));
  assert.match(account.events[0][1], /fell over/);
  await supervisor.remove(account);
});

test("a start that fails is tried again", async () => {
  let tries = 0;
  const supervisor = supervise(async () => {
    if (++tries < 3) throw new Error("no memory");
    return fakeChild();
  });
  const account = fakeAccount("a");
  supervisor.add(account);
  await supervisor.request("a", "probe", {});
  assert.equal(tries, 3);
  await supervisor.remove(account);
});

test("no Java is final for all accounts, and is not tried again", async () => {
  let tries = 0;
  const supervisor = supervise(async () => {
    tries++;
    throw new XmppError("CONFIGURATION", "No Java");
  });
  const ended = new Promise((resolve) => {
    supervisor.add({ ...fakeAccount("a"), onFatal: resolve });
  });
  assert.equal((await ended).message, "No Java");
  for (let turns = 0; turns < 50; turns++) await turn();
  assert.equal(tries, 1);
});

test("settings that are refused end that account only", async () => {
  const child = fakeChild({
    "account.start": ({ accountId }) => {
      if (accountId === "bad") throw new XmppError("CONFIGURATION", "jid: no JID");
    },
  });
  const supervisor = supervise(async () => child);
  const [good, bad] = [fakeAccount("good"), fakeAccount("bad")];
  supervisor.add(good);
  supervisor.add(bad);
  await assert.rejects(supervisor.request("bad", "probe", {}), /no JID|not running/);
  await supervisor.request("good", "probe", {});
  assert.deepEqual(bad.events, [["fatal", "jid: no JID"]]);
  await supervisor.remove(good);
});

test("an account that is added again after a refusal gets a sidecar", async () => {
  let wrong = true;
  const supervisor = supervise(async () =>
    fakeChild({
      "account.start": () => {
        if (wrong) throw new XmppError("CONFIGURATION", "wrong");
      },
    }),
  );
  await new Promise((resolve) => supervisor.add({ ...fakeAccount("a"), onFatal: resolve }));
  wrong = false;
  const account = fakeAccount("a");
  supervisor.add(account);
  await supervisor.request("a", "probe", {});
  await supervisor.remove(account);
});

test("a sidecar that no longer answers is killed and comes back", async () => {
  const hanging = fakeChild({
    status: () => {
      throw new XmppError("TIMEOUT", "no answer");
    },
  });
  const children = [hanging];
  let launches = 0;
  const supervisor = supervise(
    async () => {
      if (launches++ === 0) return hanging;
      children.push(fakeChild());
      return children.at(-1);
    },
    { everyMs: 5, timeoutMs: 5 },
  );
  const account = fakeAccount("a");
  supervisor.add(account);
  assert.equal(await hanging.closed, "was killed");
  await until(() => children[1]?.asked.includes("account.start"));
  assert.match(account.events[0][1], /was killed/);
  await supervisor.remove(account);
});

test("removing an account while the sidecar is coming back ends the waiting", async () => {
  const supervisor = new Supervisor({
    launch: async () => {
      throw new Error("not now");
    },
    log: SILENT,
    backoff: { firstMs: 60_000, maxMs: 60_000, calmMs: 1 },
  });
  const account = fakeAccount("a");
  supervisor.add(account);
  const asked = supervisor.request("a", "probe", {});
  asked.catch(() => {});
  await until(() => account.events.length > 0);
  await supervisor.remove(account);
  await assert.rejects(asked, /stopped/);
});

test("the last account's end does not wait for a sidecar that is just starting", async () => {
  let launched;
  const begun = new Promise((resolve) => (launched = resolve));
  const supervisor = supervise((signal) => {
    launched();
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("not wanted any more"))));
  });
  const account = fakeAccount("a");
  supervisor.add(account);
  await begun;
  await supervisor.remove(account);
  assert.deepEqual(account.events, []);
});

test("an account that is switched on does not wait for the pause after a fall", async () => {
  const child = fakeChild();
  let launches = 0;
  const supervisor = new Supervisor({
    launch: async () => {
      if (launches++ === 0) throw new Error("not now");
      return child;
    },
    log: SILENT,
    backoff: { firstMs: 3_600_000, maxMs: 3_600_000, calmMs: 1 },
  });
  const [a, b] = [fakeAccount("a"), fakeAccount("b")];
  supervisor.add(a);
  await until(() => a.events.length > 0);
  supervisor.add(b);
  await supervisor.request("b", "probe", {});
  assert.equal(launches, 2);
  await Promise.all([supervisor.remove(a), supervisor.remove(b)]);
});

test("[R29] other settings go to the sidecar that runs, and to the next one", async () => {
  const children = [];
  const given = [];
  const supervisor = supervise(async () => {
    const child = fakeChild({ "account.start": ({ config }) => void given.push(config.dmPolicy) });
    children.push(child);
    return child;
  });
  const account = { ...fakeAccount("a"), config: { dmPolicy: "pairing" } };
  supervisor.add(account);
  await supervisor.request("a", "probe", {});
  await supervisor.change(account, { dmPolicy: "open" });
  assert.deepEqual(given, ["pairing", "open"]);
  assert.ok(!children[0].asked.includes("account.stop"));
  children[0].end("fell over");
  await until(() => given.length === 3);
  assert.equal(given[2], "open");
  await supervisor.remove(account);
});

test("[R29] settings that are refused while an account runs change nothing", async () => {
  const children = [];
  const given = [];
  const supervisor = supervise(async () => {
    const child = fakeChild({
      "account.start": ({ config }) => {
        given.push(config.allowFrom);
        if (config.allowFrom === "wrong") throw new XmppError("CONFIGURATION", "allowFrom: no JID");
      },
    });
    children.push(child);
    return child;
  });
  const account = { ...fakeAccount("a"), config: { allowFrom: "right" } };
  supervisor.add(account);
  await supervisor.request("a", "probe", {});
  await assert.rejects(supervisor.change(account, { allowFrom: "wrong" }), /no JID/);
  await supervisor.request("a", "probe", {});
  assert.deepEqual(account.events, []);
  children[0].end("fell over");
  await until(() => given.length === 3);
  assert.deepEqual(given, ["right", "wrong", "right"]);
  await supervisor.remove(account);
});

test("[R29] a change waits for a start that is under way", async () => {
  let answer;
  const given = [];
  const child = fakeChild({
    "account.start": async ({ config }) => {
      given.push(config);
      if (given.length === 1) await new Promise((resolve) => (answer = resolve));
    },
  });
  const supervisor = supervise(async () => child);
  const account = { ...fakeAccount("a"), config: 1 };
  supervisor.add(account);
  await until(() => given.length === 1);
  const changed = supervisor.change(account, 2);
  for (let turns = 0; turns < 20; turns++) await turn();
  assert.deepEqual(given, [1]);
  answer();
  await changed;
  assert.deepEqual(given, [1, 2]);
  await supervisor.remove(account);
});

test("[R22] an account that starts while the sidecar of the last one is ending gets a new one", async () => {
  const children = [];
  const supervisor = supervise(async () => {
    const child = await begun();
    children.push(child);
    return child;
  });
  const [one, other] = [fakeAccount("one"), fakeAccount("other")];
  supervisor.add(one);
  await supervisor.request("one", "status", {});
  const removed = supervisor.remove(one);
  supervisor.add(other);
  await removed;
  await supervisor.request("other", "status", {});
  assert.equal(children.length, 2);
  assert.deepEqual(other.events.filter(([kind]) => kind === "fatal"), []);
  await supervisor.remove(other);
});

test("a request is the account's that was checked, whatever is in it", async () => {
  const child = fakeChild();
  const supervisor = supervise(async () => child);
  const account = fakeAccount("default");
  supervisor.add(account);
  await supervisor.request("default", "message.send", { accountId: "other", text: "hi" });
  assert.deepEqual(child.params.at(-1), { text: "hi", accountId: "default" });
  await supervisor.remove(account);
});
