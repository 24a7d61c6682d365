import { isDeepStrictEqual } from "node:util";
import { listAccountIds, resolveAccount } from "./config.js";
import { pause } from "./pause.js";
import { CHANNEL } from "./protocol.js";

const LOOK_EVERY_MS = 500;

// How long the host has to end an account whose other settings changed, before we take it that it will not.
const RESTART_WITHIN_MS = 5_000;

/**
 * Settings that a running account takes over. Everything else says who the account is or how it reaches its server; the host
 * starts the account anew when that changes.
 */
export const LIVE_SETTINGS = [
  "name",
  "nick",
  "rooms",
  "dmPolicy",
  "allowFrom",
  "acceptSubscriptions",
  "groupPolicy",
  "groupAllowFrom",
  "mucRooms",
  "mucPrivateMessages",
  "invites",
  "mediaMaxMb",
  "blockedMediaTypes",
  "textChunkLimit",
  "chunkMode",
  "streaming",
  "profile",
  "receipts",
  "markers",
  "typing",
  "reactionNotifications",
  "ackReaction",
  "historyLimit",
  "pubsub",
  "limits",
  "replyToMode",
  "defaultTo",
  "actions",
  "execApprovals",
  "configWrites",
];

/** Settings of the host that restart channels unless they say that they read them for every message, as we do. */
const LIVE_HOST_SETTINGS = [
  "commands",
  "accessGroups",
  "channels.defaults",
  "channels.modelByChannel",
  "messages.inbound",
  "messages.ackReactionScope",
  "agents.defaults.mediaMaxMb",
  "tts",
];

/** What the host does when the configuration changes. */
export const reload = {
  configPrefixes: [`channels.${CHANNEL}`],
  noopPrefixes: [
    ...LIVE_SETTINGS.flatMap((setting) => [`channels.${CHANNEL}.${setting}`, `channels.${CHANNEL}.accounts.*.${setting}`]),
    ...LIVE_HOST_SETTINGS,
  ],
  accountScopedRestart: true,
};

/**
 * Gives an account its settings whenever they change, until the signal aborts. The host tells nobody of the changes above; its
 * configuration is another object after each.
 *
 * @param current the host's `config.current`
 * @param take `(config) => Promise`, called with the account's new fields, one call at a time
 */
export async function followSettings(accountId, current, config, take, signal, limits = {}) {
  const { everyMs = LOOK_EVERY_MS, restartWithinMs = RESTART_WITHIN_MS } = limits;
  let seen;
  let taken = config;
  for (;;) {
    await pause(everyMs, signal);
    if (signal.aborted) return;
    const cfg = current();
    if (cfg === seen) continue;
    seen = cfg;
    if (!listAccountIds(cfg).includes(accountId)) continue;
    const { config: fresh, enabled, configured } = resolveAccount(cfg, accountId);
    // An account that is switched off or gone is ended by the host.
    if (!enabled || !configured || isDeepStrictEqual(fresh, taken)) continue;
    if (!isDeepStrictEqual(others(fresh), others(taken))) {
      // The host starts the account anew; not for a secret that has another value behind the same reference.
      await pause(restartWithinMs, signal);
      if (signal.aborted) return;
    }
    taken = fresh;
    await take(fresh);
  }
}

function others(config) {
  return Object.fromEntries(Object.entries(config).filter(([setting]) => !LIVE_SETTINGS.includes(setting)));
}
