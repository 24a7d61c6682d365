import { statSync } from "node:fs";
import { resolveAgentAvatar, resolveAgentIdentity } from "openclaw/plugin-sdk/agent-runtime";
import { CHANNEL } from "./protocol.js";

const MAX_AVATAR_BYTES = 256 * 1024;

/**
 * An account's settings for the sidecar: where they say nothing of the agent's name and picture, these are what the host calls and shows
 * the agent that answers there.
 */
export function withFace(core, accountId, config) {
  const cfg = core.config.current();
  const { agentId } = core.channel.routing.resolveAgentRoute({ cfg, channel: CHANNEL, accountId });
  const name = resolveAgentIdentity(cfg, agentId)?.name?.trim();
  const avatar = config.profile?.avatar ? undefined : pictureOf(cfg, agentId);
  const called = config.name ?? name;
  const profile = {
    ...(called && !config.profile?.name ? { name: called } : {}),
    ...(avatar ? { avatar } : {}),
    ...config.profile,
  };
  return {
    ...config,
    ...(name && config.name === undefined ? { name } : {}),
    ...(Object.keys(profile).length > 0 ? { profile } : {}),
  };
}

/** Only a file of the agent's own, and only one that people's clients can show: a picture is not worth an account that does not start. */
function pictureOf(cfg, agentId) {
  const found = resolveAgentAvatar(cfg, agentId);
  if (found.kind !== "local" || !/\.(?:png|jpe?g|gif|webp)$/i.test(found.filePath)) return undefined;
  const size = statSync(found.filePath, { throwIfNoEntry: false })?.size ?? 0;
  return size > 0 && size <= MAX_AVATAR_BYTES ? found.filePath : undefined;
}
