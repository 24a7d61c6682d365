import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { XmppError } from "./protocol.js";

export const OLDEST_JAVA = 17;

const VERSION_TIMEOUT_MS = 15_000;
const run = promisify(execFile);

/** Where a Java may be, best first: the setting `javaPath`, then XMPP_JAVA, JAVA_HOME, PATH. */
export function javaCandidates(javaPath, env, windows = process.platform === "win32") {
  const program = windows ? "java.exe" : "java";
  const found = [];
  const add = (source, file) => found.push({ source, file });
  if (javaPath) add("the setting javaPath", javaPath);
  if (env.XMPP_JAVA) add("XMPP_JAVA", env.XMPP_JAVA);
  if (env.JAVA_HOME) add("JAVA_HOME", path.join(env.JAVA_HOME, "bin", program));
  for (const folder of (env.PATH ?? "").split(path.delimiter)) {
    if (path.isAbsolute(folder)) add("PATH", path.join(folder, program));
  }
  return found;
}

/** The major version in what `java -version` prints, or in a `release` file; null when there is none. */
export function javaMajor(text) {
  const match = /(?:version |JAVA_VERSION=)"(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) {
    return null;
  }
  const [major, minor] = [Number(match[1]), Number(match[2] ?? 0)];
  return major === 1 ? minor : major;
}

/**
 * The Java to run: `{file, major}`. What the operator named is taken or refused, never passed over; on PATH the first one
 * that is new enough is taken.
 *
 * @throws XmppError of kind CONFIGURATION that says what was found and what to do
 */
export async function findJava({ javaPath, env = process.env } = {}) {
  const tooOld = [];
  for (const { source, file } of javaCandidates(javaPath, env)) {
    const named = source !== "PATH";
    if (!(await executable(file))) {
      if (named) throw wrong(`${source} names ${file}, which is no program that can be run.`);
      continue;
    }
    const major = await versionOf(file);
    if (major !== null && major >= OLDEST_JAVA) {
      return { file, major };
    }
    const what = major === null ? `${file} (${source}) does not tell its version` : `${file} (${source}) is Java ${major}`;
    if (named) throw wrong(`${what}.`);
    tooOld.push(what);
  }
  throw wrong(tooOld.length > 0 ? `${tooOld[0]}.` : "No Java was found: none in javaPath, XMPP_JAVA, JAVA_HOME or PATH.");
}

function wrong(what) {
  return new XmppError(
    "CONFIGURATION",
    `${what} The XMPP channel needs Java ${OLDEST_JAVA} or later: install one (Debian and Ubuntu: openjdk-17-jre-headless), ` +
      "or name one in channels.xmpp.javaPath or XMPP_JAVA, then restart the gateway.",
  );
}

async function executable(file) {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** From the `release` file beside it where there is one: a tenth of a second less than asking the program. */
async function versionOf(file) {
  try {
    const release = path.join(path.dirname(await realpath(file)), "..", "release");
    const major = javaMajor(await readFile(release, "utf8"));
    if (major !== null) return major;
  } catch {
    // No such file: a wrapper script, or an unusual layout.
  }
  try {
    const { stdout, stderr } = await run(file, ["-version"], { timeout: VERSION_TIMEOUT_MS });
    return javaMajor(stderr + stdout);
  } catch {
    return null;
  }
}
