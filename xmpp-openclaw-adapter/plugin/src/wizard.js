import { isDeepStrictEqual } from "node:util";
import { DEFAULT_ACCOUNT, defaultAccountId, editAccount, ENVIRONMENT, hasConfiguredState, listAccountIds, mergeAccount, section } from "./config.js";
import { BACK, CANCELLED, CHANNEL } from "./protocol.js";

/** The wizard of `openclaw onboard` and `openclaw channels add`: the sidecar asks, the host's prompter shows. */
export const setupWizard = {
  channel: CHANNEL,
  getStatus: async ({ cfg }) => {
    const configured = hasConfiguredState({ cfg });
    return {
      channel: CHANNEL,
      configured,
      statusLines: [`XMPP: ${configured ? `configured (${section(cfg).jid ?? "by environment"})` : "needs an account"}`],
      selectionHint: configured ? "configured" : "needs a JID and a password",
      quickstartScore: configured ? 1 : 0,
    };
  },
  configure: async ({ cfg, prompter, accountOverrides }) => {
    const accountId = accountOverrides?.[CHANNEL]?.trim() || (await chooseAccount(cfg, prompter));
    const answer = await runWizard(cfg, accountId, prompter);
    if (answer.cancelled) return { cfg, accountId };
    const configured = editAccount(cfg, accountId, (own) => ({ enabled: true, ...withoutInherited(cfg, accountId, own, answer.config) }));
    return { cfg: await applyHostPatch(configured, answer.hostPatch ?? [], prompter), accountId };
  },
  disable: (cfg) => editAccount(cfg, DEFAULT_ACCOUNT, (account) => ({ ...account, enabled: false })),
};

async function runWizard(cfg, accountId, prompter) {
  // Loaded here, because everything else of the wizard is asked for in commands that only list channels.
  const { launchSidecar } = await import("./launch.js");
  const current = currentOf(cfg, accountId);
  const env = Object.fromEntries(
    Object.values(ENVIRONMENT)
      .filter((name) => process.env[name])
      .map((name) => [name, process.env[name]]),
  );
  const prompts = new Prompts(prompter);
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const child = await launchSidecar({
    javaPath: section(cfg).javaPath,
    host: { name: "openclaw", version: "setup" },
    handlers: prompts.handlers(),
    log: quiet,
    // The state itself belongs to the gateway's sidecar, which may be running.
    folder: ["setup"],
  });
  try {
    const answer = await child.request("wizard.run", { current, env }, { timeoutMs: null });
    if (answer.cancelled && prompts.left) throw prompts.left;
    return answer;
  } catch (error) {
    if (prompts.left) throw prompts.left;
    if (error?.code === CANCELLED) return { cancelled: true };
    throw error;
  } finally {
    await child.stop();
  }
}

/** Where there are accounts already: which of them, or another one. */
async function chooseAccount(cfg, prompter) {
  if (!hasConfiguredState({ cfg, env: {} })) return DEFAULT_ACCOUNT;
  const { promptAccountId } = await import("openclaw/plugin-sdk/setup");
  return await promptAccountId({
    cfg,
    prompter,
    label: "XMPP",
    currentId: defaultAccountId(cfg),
    listAccountIds,
    defaultAccountId: defaultAccountId(cfg),
  });
}

// Of these no two accounts have the same.
const ONE_ACCOUNTS = ["jid", "password"];

function isNamed(cfg, accountId) {
  return accountId !== DEFAULT_ACCOUNT || section(cfg).accounts?.[DEFAULT_ACCOUNT] !== undefined;
}

/** The account's fields of today, those of the section too where it inherits them. */
export function currentOf(cfg, accountId) {
  if (!isNamed(cfg, accountId)) return section(cfg);
  const own = section(cfg).accounts?.[accountId] ?? {};
  const current = mergeAccount(cfg, accountId, {});
  for (const field of ONE_ACCOUNTS) if (own[field] === undefined) delete current[field];
  return current;
}

/** What is as in the section stays there, so that the account still follows the section. */
export function withoutInherited(cfg, accountId, own, config) {
  if (!isNamed(cfg, accountId)) return config;
  const inherited = ([field, value]) =>
    own[field] === undefined && !ONE_ACCOUNTS.includes(field) && isDeepStrictEqual(value, section(cfg)[field]);
  return Object.fromEntries(Object.entries(config).filter((entry) => !inherited(entry)));
}

/** `prompt.*` answered by the host's prompter. */
class Prompts {
  /** What the prompter threw last: if somebody leaves us by it, forward or backward, the host must hear of it as it said it. */
  left;

  constructor(prompter) {
    this.prompter = prompter;
  }

  handlers() {
    const { prompter } = this;
    return {
      "prompt.note": this.#asked(async ({ message, title }) => {
        await prompter.note(message, title);
        return {};
      }),
      "prompt.text": this.#asked(async ({ message, placeholder, initial, sensitive, error }) => ({
        value: await prompter.text({
          message: error ? `${error}\n${message}` : message,
          placeholder,
          initialValue: initial,
          sensitive,
        }),
      })),
      "prompt.select": this.#asked(async ({ message, options, initial }) => ({
        value: await prompter.select({ message, options, initialValue: initial }),
      })),
      "prompt.multiselect": this.#asked(async ({ message, options, initial }) => ({
        values: await prompter.multiselect({ message, options, initialValues: initial }),
      })),
      "prompt.confirm": this.#asked(async ({ message, initial }) => ({
        value: await prompter.confirm({ message, initialValue: initial }),
      })),
    };
  }

  #asked(ask) {
    return async (params) => {
      try {
        return await ask(params);
      } catch (error) {
        this.left = error;
        const { ResponseError } = await import("vscode-jsonrpc/node");
        // The host would go the whole way again, and ask for the password anew; the sidecar goes one question back by itself.
        throw error?.direction === "back" ? new ResponseError(BACK, "back") : new ResponseError(CANCELLED, "cancelled");
      }
    };
  }
}

/** Settings outside of channels.xmpp are shown, each with its reason, before they are set. */
async function applyHostPatch(cfg, patch, prompter) {
  const open = openSettings(cfg, patch);
  if (open.length === 0) return cfg;
  const lines = open.map(({ path, value, why }) => `${path} = ${JSON.stringify(value)}\n  ${why}`);
  await prompter.note(lines.join("\n"), "OpenClaw settings that XMPP needs");
  if (!(await prompter.confirm({ message: "Set them?", initialValue: true }))) return cfg;
  return open.reduce((changed, { path, value }) => write(changed, path.split("."), value), cfg);
}

/** The settings that are not yet so. A list is what must be in the one that is there. */
export function openSettings(cfg, patch) {
  return patch
    .map((setting) => {
      const present = read(cfg, setting.path);
      if (!Array.isArray(setting.value) || !Array.isArray(present)) return setting;
      return { ...setting, value: [...present, ...setting.value.filter((entry) => !present.includes(entry))] };
    })
    .filter(({ path, value }) => !isDeepStrictEqual(read(cfg, path), value));
}

function read(object, path) {
  return path.split(".").reduce((value, key) => value?.[key], object);
}

function write(object, [key, ...rest], value) {
  if (["__proto__", "constructor", "prototype"].includes(key)) throw new Error(`${key} is no setting.`);
  return { ...object, [key]: rest.length === 0 ? value : write(object?.[key] ?? {}, rest, value) };
}
