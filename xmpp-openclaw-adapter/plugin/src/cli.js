import { spawn } from "node:child_process";
import { addBlock } from "./cli-block.js";
import { defaultAccountId, ENVIRONMENT, section } from "./config.js";
import { explained, findings, status } from "./cli-output.js";
import { hostSettings } from "./host-settings.js";
import { CHANNEL } from "./protocol.js";
import { callGateway, callSidecar } from "./rpc.js";
import { parseTarget } from "./targets.js";

const ACCOUNT = ["--account <id>", "account; default: the default one"];
const JSON_OUT = ["--json", "as JSON, for programs"];
// Tries the account out on its server, which may take its time to say no.
const DOCTOR_TIMEOUT_MS = 90_000;

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
  addQuestions(xmpp, config);
  addPairing(xmpp.command("pairing").description("Who may write to the bot"), config);
  const accountOf = (options) => options.account ?? defaultAccountId(config);
  const block = xmpp.command("block").description("Whom the server keeps away (XEP-0191)");
  addBlock(block, config, { accountOf, account: ACCOUNT, told, print });
}

/** Questions to the account that runs in the gateway. */
function addQuestions(xmpp, config) {
  const accountOf = (options) => options.account ?? defaultAccountId(config);
  xmpp
    .command("explain [query]")
    .description("Why messages were answered or not; of a message's id, or the JID of a person, an occupant or a room")
    .option(...ACCOUNT)
    .option("--limit <n>", "how many at most", "20")
    .option(...JSON_OUT)
    .action(
      told(async (query, options) => {
        const limit = wholeNumber(options.limit);
        const wanted = query === undefined ? {} : { query: parseTarget(query)?.jid ?? query.trim() };
        const answer = await callSidecar(accountOf(options), "explain", { ...wanted, limit });
        if (options.json) return print(answer);
        if (answer.decisions.length > 0) return print(explained(answer.decisions));
        fail(
          query === undefined
            ? "Nothing was decided since the sidecar started."
            : `Nothing is known of ${query}. The last 1000 decisions since the sidecar started are; all of them: openclaw xmpp explain`,
        );
      }),
    );
  xmpp
    .command("doctor")
    .description("What is wrong with an account, its server, its rooms, and OpenClaw's settings around it")
    .option(...ACCOUNT)
    .option(...JSON_OUT)
    .action(
      told(async (options) => {
        const accountId = accountOf(options);
        const answer = await examine(config, accountId);
        print(options.json ? answer : findings(answer.findings));
        if (answer.findings.some(({ level }) => level === "error")) process.exitCode = 1;
      }),
    );
  xmpp
    .command("status")
    .description("All that is known of an account while it runs")
    .option(...ACCOUNT)
    .option(...JSON_OUT)
    .action(
      told(async (options) => {
        const accountId = accountOf(options);
        const { accounts } = await callSidecar(accountId, "status", {});
        const account = accounts.find((each) => each.accountId === accountId);
        if (!account) throw new Error(`The XMPP account ${accountId} is not running; see: openclaw channels status`);
        print(options.json ? account : status(account));
      }),
    );
}

/** The sidecar's doctor, with what it must know of the host. */
export async function examine(config, accountId, timeoutMs = DOCTOR_TIMEOUT_MS) {
  return await callSidecar(accountId, "doctor", { hostSettings: hostSettings(config, accountId) }, { timeoutMs });
}

/** An action whose failure is one line and an exit code. */
function told(action) {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      fail(String(error?.message ?? error).split("\n", 1)[0]);
    }
  };
}

function fail(message) {
  console.error(`XMPP: ${message}`);
  process.exitCode = 1;
}

/** Not by the console: with --json the host sends that to stderr. */
function print(answer) {
  process.stdout.write(`${Array.isArray(answer) ? answer.join("\n") : JSON.stringify(answer, null, 2)}\n`);
}

function wholeNumber(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000) throw new Error(`--limit ${text} is no number from 1 to 1000.`);
  return number;
}

/** What the host's own `openclaw pairing` lacks: denying, and the approved ones. */
function addPairing(pairing, config) {
  const accountOf = (options) => options.account ?? defaultAccountId(config);
  pairing
    .command("list")
    .description("Requests that wait for an answer, or with --approved those who were let in")
    .option("--approved", "those who were let in by pairing")
    .option(...ACCOUNT)
    .action(
      told(async (options) => {
        const accountId = accountOf(options);
        const entries = options.approved
          ? (await callSidecar(accountId, "pairing.entries", {})).entries
          : (await waiting(accountId)).map(({ senderId, expiresAt }) => `${senderId}  until ${expiresAt}`);
        print(entries.length > 0 ? entries : ["Nobody."]);
      }),
    );
  pairing
    .command("approve <jid>")
    .description("Let somebody in")
    .option(...ACCOUNT)
    .action(
      told(async (who, options) => {
        const request = await requestOf(accountOf(options), who);
        await gateway("channels.pairing.approve", { ...request.key, notify: true });
        print([`Approved: ${request.senderId}`]);
      }),
    );
  pairing
    .command("deny <jid>")
    .description("Turn a request down; its sender is not told")
    .option(...ACCOUNT)
    .action(
      told(async (who, options) => {
        const request = await requestOf(accountOf(options), who);
        await gateway("channels.pairing.dismiss", request.key);
        print([`Denied: ${request.senderId}`]);
      }),
    );
  pairing
    .command("revoke <jid>")
    .description("Take an approval back")
    .option(...ACCOUNT)
    .action(
      told(async (who, options) => {
        const { changed } = await callSidecar(accountOf(options), "pairing.revoke", { entry: normalized(who) });
        if (!changed) throw new Error(`${who} was not let in by pairing. See: openclaw xmpp pairing list --approved`);
        print([`Revoked: ${who}`]);
      }),
    );
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
  return await callGateway(method, params, 30_000);
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
