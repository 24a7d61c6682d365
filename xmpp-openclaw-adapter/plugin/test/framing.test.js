import assert from "node:assert/strict";
import { test } from "node:test";
import { BoundedFrames } from "../src/framing.js";

/** What comes out of the bounds when `text` goes in, in pieces of `size` bytes. */
async function pass(text, size, bounds = { maxHeader: 64, maxContent: 20 }) {
  const frames = new BoundedFrames(bounds);
  const bytes = Buffer.from(text);
  const out = [];
  const ended = new Promise((resolve, reject) => {
    frames.on("data", (chunk) => out.push(chunk));
    frames.once("end", resolve);
    frames.once("error", reject);
  });
  for (let at = 0; at < bytes.length; at += size) frames.write(bytes.subarray(at, at + size));
  frames.end();
  await ended;
  return Buffer.concat(out).toString();
}

const frame = (content) => `Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`;

test("frames within the bounds pass unchanged, however they are cut", async () => {
  const text = frame("{}") + frame('{"a":"ü"}') + `Content-Type: x\r\ncontent-length: 3\r\n\r\nabc` + frame("") + frame("last");
  for (const size of [1, 2, 7, 19, 1000]) assert.equal(await pass(text, size), text, `pieces of ${size}`);
});

test("a content that looks like a header is content", async () => {
  const text = frame("\r\n\r\nContent-Leng") + frame("{}");
  for (const size of [1, 5, 1000]) assert.equal(await pass(text, size), text);
});

test("a frame beyond the bound fails before its content is read", async () => {
  await assert.rejects(pass(`Content-Length: 21\r\n\r\n`, 1000), /21 bytes; 20 are allowed/);
  await assert.rejects(pass(frame("{}") + `Content-Length: 999999999999\r\n\r\n`, 3), /999999999999 bytes/);
});

test("headers without end, or without a length, fail", async () => {
  await assert.rejects(pass("x".repeat(65), 1), /more than 64 bytes/);
  await assert.rejects(pass("x".repeat(1000), 1000), /more than 64 bytes/);
  await assert.rejects(pass("Exception in thread main\r\n\r\n", 1000), /without Content-Length/);
  await assert.rejects(pass("Content-Length: -5\r\n\r\n", 1000), /without Content-Length/);
});
