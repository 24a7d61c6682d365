/** Files that came in, on their way to the host's store. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { saveMedia } from "../../src/inbound-context.js";

const folder = mkdtempSync(path.join(tmpdir(), "xmpp-media-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A host that finds that type in each file. */
const finds = (contentType) => ({ channel: { media: { saveMediaBuffer: async () => ({ path: "/store/file", contentType }) } } });

async function saved(found, blockedMediaTypes, said = "text/plain") {
  const file = path.join(folder, "file");
  writeFileSync(file, "MZ");
  const message = { eventId: "e1", media: [{ path: file, name: "notes.txt", contentType: said }] };
  return await saveMedia(finds(found), message, { blockedMediaTypes });
}

test("[R6] [setting: blockedMediaTypes] what a file is counts, not what it is said to be", async () => {
  for (const [found, blocked] of [
    ["application/x-msdownload", ["application/x-msdownload"]],
    ["application/x-msdownload", ["video/*", "application/*"]],
    ["Application/X-MsDownload; charset=binary", ["application/x-msdownload"]],
    ["video/mp4", ["VIDEO/*"]],
    ["text/plain", ["*/*"]],
  ]) {
    const { facts, notes } = await saved(found, blocked);
    assert.equal(facts, undefined, found);
    assert.match(notes[0], /^\[file not handed over: notes\.txt \(files of type .* are blocked\)\]$/);
  }
});

test("[R6] what is not on the list is handed over", async () => {
  for (const [found, blocked] of [
    ["text/plain", undefined],
    ["text/plain", ["video/*", "text/html", "text"]],
    [undefined, ["video/*"]],
  ]) {
    const { facts, notes } = await saved(found, blocked);
    assert.equal(facts.length, 1, String(found));
    assert.deepEqual(notes, []);
  }
});
