import { listNativeCommandSpecsForConfig } from "openclaw/plugin-sdk/native-command-registry";
import { allowsGroup } from "./action-gate.js";
import { resolveAccount } from "./config.js";
import { CHANNEL } from "./protocol.js";

/** The host's commands as the sidecar's menu shows them. */
export function menuOf(cfg) {
  return listNativeCommandSpecsForConfig(cfg, { provider: CHANNEL }).map(({ name, description, args }) => ({
    name,
    ...(description ? { description } : {}),
    args: (args ?? []).map((argument) => ({
      name: argument.name,
      ...(argument.description ? { description: argument.description } : {}),
      required: argument.required === true,
      // Choices that depend on the conversation are not known here.
      ...(Array.isArray(argument.choices) ? { choices: argument.choices.map(choiceOf) } : {}),
    })),
  }));
}

function choiceOf(choice) {
  return typeof choice === "string" ? { value: choice } : { value: choice.value, ...(choice.label ? { label: choice.label } : {}) };
}

/** Tells the sidecar the menu, an empty one where the setting `actions.menu` says so; it shows none before. */
export async function sendMenu(account) {
  try {
    const cfg = account.core.config.current();
    const { config } = resolveAccount(cfg, account.accountId);
    await account.call("menu.set", { commands: allowsGroup(config, "menu") ? menuOf(cfg) : [] });
  } catch (error) {
    account.log.warn(`no menu of commands: ${error?.message ?? error}`);
  }
}
