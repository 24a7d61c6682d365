import { rename, rm } from "node:fs/promises";
import { setPriority } from "node:os";
import path from "node:path";
import { Child } from "./child.js";
import { findJava } from "./java.js";
import { archiveMissing, archiveOf, archivingOptions, jvmOptions, placeJar } from "./runtime-copy.js";
import { stateFolder } from "./state-dir.js";

const ARCHIVE_AFTER_MS = 20_000;
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let archiving = false;

/** The program and the options that run the sidecar jar; `args` are the jar's. */
export async function sidecarCommand(javaPath, args) {
  const java = await findJava({ javaPath });
  const jar = await placeJar(await stateFolder("runtime"));
  return { ...java, jar, args: [...(await jvmOptions(jar, java.major)), "-jar", jar, ...args] };
}

/**
 * Starts `sidecar.jar serve` and introduces itself; the result is ready for `account.start`.
 *
 * @param options `{javaPath?, host: {name, version}, handlers, log, signal?}`; the signal ends what has not begun to work yet
 */
export async function launchSidecar({ javaPath, host, handlers, log, signal, folder = [] }) {
  const command = await sidecarCommand(javaPath, ["serve"]);
  signal?.throwIfAborted();
  const child = new Child(command, handlers, log);
  const stop = () => void child.stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await child.initialize(host, await stateFolder(...folder));
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  void archiveLater(command, host, log);
  return child;
}

/** Tries an account that is not saved yet, in a sidecar of its own; gives the answer of `probe`. */
export async function probeOnce(javaPath, config) {
  const child = await launchSidecar({ javaPath, host: { name: "openclaw", version: "setup" }, handlers: {}, log: QUIET, folder: ["setup"] });
  try {
    return await child.request("probe", { config });
  } finally {
    await child.stop();
  }
}

/**
 * Java 17 and 18 write a class-data archive only at the end of a run that is made for it. That run happens once per jar, at
 * low priority and away from the start; without the archive the sidecar starts slower, nothing else.
 */
async function archiveLater({ file, jar, major }, host, log) {
  if (archiving || !(await archiveMissing(jar, major))) return;
  archiving = true;
  setTimeout(() => {
    writeArchive(file, jar, major, host)
      .catch((error) => log.debug(`no class-data archive: ${error.message}`))
      .finally(() => {
        archiving = false;
      });
  }, ARCHIVE_AFTER_MS).unref();
}

async function writeArchive(file, jar, major, host) {
  const target = archiveOf(jar, major);
  const fresh = `${target}.${process.pid}`;
  const child = new Child(
    { file, args: [...archivingOptions(fresh), "-jar", jar, "serve"] },
    {},
    QUIET,
    { terminateMs: 30_000, killMs: 31_000 },
  );
  try {
    setPriority(child.pid, 19);
    await child.initialize(host, await stateFolder("runtime", path.basename(path.dirname(jar)), "archiving"));
    await child.request("probe", { config: { jid: "nobody@localhost", password: "none", server: "127.0.0.1:1" } });
  } finally {
    await child.stop();
  }
  await rename(fresh, target);
  await rm(path.join(path.dirname(jar), "archiving"), { recursive: true, force: true });
}
