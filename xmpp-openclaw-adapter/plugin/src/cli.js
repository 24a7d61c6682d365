import { spawn } from "node:child_process";
import { defaultAccountId, ENVIRONMENT, section } from "./config.js";
import { CHANNEL } from "./protocol.js";
import { callSidecar } from "./rpc.js";

/** `openclaw xmpp …` */
export function registerCli(api) {
  api.registerCli(({ program, config }) => addCommands(program, config), {
    descriptors: [{ name: "xmpp", description: "Set up, probe and look after the XMPP channel", hasSubcommands: true }],
  });
}

function addCommands(program, config) {
  const xmpp = program.command("xmpp").description("Set up, probe and look after the XMPP channel");
  for (const [name, description] of [
    ["setup", "Ask for an account, test it, and print the configuration"],
    ["probe", "Test a server and an account"],
  ]) {
    xmpp
      .command(`${name} [args...]`)
      .description(description)
      .allowUnknownOption()
      .helpOption(false)
      .action(async (_args, _options, command) => {
        process.exitCode = await runJar(config, [name, ...command.args]);
      });
  }
  addPairing(xmpp.command("pairing").description("Who may write to the bot"), config);
}

/** What the host's own `openclaw pairing` lacks: denying, and the approved ones. */
function addPairing(pairing, config) {
  const account = ["--account <id>", "account; default: the default one"];
  const accountOf = (options) => options.account ?? defaultAccountId(config);
  pairing
    .command("list")
    .description("Requests that wait for an answer, or with --approved those who were let in")
    .option("--approved", "those who were let in by pairing")
    .option(...account)
    .action(async (options) => {
      const accountId = accountOf(options);
      const entries = options.approved
        ? (await callSidecar(accountId, "pairing.entries", {})).entries
        : (await waiting(accountId)).map(({ senderId, expiresAt }) => `${senderId}  until ${expiresAt}`);
      console.log(entries.length > 0 ? entries.join("\n") : "Nobody.");
    });
  pairing
    .command("approve <jid>")
    .description("Let somebody in")
    .option(...account)
    .action(async (who, options) => {
      const request = await requestOf(accountOf(options), who);
      await gateway("channels.pairing.approve", { ...request.key, notify: true });
      console.log(`Approved: ${request.senderId}`);
    });
  pairing
    .command("deny <jid>")
    .description("Turn a request down; its sender is not told")
    .option(...account)
    .action(async (who, options) => {
      const request = await requestOf(accountOf(options), who);
      await gateway("channels.pairing.dismiss", request.key);
      console.log(`Denied: ${request.senderId}`);
    });
  pairing
    .command("revoke <jid>")
    .description("Take an approval back")
    .option(...account)
    .action(async (who, options) => {
      const { changed } = await callSidecar(accountOf(options), "pairing.revoke", { entry: normalized(who) });
      if (!changed) throw new Error(`${who} was not let in by pairing. See: openclaw xmpp pairing list --approved`);
      console.log(`Revoked: ${who}`);
    });
}

async function waiting(accountId) {
  return (await gateway("channels.pairing.list", { channel: CHANNEL, accountId })).requests ?? [];
}

async function requestOf(accountId, who) {
  const found = (await waiting(accountId)).find(({ senderId, requestId }) => [senderId, requestId].includes(normalized(who)));
  if (!found) {
    throw new Error(`No request of ${who} is waiting. See: openclaw xmpp pairing list; a code goes to: openclaw pairing approve xmpp CODE`);
  }
  const { requestId, senderId } = found;
  return { senderId, key: { channel: CHANNEL, accountId, requestId } };
}

function normalized(who) {
  return who.includes("@") ? who.trim().toLowerCase().replace(/^xmpp:/, "") : who.trim();
}

async function gateway(method, params) {
  const { callGatewayFromCli } = await import("openclaw/plugin-sdk/gateway-runtime");
  return await callGatewayFromCli(method, { timeout: "30000", json: true }, params, { progress: false });
}

/** Runs the sidecar jar in this terminal. */
async function runJar(config, args) {
  const { sidecarCommand } = await import("./launch.js");
  const { childEnvironment } = await import("./child.js");
  const command = await sidecarCommand(section(config).javaPath, args);
  const passed = [...Object.values(ENVIRONMENT), "TERM", "COLUMNS", "LINES", "NO_COLOR"];
  const env = { ...childEnvironment() };
  for (const name of passed) if (process.env[name] !== undefined) env[name] = process.env[name];
  const child = spawn(command.file, command.args, { stdio: "inherit", env });
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
