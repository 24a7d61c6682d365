import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Child } from "../src/child.js";
import { fromResponse } from "../src/protocol.js";
import { goldenFolder } from "./golden.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const GOLDEN = readdirSync(goldenFolder()).map((file) => JSON.parse(readFileSync(path.join(goldenFolder(), file), "utf8")));
const ASKED_BY_SIDECAR = /^(inbound|pairing\.(allowFrom|request)|prompt|menu\.run|card\.answer)/;

test("[H-60] what the sidecar asks comes through as the golden files have it, and so do the answers", async () => {
  const asked = GOLDEN.filter(({ method, result }) => ASKED_BY_SIDECAR.test(method) && result);
  assert.ok(asked.length >= 9, `${asked.length} golden files`);
  const heard = new Map();
  const handlers = Object.fromEntries(
    asked.map(({ method, result }) => [
      method,
      (params) => {
        heard.set(method, params);
        return result;
      },
    ]),
  );
  const child = new Child({ file: process.execPath, args: [path.join(HERE, "stand-in.js"), "serve"] }, handlers, SILENT);
  try {
    await child.initialize({ name: "test", version: "0" }, "/nowhere");
    for (const { method, params, result } of asked) {
      const answer = await child.request("test.ask", { method, params });
      assert.deepEqual(heard.get(method), params, method);
      assert.deepEqual(answer.result, result, method);
    }
  } finally {
    await child.stop();
  }
});

test("every method that the plugin's sources name is one of the protocol's, or the plugin's own", () => {
  const own = new Set(["pairing.entries", "pairing.revoke", "pairing.challenge"]);
  const known = new Set(GOLDEN.map(({ method }) => method));
  const sources = path.join(HERE, "..", "src");
  for (const file of readdirSync(sources)) {
    const text = readFileSync(path.join(sources, file), "utf8");
    for (const [, method] of text.matchAll(/"((?:account|message|preview|reaction|chatstate|pairing|directory|wizard|inbound|prompt|menu|card)\.[a-zA-Z]+)"/g)) {
      assert.ok(known.has(method) || own.has(method), `${file} names ${method}`);
    }
  }
});

test("each error code of the page has its kind", () => {
  for (let code = -32019; code <= -32010; code++) {
    const error = fromResponse({ code, message: "text", data: { condition: "forbidden" } });
    assert.match(error.kind, /^[A-Z_]+$/);
    assert.equal(error.condition, "forbidden");
  }
  const foreign = { code: -32601, message: "no such method" };
  assert.equal(fromResponse(foreign), foreign);
});
