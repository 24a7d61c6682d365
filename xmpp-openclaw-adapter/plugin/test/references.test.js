import assert from "node:assert/strict";
import { test } from "node:test";
import { References } from "../src/references.js";
import { Withdrawn } from "../src/withdrawn.js";

test("what others call an event is found by its id", () => {
  const references = new References();
  references.remember("event-1", "stanza-1", "alice@example.org/a");
  references.remember("event-2", null, "alice@example.org/a");
  assert.deepEqual(references.replyTo("event-1"), { id: "stanza-1", to: "alice@example.org/a" });
  assert.deepEqual(references.replyTo("event-2"), { id: "event-2", to: "alice@example.org/a" });
});

test("only the latest are remembered", () => {
  const references = new References(2);
  for (let i = 0; i < 5; i++) references.remember(`event-${i}`, `stanza-${i}`, "a@b.org");
  assert.equal(references.resolve("event-0"), "event-0");
  assert.equal(references.resolve("event-4"), "stanza-4");
});

test("what was taken back is known for a while", () => {
  const withdrawn = new Withdrawn(2);
  for (const id of ["a", "b", "c"]) withdrawn.add(id);
  assert.deepEqual(["a", "b", "c"].map((id) => withdrawn.has(id)), [false, true, true]);
});
