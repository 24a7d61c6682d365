import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { resolveAgentConfig } from "openclaw/plugin-sdk/agent-scope-runtime";
import { CHANNEL } from "./protocol.js";

const MAX_AVATAR_BYTES = 180 * 1024;

/**
 * An account's settings for the sidecar: where they say nothing of the agent's name and picture, these are what the host calls and shows
 * the agent that answers there. Whatever is the matter with them, the account starts.
 */
export function withFace({ core, accountId, log }, config) {
  try {
    const cfg = core.config.current();
    if (!cfg.agents) return config;
    const { agentId } = core.channel.routing.resolveAgentRoute({ cfg, channel: CHANNEL, accountId });
    const { identity, workspace = cfg.agents.defaults?.workspace } = resolveAgentConfig(cfg, agentId) ?? {};
    return completed(config, identity?.name?.trim(), pictureOf(identity?.avatar, workspace));
  } catch (error) {
    log.debug(`the agent's name and picture are not shown: ${error?.message ?? error}`);
    return config;
  }
}

function completed(config, name, avatar) {
  const called = config.name ?? name;
  const profile = { ...(called && name ? { name: called } : {}), ...(avatar ? { avatar } : {}), ...config.profile };
  return {
    ...config,
    ...(name && config.name === undefined ? { name } : {}),
    ...(Object.keys(profile).length > 0 ? { profile } : {}),
  };
}

/** Only a file in the agent's workspace, and one that people's clients can show. */
function pictureOf(avatar, workspace) {
  if (typeof avatar !== "string" || !workspace || !/\.(?:png|jpe?g|gif|webp)$/i.test(avatar) || /^[a-z]+:/i.test(avatar)) return undefined;
  const folder = path.resolve(workspace.replace(/^~(?=$|\/)/, homedir()));
  const file = path.resolve(folder, avatar);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const inside = size > 0 && realpathSync(file).startsWith(realpathSync(folder) + path.sep);
  return inside && size <= MAX_AVATAR_BYTES ? file : undefined;
}
