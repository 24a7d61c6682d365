import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";

/** Our folder in the host's state directory, 0700; `parts` name one below it. */
export async function stateFolder(...parts) {
  let folder = path.join(resolveStateDir(), "xmpp");
  await privateFolder(folder);
  for (const part of parts) {
    folder = path.join(folder, part);
    await privateFolder(folder);
  }
  return folder;
}

async function privateFolder(folder) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}
