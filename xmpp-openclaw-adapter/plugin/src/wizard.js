import { DEFAULT_ACCOUNT, editAccount, ENVIRONMENT, hasConfiguredState, section } from "./config.js";
import { CANCELLED, CHANNEL } from "./protocol.js";

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
    const accountId = accountOverrides?.[CHANNEL]?.trim() || DEFAULT_ACCOUNT;
    const answer = await runWizard(cfg, accountId, prompter);
    if (answer.cancelled) return { cfg, accountId };
    const configured = editAccount(cfg, accountId, () => ({ enabled: true, ...answer.config }));
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
    handlers: { ...prompts.handlers(), log: () => {} },
    log: quiet,
    // The state itself belongs to the gateway's sidecar, which may be running.
    folder: ["setup"],
  });
  try {
    const answer = await child.request("wizard.run", { current, env }, { timeoutMs: null });
    if (prompts.left) throw prompts.left;
    return answer;
  } catch (error) {
    if (prompts.left) throw prompts.left;
    if (error?.code === CANCELLED) return { cancelled: true };
    throw error;
  } finally {
    await child.stop();
  }
}

function currentOf(cfg, accountId) {
  const xmpp = section(cfg);
  return accountId === DEFAULT_ACCOUNT && !xmpp.accounts?.[DEFAULT_ACCOUNT] ? xmpp : (xmpp.accounts?.[accountId] ?? {});
}

/** `prompt.*` answered by the host's prompter. */
class Prompts {
  /** What the prompter threw: somebody broke off or wants to go back, and the host must hear of it from us as it said it. */
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
        this.left ??= error;
        const { ResponseError } = await import("vscode-jsonrpc/node");
        throw new ResponseError(CANCELLED, "cancelled");
      }
    };
  }
}

/** Settings outside of channels.xmpp are shown, each with its reason, before they are set. */
async function applyHostPatch(cfg, patch, prompter) {
  const open = patch.filter(({ path, value }) => JSON.stringify(read(cfg, path)) !== JSON.stringify(value));
  if (open.length === 0) return cfg;
  const lines = open.map(({ path, value, why }) => `${path} = ${JSON.stringify(value)}\n  ${why}`);
  await prompter.note(lines.join("\n"), "OpenClaw settings that XMPP needs");
  if (!(await prompter.confirm({ message: "Set them?", initialValue: true }))) return cfg;
  return open.reduce((changed, { path, value }) => write(changed, path.split("."), value), cfg);
}

function read(object, path) {
  return path.split(".").reduce((value, key) => value?.[key], object);
}

function write(object, [key, ...rest], value) {
  if (["__proto__", "constructor", "prototype"].includes(key)) throw new Error(`${key} is no setting.`);
  return { ...object, [key]: rest.length === 0 ? value : write(object?.[key] ?? {}, rest, value) };
}
