import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { findJava, javaCandidates, javaMajor } from "../src/java.js";

const folder = await mkdtemp(path.join(tmpdir(), "java-"));
after(() => rm(folder, { recursive: true }));

/** A Java home whose program only exists, with a release file that tells the version. */
async function fakeJava(name, version) {
  const home = path.join(folder, name);
  await mkdir(path.join(home, "bin"), { recursive: true });
  await writeFile(path.join(home, "bin", "java"), "#!/bin/sh\nexit 1\n");
  await chmod(path.join(home, "bin", "java"), 0o755);
  if (version) await writeFile(path.join(home, "release"), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
  return home;
}

test("the version of Java is read from all its spellings", () => {
  const texts = {
    'openjdk version "17.0.13" 2024-10-15': 17,
    'java version "1.8.0_392"': 8,
    'openjdk version "25" 2025-09-16': 25,
    'openjdk version "26-ea" 2026-03-17': 26,
    'IMPLEMENTOR="Debian"\nJAVA_VERSION="21.0.5"': 21,
    'Picked up JAVA_TOOL_OPTIONS: -Xint\nopenjdk version "11.0.2"': 11,
  };
  for (const [text, major] of Object.entries(texts)) assert.equal(javaMajor(text), major, text);
  assert.equal(javaMajor("command not found"), null);
});

test("[setting: javaPath] the setting comes before XMPP_JAVA, JAVA_HOME and PATH", () => {
  const env = { XMPP_JAVA: "/b/java", JAVA_HOME: "/c", PATH: `/d${path.delimiter}relative${path.delimiter}/e` };
  assert.deepEqual(
    javaCandidates("/a/java", env, false).map(({ file }) => file),
    ["/a/java", "/b/java", "/c/bin/java", "/d/java", "/e/java"],
  );
});

test("a Java that is too old is passed over on PATH and refused where it was named", async () => {
  const old = await fakeJava("jdk-11", "11.0.2");
  const recent = await fakeJava("jdk-21", "21.0.5");
  const PATH = [old, recent].map((home) => path.join(home, "bin")).join(path.delimiter);
  assert.deepEqual(await findJava({ env: { PATH } }), { file: path.join(recent, "bin", "java"), major: 21 });
  await assert.rejects(findJava({ env: { PATH, JAVA_HOME: old } }), { kind: "CONFIGURATION", message: /JAVA_HOME.* is Java 11.*Java 17/s });
});

test("without any Java the error says what to install and where to name it", async () => {
  await assert.rejects(findJava({ env: { PATH: folder } }), {
    kind: "CONFIGURATION",
    message: /No Java was found.*openjdk-17-jre-headless.*channels\.xmpp\.javaPath/s,
  });
  await assert.rejects(findJava({ javaPath: "/nowhere/java", env: {} }), { message: /javaPath names \/nowhere\/java/ });
});
