import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadOutboundMediaFromUrl } from "openclaw/plugin-sdk/outbound-media";
import { resolveAccount } from "./config.js";
import { stateFolder } from "./state-dir.js";

const DEFAULT_MEDIA_MB = 20;

/** The files of a payload; the host names a single one in both fields. */
export function mediaUrlsOf({ mediaUrl, mediaUrls }) {
  return [...new Set([...(mediaUrls ?? []), mediaUrl].filter(Boolean))];
}

/**
 * Calls `send` with `{url}` for an address of the web, which is passed on unread, else with `{path, name, contentType}` of
 * a private copy that is deleted afterwards. A local path comes from the model unchecked (`/etc/hostname`), so it is read
 * by the host's guarded loader only.
 *
 * @param media `{url, mediaAccess?, mediaLocalRoots?, mediaReadFile?}` as the host gave them
 */
export async function withOutboundMedia(cfg, accountId, media, send) {
  if (/^https?:\/\//i.test(media.url)) {
    return await send({ url: media.url });
  }
  const { config } = resolveAccount(cfg, accountId);
  const loaded = await loadOutboundMediaFromUrl(media.url, {
    maxBytes: Math.floor((config.mediaMaxMb ?? DEFAULT_MEDIA_MB) * 1024 * 1024),
    mediaAccess: media.mediaAccess,
    mediaLocalRoots: media.mediaLocalRoots,
    mediaReadFile: media.mediaReadFile,
  });
  const name = safeName(loaded.fileName ?? media.url);
  const copy = path.join(await stateFolder("outgoing"), `${randomUUID()}${path.extname(name).slice(0, 12)}`);
  await writeFile(copy, loaded.buffer, { mode: 0o600, flag: "wx" });
  try {
    return await send({ path: copy, name, contentType: loaded.contentType ?? "application/octet-stream" });
  } finally {
    await rm(copy, { force: true });
  }
}

function safeName(name) {
  return path.basename(name.replaceAll("\\", "/")).replaceAll(/[\u0000-\u001f\u007f]/g, "") || "file";
}
