import { createHash, randomUUID } from "node:crypto";
import { access, chmod, copyFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGED_JAR = fileURLToPath(new URL("../lib/sidecar.jar", import.meta.url));
const LEAN = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xms24m", "-Xmx256m"];
const FIRST_WITH_AUTOMATIC_ARCHIVE = 19;

/**
 * Copies the packaged jar once to `<folder>/<sha256>/sidecar.jar` and returns that path. The host runs the plugin from a
 * fresh copy at each start, and a class-data archive is bound to the path of its jar. Copies of other versions are removed.
 */
export async function placeJar(folder, packaged = PACKAGED_JAR) {
  const bytes = await readFile(packaged);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const home = path.join(folder, hash);
  const jar = path.join(home, "sidecar.jar");
  if (!(await sameContent(jar, hash))) {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chmod(home, 0o700);
    const fresh = `${jar}.${randomUUID()}`;
    await copyFile(packaged, fresh);
    await chmod(fresh, 0o600);
    await rename(fresh, jar);
  }
  await removeOthers(folder, hash);
  return jar;
}

async function sameContent(jar, hash) {
  try {
    return createHash("sha256").update(await readFile(jar)).digest("hex") === hash;
  } catch {
    return false;
  }
}

async function removeOthers(folder, hash) {
  for (const name of await readdir(folder)) {
    if (name !== hash && /^[0-9a-f]{64}$/.test(name)) {
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

/** The class-data archive beside a jar for one Java; another Java or jar would refuse it. */
export function archiveOf(jar, major) {
  return path.join(path.dirname(jar), `classes-${major}.jsa`);
}

/** What Java 17 and 18 need to write such an archive at the end of a run. */
export function archivingOptions(target) {
  return [...LEAN, `-XX:ArchiveClassesAtExit=${target}`, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"];
}

/**
 * JVM options: lean, and with the class-data archive where there is one (Java 19 and later write it by themselves). A
 * broken or missing archive is no error: the JVM then starts slower, silently.
 */
export async function jvmOptions(jar, major) {
  const archive = archiveOf(jar, major);
  const quiet = ["-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"];
  if (major >= FIRST_WITH_AUTOMATIC_ARCHIVE) {
    return [...LEAN, "-XX:+AutoCreateSharedArchive", `-XX:SharedArchiveFile=${archive}`, ...quiet];
  }
  return (await exists(archive)) ? [...LEAN, `-XX:SharedArchiveFile=${archive}`, ...quiet] : LEAN;
}

/** Whether an archive has to be written by a run of its own. */
export async function archiveMissing(jar, major) {
  return major < FIRST_WITH_AUTOMATIC_ARCHIVE && !(await exists(archiveOf(jar, major)));
}

async function exists(file) {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
