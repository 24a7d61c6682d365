import assert from "node:assert/strict";
import { test } from "node:test";
import { collectRuntimeConfigAssignments, secretTargetRegistryEntries } from "../../src/secrets.js";

const ref = (id) => ({ source: "env", provider: "default", id });

/** What the host is told of a section: `path owner`, and the warnings. */
function collected(xmpp) {
  const config = { channels: { xmpp } };
  const context = { sourceConfig: config, env: {}, warnings: [], warningKeys: new Set(), assignments: [] };
  collectRuntimeConfigAssignments({ config, defaults: undefined, context });
  return {
    asked: context.assignments.map(({ path, ownerId }) => `${path} ${ownerId}`).sort(),
    ignored: context.warnings.map(({ path }) => path),
    apply: () => {
      for (const { ref: { id }, apply } of context.assignments) apply(`value of ${id}`);
      return config.channels.xmpp;
    },
  };
}

test("[R8] the password and the passwords of rooms may be references", () => {
  const { asked, apply } = collected({
    jid: "bot@x",
    password: ref("P"),
    rooms: ["open@rooms.x", { jid: "locked@rooms.x", password: ref("R") }],
    mucRooms: { "other@rooms.x": { password: ref("M") }, "*": { requireMention: false } },
  });
  assert.deepEqual(asked, [
    'channels.xmpp.mucRooms["other@rooms.x"].password xmpp:default',
    "channels.xmpp.password xmpp:default",
    "channels.xmpp.rooms[1].password xmpp:default",
  ]);
  const filled = apply();
  assert.equal(filled.password, "value of P");
  assert.equal(filled.rooms[1].password, "value of R");
  assert.equal(filled.mucRooms["other@rooms.x"].password, "value of M");
});

test("[R8] in named accounts too, and a section with a JID is an account beside them", () => {
  const { asked } = collected({
    jid: "bot@x",
    password: ref("ROOT"),
    rooms: [{ jid: "r@rooms.x", password: ref("ROOM") }],
    accounts: { work: { jid: "w@x", password: ref("WORK"), rooms: [] }, home: { jid: "h@x", password: "plain" } },
  });
  assert.deepEqual(asked, [
    "channels.xmpp.accounts.work.password xmpp:work",
    "channels.xmpp.password xmpp:default",
    "channels.xmpp.rooms[0].password xmpp:default",
    "channels.xmpp.rooms[0].password xmpp:home",
  ]);
});

test("[R8] what no account uses is not asked for", () => {
  const { asked, ignored } = collected({
    password: ref("ROOT"),
    accounts: { work: { jid: "w@x", password: ref("WORK"), enabled: false }, home: { jid: "h@x", password: "plain" } },
  });
  assert.deepEqual(asked, []);
  assert.deepEqual(ignored.sort(), ["channels.xmpp.accounts.work.password", "channels.xmpp.password"]);
  assert.deepEqual(collected({ jid: "b@x", password: "p", mucRooms: { "r@x": { enabled: false, password: ref("R") } } }).asked, []);
});

test("[R8] the host's commands know the places", () => {
  const patterns = secretTargetRegistryEntries.map(({ pathPattern }) => pathPattern);
  for (const place of ["password", "rooms[].password", "mucRooms.*.password"]) {
    assert.ok(patterns.includes(`channels.xmpp.${place}`) && patterns.includes(`channels.xmpp.accounts.*.${place}`), place);
  }
});
