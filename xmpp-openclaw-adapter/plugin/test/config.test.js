import assert from "node:assert/strict";
import { test } from "node:test";
import {
  defaultAccountId,
  deleteAccount,
  editAccount,
  hasConfiguredState,
  listAccountIds,
  mergeAccount,
  missingFields,
  resolveAccount,
  setAccountEnabled,
  withoutRoomSecrets,
} from "../src/config.js";

const cfg = (xmpp) => ({ other: 1, channels: { telegram: {}, xmpp } });

test("without named accounts there is the default one", () => {
  assert.deepEqual(listAccountIds(cfg({ jid: "a@b" })), ["default"]);
  assert.deepEqual(listAccountIds({}), ["default"]);
});

test("a root with a JID is an account beside the named ones", () => {
  assert.deepEqual(listAccountIds(cfg({ jid: "a@b", accounts: { work: {} } })), ["default", "work"]);
  assert.deepEqual(listAccountIds(cfg({ dmPolicy: "open", accounts: { work: {}, home: {} } })), ["work", "home"]);
  assert.equal(defaultAccountId(cfg({ accounts: { work: {}, home: {} } })), "work");
  assert.equal(defaultAccountId(cfg({ defaultAccount: "home", accounts: { work: {}, home: {} } })), "home");
});

test("an account inherits what it does not say itself", () => {
  const root = { dmPolicy: "open", allowFrom: ["*"], defaultAccount: "work", accounts: { work: { jid: "w@b", allowFrom: [] } } };
  assert.deepEqual(mergeAccount(cfg(root), "work", {}), { dmPolicy: "open", allowFrom: [], jid: "w@b" });
});

test("a channel that is off turns its accounts off", () => {
  assert.equal(mergeAccount(cfg({ enabled: false, accounts: { work: { enabled: true } } }), "work", {}).enabled, false);
});

test("the environment fills what the default account lacks, and no other account", () => {
  const env = { XMPP_JID: "e@b", XMPP_PASSWORD: "p", XMPP_SERVER: "s" };
  assert.deepEqual(mergeAccount(cfg({ enabled: true }), "default", env), { enabled: true, jid: "e@b", password: "p", server: "s" });
  assert.equal(mergeAccount(cfg({ jid: "a@b" }), "default", env).jid, "a@b");
  assert.equal(mergeAccount(cfg({ accounts: { work: {} } }), "work", env).jid, undefined);
});

test("an account needs a JID and a password", () => {
  assert.equal(hasConfiguredState({ cfg: cfg({ jid: "a@b" }), env: {} }), false);
  assert.equal(hasConfiguredState({ cfg: cfg({ jid: "a@b", password: { source: "env", id: "X" } }), env: {} }), true);
  assert.equal(hasConfiguredState({ cfg: {}, env: { XMPP_JID: "a@b", XMPP_PASSWORD: "p" } }), true);
  assert.match(missingFields({ config: { jid: "a@b" } }), /channels\.xmpp\.password/);
});

test("edits leave the rest of the configuration alone", () => {
  const before = cfg({ jid: "a@b", accounts: { work: { jid: "w@b" } } });
  assert.deepEqual(setAccountEnabled({ cfg: before, accountId: "work", enabled: false }).channels.xmpp.accounts.work, {
    jid: "w@b",
    enabled: false,
  });
  assert.deepEqual(editAccount(before, "default", (account) => ({ ...account, nick: "n" })).channels.xmpp, {
    jid: "a@b",
    nick: "n",
    accounts: { work: { jid: "w@b" } },
  });
  assert.deepEqual(deleteAccount({ cfg: before, accountId: "work" }).channels.xmpp, { jid: "a@b", accounts: {} });
  assert.deepEqual(deleteAccount({ cfg: cfg({ jid: "a@b" }), accountId: "default" }), { other: 1, channels: { telegram: {} } });
  assert.deepEqual(deleteAccount({ cfg: before, accountId: "default" }).channels.xmpp, { accounts: { work: { jid: "w@b" } } });
  for (const stranger of ["nobody", "Work", "default"]) {
    const others = cfg({ allowFrom: ["a@b"], accounts: { work: { jid: "w@b" }, home: { jid: "h@b" } } });
    assert.deepEqual(deleteAccount({ cfg: others, accountId: stranger }), others, stranger);
  }
  const last = cfg({ allowFrom: ["a@b"], accounts: { work: { jid: "w@b" } } });
  assert.deepEqual(deleteAccount({ cfg: last, accountId: "work" }), { other: 1, channels: { telegram: {} } });
});

test("[R8] a room that is off needs no password, and the others' stay", () => {
  const reference = { source: "env", provider: "default", id: "ROOM" };
  const mucRooms = { "off@r": { enabled: false, password: reference, nick: "x" }, "on@r": { password: reference }, "text@r": { enabled: false, password: "p" } };
  const { config } = resolveAccount(cfg({ jid: "a@b", rooms: [{ jid: "r@r", password: reference }], mucRooms }), "default");
  assert.deepEqual(config.mucRooms, { "off@r": { enabled: false, nick: "x" }, "on@r": { password: reference }, "text@r": { enabled: false, password: "p" } });
  assert.deepEqual(config.rooms, [{ jid: "r@r", password: reference }]);
  const tried = withoutRoomSecrets(config);
  assert.deepEqual(tried.rooms, [{ jid: "r@r" }]);
  assert.deepEqual(tried.mucRooms["on@r"], {});
  assert.deepEqual(withoutRoomSecrets({ jid: "a@b" }), { jid: "a@b" });
});
