import {
  collectSecretInputAssignment,
  createChannelSecretTargetRegistryEntries,
  getChannelRecord,
} from "openclaw/plugin-sdk/channel-secret-basic-runtime";
import { listAccountIds, mergeAccount } from "./config.js";
import { CHANNEL } from "./protocol.js";

const PLACES = ["password", "rooms[].password", "mucRooms.*.password"];

/** Where a reference to a secret may stand. */
export const secretTargetRegistryEntries = createChannelSecretTargetRegistryEntries({
  channelKey: CHANNEL,
  account: PLACES,
  channel: PLACES,
});

/**
 * Tells the host which references to resolve, and for which accounts: an account that is on is held back, and no other, when
 * a secret that it uses is not found. The host's ready-made contracts do not know that a section with a JID is an account
 * beside the named ones.
 */
export function collectRuntimeConfigAssignments({ config, defaults, context }) {
  const channel = getChannelRecord(config, CHANNEL);
  if (!channel) return;
  const { accounts = {}, ...section } = channel;
  const using = listAccountIds(config)
    .filter((accountId) => mergeAccount(config, accountId).enabled !== false)
    .map((accountId) => ({ accountId, own: accounts[accountId] ?? {} }));
  const collect = (place, users) => {
    const assignment = { ...place, expected: "string", defaults, context };
    if (users.length === 0 || place.off) {
      collectSecretInputAssignment({ ...assignment, active: false, inactiveReason: place.off ?? "no account that is on uses it." });
    } else {
      for (const { accountId, own } of users) {
        collectSecretInputAssignment({ ...assignment, owner: ownerOf(accountId, { channel: section, account: own }) });
      }
    }
  };
  for (const place of placesIn(channel, `channels.${CHANNEL}`)) {
    collect(place, using.filter(({ own }) => !Object.hasOwn(own, place.setting)));
  }
  for (const [accountId, own] of Object.entries(accounts)) {
    const path = segment(`channels.${CHANNEL}.accounts`, accountId);
    for (const place of placesIn(own, path)) collect(place, using.filter((user) => user.accountId === accountId));
  }
}

function ownerOf(accountId, contract) {
  return {
    ownerKind: "account",
    ownerId: `${CHANNEL}:${accountId.toLowerCase()}`,
    requiredForGateway: false,
    disposition: "isolate",
    contract,
  };
}

/** Every password in an object of settings. */
function placesIn(settings, path) {
  const { password, rooms, mucRooms } = settings ?? {};
  const places = [];
  const add = (holder, setting, at, off) => {
    const apply = (value) => {
      holder.password = value;
    };
    places.push({ value: holder.password, path: `${at}.password`, setting, apply, off });
  };
  if (password !== undefined) add(settings, "password", path);
  if (Array.isArray(rooms)) {
    rooms.forEach((room, index) => room?.password !== undefined && add(room, "rooms", `${path}.rooms[${index}]`));
  }
  for (const [jid, room] of Object.entries(mucRooms ?? {})) {
    if (room?.password === undefined) continue;
    add(room, "mucRooms", segment(`${path}.mucRooms`, jid), room.enabled === false ? "the room is switched off." : undefined);
  }
  return places;
}

/** A path of the host with one more name, quoted where it is no plain word. */
function segment(path, name) {
  return /^[A-Za-z_$][A-Za-z0-9_$:-]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
