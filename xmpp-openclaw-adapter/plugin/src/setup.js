import { defineChannelSetupContract } from "openclaw/plugin-sdk/channel-setup";
import { DEFAULT_ACCOUNT, editAccount, ENVIRONMENT, mergeAccount, section, withoutRoomSecrets } from "./config.js";
import { parseTarget } from "./targets.js";

const VARIABLE = /^[A-Z][A-Z0-9_]{0,127}$/;

/** `openclaw channels add --channel xmpp --jid …`; package.json declares the same flags for the command line. */
export const setupContract = defineChannelSetupContract({
  fields: {
    jid: { kind: "string", cli: { flags: "--jid <jid>", description: "The bot's JID, for example bot@example.org" } },
    password: { kind: "string", sensitive: true, cli: { flags: "--password <password>", description: "The bot's password; others on this machine can see it, so rather --password-env" } },
    passwordEnv: { kind: "string", cli: { flags: "--password-env <name>", description: "Environment variable that has the password; the configuration refers to it" } },
    server: {
      kind: "string",
      cli: { flags: "--server <address>", description: "Server address: host, host:port, xmpps://host or wss://host/path" },
    },
    caFile: { kind: "string", cli: { flags: "--ca-file <file>", description: "PEM file of the certificate authority to trust" } },
    rooms: { kind: "string", cli: { flags: "--rooms <jids>", description: "Rooms to join, separated by commas" } },
    skipTest: { kind: "boolean", cli: { flags: "--skip-test", description: "Do not log in before saving" } },
  },
  legacyAdapter: {
    resolveAccountId: ({ accountId }) => accountId?.trim() || DEFAULT_ACCOUNT,
    // The only step that may take its time.
    prepareAccountConfigInput: async ({ cfg, accountId, input, runtime }) => {
      if (!problemIn(input, accountId) && !input.skipTest) await test(cfg, accountId, input, runtime);
      return input;
    },
    validateInput: ({ accountId, input }) => problemIn(input, accountId),
    applyAccountConfig: ({ cfg, accountId, input }) => withInput(cfg, accountId, input),
  },
});

function withInput(cfg, accountId, input) {
  const inherited = mergeAccount(cfg, accountId ?? DEFAULT_ACCOUNT);
  return editAccount(cfg, accountId, (account) => ({
    ...account,
    enabled: true,
    ...fieldsOf(input, account),
    ...roomsOf(splitRooms(input.rooms), inherited),
  }));
}

/** As the wizard writes it: what nobody has set is `allowlist`, and the named rooms are on the list, where a mention is needed. */
function roomsOf(named, { groupPolicy = "allowlist", mucRooms = {} }) {
  if (named.length === 0) return {};
  const listed = Object.keys(mucRooms).map((room) => room.toLowerCase());
  const missing = named.filter((room) => !listed.includes(room.toLowerCase()));
  return {
    rooms: named,
    groupPolicy,
    ...(groupPolicy === "allowlist" && missing.length > 0
      ? { mucRooms: { ...mucRooms, ...Object.fromEntries(missing.map((room) => [room, { requireMention: true }])) } }
      : {}),
  };
}

function fieldsOf({ jid, password, passwordEnv, server, caFile }, account) {
  return {
    ...(jid ? { jid: jid.trim() } : {}),
    ...(password ? { password } : {}),
    ...(passwordEnv ? { password: { source: "env", provider: "default", id: passwordEnv.trim() } } : {}),
    ...(server ? { server: server.trim() } : {}),
    ...(caFile ? { tls: { ...account.tls, caFile: caFile.trim() } } : {}),
  };
}

/** All that is wrong, a line each; null if nothing is. */
function problemIn({ jid, password, passwordEnv, rooms }, accountId) {
  const inherits = (field) => (accountId ?? DEFAULT_ACCOUNT) === DEFAULT_ACCOUNT && process.env[ENVIRONMENT[field]];
  const problems = [];
  if (!jid?.trim() && !inherits("jid")) problems.push("Name the bot's address with --jid bot@example.org.");
  if (jid && !isBareJid(jid.trim())) problems.push(`${jid} is no bare JID; it looks like bot@example.org.`);
  if (password && passwordEnv) problems.push("Give one of --password and --password-env.");
  if (!password && !passwordEnv && !inherits("password")) problems.push("Give the password with --password-env, or set XMPP_PASSWORD.");
  if (passwordEnv && !VARIABLE.test(passwordEnv.trim())) problems.push(`${passwordEnv} is no name of a variable, such as BOT_PASSWORD; the password itself does not belong there.`);
  const wrong = splitRooms(rooms).filter((room) => !isBareJid(room));
  for (const room of wrong) problems.push(`${room} is no room; a room looks like chat@rooms.example.org.`);
  return problems.length > 0 ? problems.join("\n") : null;
}

/** Logs in with what would be saved; throws what went wrong. */
async function test(cfg, accountId, input, runtime) {
  const config = withoutRoomSecrets(mergeAccount(withInput(cfg, accountId, input), accountId ?? DEFAULT_ACCOUNT));
  if (typeof config.password === "object") {
    const { source, id } = config.password;
    const value = source === "env" ? process.env[id] : undefined;
    if (!value) throw new Error(`${id} is not set here, so the account cannot be tested: set it, or give --skip-test.`);
    config.password = value;
  }
  const { probeOnce } = await import("./launch.js");
  const found = await probeOnce(section(cfg).javaPath, config);
  if (!found.ok) throw new Error(`${found.error.message}\nNothing is saved. To save it all the same give --skip-test.`);
  runtime?.log?.(`${found.jid} works: ${found.server}, ${found.tls ?? "TLS"}, ${found.sasl}.`);
  for (const lack of found.lacks ?? []) runtime?.log?.(`The server lacks ${lack}.`);
}

function isBareJid(text) {
  const target = parseTarget(text);
  return target !== null && target.kind === undefined && !target.jid.includes("/") && !/^\w+:/.test(text);
}

function splitRooms(rooms) {
  return (rooms ?? "").split(",").map((room) => room.trim()).filter(Boolean);
}
