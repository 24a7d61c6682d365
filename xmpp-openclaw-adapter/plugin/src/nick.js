import { roomEntry, roomSetting } from "./ingress-policy.js";

/** The text without the bot's nick at its start, so that `bot: /status` in a room is the command it looks like. */
export function withoutAddress(text, nick) {
  if (!nick) return text;
  const escaped = nick.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`^\\s*@?${escaped}(?:[:,]\\s*|\\s+)`, "i"), "");
}

/** The nick that the settings give the bot in a room, for as long as it is not inside. */
export function nickOf(config, room) {
  const joined = (config.rooms ?? []).find((entry) => typeof entry === "object" && entry?.jid?.toLowerCase() === room);
  // As the sidecar reads them: "*" completes the entries that there are.
  const own = roomEntry(config, room) === undefined ? undefined : roomSetting(config, room, "nick");
  return joined?.nick ?? own ?? config.nick ?? config.name ?? String(config.jid ?? "").split("@", 1)[0];
}
