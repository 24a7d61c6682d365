import { spawn } from "node:child_process";
import { ENVIRONMENT, section } from "./config.js";
import { CHANNEL } from "./protocol.js";

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
  const pairing = xmpp.command("pairing").description("Who may write to the bot");
  pairing
    .command("list")
    .description("Requests that wait for an answer")
    .action(async () => {
      const { requests = [] } = await gateway("channels.pairing.list", { channel: CHANNEL });
      if (requests.length === 0) console.log("No requests are waiting.");
      for (const { code, id, requestId, accountId } of requests) {
        console.log([code ?? requestId, id, accountId].filter(Boolean).join("  "));
      }
    });
  pairing
    .command("approve <code-or-jid>")
    .description("Let somebody in, and tell them")
    .action(async (wanted) => {
      const { requests = [] } = await gateway("channels.pairing.list", { channel: CHANNEL });
      const found = requests.find(({ code, id, requestId }) => [code, id, requestId].includes(wanted));
      if (!found) throw new Error(`No request of ${wanted} is waiting. See: openclaw xmpp pairing list`);
      const { accountId, requestId, id } = found;
      await gateway("channels.pairing.approve", { channel: CHANNEL, accountId, requestId, notify: true });
      console.log(`Approved: ${id}`);
    });
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
