import { defineChannelSetupContract } from "openclaw/plugin-sdk/channel-setup";
import { DEFAULT_ACCOUNT, editAccount, ENVIRONMENT } from "./config.js";
import { parseTarget } from "./targets.js";

/** `openclaw channels add --channel xmpp --jid … --password …`; package.json declares the same flags for the command line. */
export const setupContract = defineChannelSetupContract({
  fields: {
    jid: { kind: "string", cli: { flags: "--jid <jid>", description: "The bot's JID, for example bot@example.org" } },
    password: { kind: "string", sensitive: true, cli: { flags: "--password <password>", description: "The bot's password" } },
    server: {
      kind: "string",
      cli: { flags: "--server <address>", description: "Server address: host, host:port, xmpps://host or wss://host/path" },
    },
    rooms: { kind: "string", cli: { flags: "--rooms <jids>", description: "Rooms to join, separated by commas" } },
  },
  legacyAdapter: {
    resolveAccountId: ({ accountId }) => accountId?.trim() || DEFAULT_ACCOUNT,
    validateInput: ({ accountId, input }) => problemIn(input, accountId),
    applyAccountConfig: ({ cfg, accountId, input }) =>
      editAccount(cfg, accountId, (account) => ({ ...account, enabled: true, ...fieldsOf(input) })),
  },
});

function fieldsOf({ jid, password, server, rooms }) {
  const named = splitRooms(rooms);
  return {
    ...(jid ? { jid: jid.trim() } : {}),
    ...(password ? { password } : {}),
    ...(server ? { server: server.trim() } : {}),
    ...(named.length > 0 ? { rooms: named } : {}),
  };
}

function problemIn({ jid, password, rooms }, accountId) {
  const inherits = (field) => (accountId ?? DEFAULT_ACCOUNT) === DEFAULT_ACCOUNT && process.env[ENVIRONMENT[field]];
  if (!jid?.trim() && !inherits("jid")) return "Name the bot's address with --jid bot@example.org.";
  if (jid && !isBareJid(jid.trim())) return `${jid} is no bare JID; it looks like bot@example.org.`;
  if (!password && !inherits("password")) return "Give the password with --password, or set XMPP_PASSWORD.";
  const wrong = splitRooms(rooms).find((room) => !isBareJid(room));
  return wrong ? `${wrong} is no room; a room looks like chat@rooms.example.org.` : null;
}

function isBareJid(text) {
  const target = parseTarget(text);
  return target !== null && target.kind === undefined && !target.jid.includes("/") && !/^\w+:/.test(text);
}

function splitRooms(rooms) {
  return (rooms ?? "").split(",").map((room) => room.trim()).filter(Boolean);
}
