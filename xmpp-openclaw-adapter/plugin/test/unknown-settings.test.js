import assert from "node:assert/strict";
import { test } from "node:test";
import { unknownSettings } from "../src/unknown-settings.js";

const unknown = (xmpp) => unknownSettings({ channels: { xmpp } });

test("a setting that is not known is told with its place and the nearest one", () => {
  assert.deepEqual(
    unknown({
      jid: "a@b",
      passwrod: "x",
      tls: { cafile: "/x", minVersion: "1.2" },
      rooms: ["r@c", { jid: "r@c", pasword: "p" }],
      mucRooms: { "r@c": { requireMentoin: true } },
      accounts: { work: { dmpolicy: "open", somethingElse: 1 } },
    }),
    [
      { path: "channels.xmpp.passwrod", nearest: "password" },
      { path: "channels.xmpp.tls.cafile", nearest: "caFile" },
      { path: "channels.xmpp.rooms[1].pasword", nearest: "password" },
      { path: "channels.xmpp.mucRooms.r@c.requireMentoin", nearest: "requireMention" },
      { path: "channels.xmpp.accounts.work.dmpolicy", nearest: "dmPolicy" },
      { path: "channels.xmpp.accounts.work.somethingElse", nearest: undefined },
    ],
  );
});

test("what is known is not told", () => {
  const known = { jid: "a@b", password: { source: "env", id: "X" }, healthMonitor: { any: { thing: 1 } }, mucRooms: { "*": { users: ["*"] } } };
  assert.deepEqual(unknown({ ...known, accounts: { work: known }, limits: { messagesPerMinute: 3 } }), []);
  assert.deepEqual(unknownSettings({}), []);
});
