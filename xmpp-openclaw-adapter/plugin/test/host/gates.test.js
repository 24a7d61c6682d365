/**
 * Every row of the access tables through the resolver of the real host, in the words in which the plugin asks it. The
 * sidecar's own answers to the same rows are seen by AccessRowsTest; both read access-rows.json.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { createChannelIngressResolver } from "openclaw/plugin-sdk/channel-ingress-runtime";
import { askHost } from "../../src/host-gate.js";
import { identity } from "../../src/identity.js";
import { peerOf } from "../../src/inbound-context.js";

const ROWS = JSON.parse(readFileSync(new URL("../../../src/test/resources/access-rows.json", import.meta.url), "utf8"));
const OWNER = "owner@example.org";
const PAIRED = ["paired@example.org"];
const INGRESS = { createResolver: createChannelIngressResolver };
const readPaired = async () => PAIRED;

let count = 0;

function hostConfig(config) {
  return { channels: { xmpp: config }, commands: { ownerAllowFrom: [`xmpp:${OWNER}`] } };
}

/** The sidecar's message of a row. */
function messageOf({ kind, room, sender, mentioned = true }) {
  const address = kind === "direct" ? `${sender}/phone` : `${room}/nick`;
  return {
    accountId: "default",
    eventId: `event-${count++}`,
    kind,
    conversation: kind === "direct" ? sender : room,
    room: kind === "direct" ? null : room,
    sender: { jid: sender, address, nick: kind === "direct" ? null : "nick" },
    replyAddress: address,
    text: "hello",
    mentioned,
  };
}

function factsOf(message, isCommand = false) {
  return {
    peer: peerOf(message),
    route: { agentId: "main", sessionKey: `agent:main:xmpp:${message.kind}:${message.conversation}` },
    isCommand,
    allowTextCommands: true,
  };
}

async function asked(config, message, isCommand) {
  const account = { accountId: "default", cfg: hostConfig(config), config, readPaired };
  return await askHost(INGRESS, account, message, factsOf(message, isCommand));
}

/** The host with the configuration as it is written, as a plugin without rules of its own would ask. */
async function hostAlone(config, message) {
  const { peer, route } = factsOf(message);
  const room = message.kind === "room";
  const mentioned = message.mentioned;
  const access = await createChannelIngressResolver({
    channelId: "xmpp",
    accountId: "default",
    identity,
    cfg: hostConfig(config),
    readStoreAllowFrom: readPaired,
  }).message({
    subject: { stableId: message.sender.jid ?? message.sender.address },
    conversation: { kind: peer.kind, id: peer.id },
    contextBinding: { ...route, messageId: message.eventId, inboundEventKind: "user_request" },
    mentionFacts: room ? { canDetectMention: true, wasMentioned: mentioned, hasAnyMention: mentioned } : undefined,
    dmPolicy: config.dmPolicy ?? "pairing",
    groupPolicy: config.groupPolicy ?? "open",
    allowFrom: config.allowFrom ?? [],
    groupAllowFrom: config.groupAllowFrom ?? [],
    policy: { groupAllowFromFallbackToAllowFrom: false, activation: { requireMention: room, allowTextCommands: false } },
    command: { allowTextCommands: false, hasControlCommand: false },
  });
  return access.ingress.admission === "dispatch";
}

test("[C-32] the table has a row for every cell", () => {
  assert.ok(ROWS.length >= 65, `${ROWS.length} rows`);
  assert.equal(new Set(ROWS.map((row) => JSON.stringify([row.config, row.message]))).size, ROWS.length);
});

for (const { about, config, message: written, outcome, java, hostAlone: alone, commands = false } of ROWS) {
  test(`${written.kind}: ${about}`, async () => {
    const message = messageOf(written);
    const access = await asked(config, message);
    const host = access?.ingress.admission === "dispatch";
    // Both gates: a turn where the row says turn, and nowhere else.
    assert.equal(java.startsWith("DISPATCH") && host, outcome === "turn", `the host says ${JSON.stringify(access?.ingress)}`);
    if (outcome === "code") assert.equal(access.ingress.admission, "pairing-required");
    if (host) {
      // Who is let in may not command, unless the host names him.
      assert.equal(access.commandAccess.authorized, commands);
      const command = await asked(config, messageOf(written), true);
      assert.equal(command.ingress.admission, commands ? "dispatch" : "drop", `a command: ${JSON.stringify(command.ingress)}`);
    }
    assert.equal(await hostAlone(config, message), alone === "turn", "what the host alone would do");
  });
}

const laxer = ROWS.filter(({ outcome, hostAlone: alone }) => alone === "turn" && outcome !== "turn");

test("where the host alone would let in whom a row refuses, the row says so", () => {
  assert.ok(laxer.length > 0);
  for (const { about, laxerBecause } of laxer) assert.ok(laxerBecause, about);
  for (const row of ROWS) if (row.laxerBecause) assert.ok(laxer.includes(row), row.about);
});

after(() => {
  for (const { message, about, laxerBecause } of laxer) console.log(`the host alone is laxer: ${message.kind}: ${about} (${laxerBecause})`);
});
