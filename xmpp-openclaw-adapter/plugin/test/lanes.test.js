import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { Lanes } from "../src/lanes.js";

test("a lane is settled when its delivery is, even a failed one", async () => {
  const lanes = new Lanes();
  let finish;
  const delivery = lanes.deliver("a", () => new Promise((_, reject) => (finish = reject)));
  let settled = false;
  const waiting = lanes.settled("a").then(() => (settled = true));
  await lanes.settled("b");
  await turn();
  assert.equal(settled, false);
  finish(new Error("lost"));
  await assert.rejects(delivery, /lost/);
  await waiting;
  await lanes.settled("a");
});

test("nobody waits for ever for a delivery that hangs", async () => {
  const lanes = new Lanes(20);
  void lanes.deliver("a", () => new Promise(() => {}));
  await lanes.settled("a");
});
