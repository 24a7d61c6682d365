/** Files that came in, on their way to the host's store. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { saveMedia } from "../../src/inbound-context.js";

const folder = mkdtempSync(path.join(tmpdir(), "xmpp-media-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const BYTES = {
  "application/x-msdownload": Buffer.concat([Buffer.from("MZ"), Buffer.alloc(256)]),
  "video/mp4": Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypmp42"), Buffer.alloc(64)]),
  "text/plain": Buffer.from("just words"),
};

/** What becomes of a file with those bytes that is said to be of that type; and what the host's store got. */
async function saved(bytes, blockedMediaTypes, said = "text/plain") {
  const file = path.join(folder, "file");
  writeFileSync(file, BYTES[bytes]);
  const stored = [];
  const host = {
    channel: {
      media: {
        saveMediaBuffer: async (buffer, contentType) => {
          stored.push(buffer);
          return { path: "/store/file", contentType };
        },
      },
    },
  };
  const message = { eventId: "e1", media: [{ path: file, name: "notes", contentType: said }] };
  return { stored, ...(await saveMedia(host, message, { blockedMediaTypes })) };
}

test("[R6] [setting: blockedMediaTypes] what a file is counts, not what it is said to be, and the host does not keep it", async () => {
  for (const [bytes, blocked] of [
    ["application/x-msdownload", ["application/x-msdownload"]],
    ["application/x-msdownload", ["video/*", "application/*"]],
    ["application/x-msdownload", ["Application/X-MsDownload"]],
    ["video/mp4", ["VIDEO/*"]],
    ["text/plain", ["*/*"]],
  ]) {
    const { facts, notes, stored } = await saved(bytes, blocked);
    assert.equal(facts, undefined, bytes);
    assert.match(notes[0], /^\[file not handed over: notes \(files of type .* are blocked\)\]$/);
    assert.deepEqual(stored, []);
  }
});

test("[R6] what is not on the list is handed over", async () => {
  for (const [bytes, blocked] of [
    ["text/plain", undefined],
    ["text/plain", ["video/*", "text/html", "text"]],
    ["video/mp4", ["audio/*"]],
  ]) {
    const { facts, notes, stored } = await saved(bytes, blocked);
    assert.equal(facts.length, 1, bytes);
    assert.deepEqual(notes, []);
    assert.equal(stored.length, 1);
  }
});
