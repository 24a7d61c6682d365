import { listAccountIds, resolveAccount } from "./config.js";
import { CHANNEL, XmppError } from "./protocol.js";

/**
 * What the agent may do, by the groups of the setting `actions`: whether a group is on unless the setting says otherwise, and the
 * host's message actions in it. An action that is in no group does not exist. What no action of the host stands for asks
 * `requireGroup`. The defaults are those of `ActionFields`; a test compares them.
 */
export const ACTION_GROUPS = Object.freeze({
  messages: { on: true, actions: ["send", "reply", "edit", "unsend", "delete"] },
  reactions: { on: true, actions: ["react", "reactions"] },
  media: { on: true, actions: ["sendAttachment", "upload-file", "download-file"] },
  roomInfo: { on: true, actions: ["channel-info", "channel-list", "member-info"] },
  rooms: { on: false, actions: ["conversation-open", "leaveGroup", "channel-edit", "addParticipant"] },
  moderation: { on: false, actions: ["kick", "ban", "role-add", "role-remove", "removeParticipant"] },
  history: { on: true, actions: ["read", "search"] },
  profile: { on: true, actions: [] },
  pubsub: { on: false, actions: [] },
  block: { on: false, actions: [] },
  menu: { on: true, actions: [] },
});

/** Whether an account's settings let the agent do what is in a group; only `true` and `false` are answers, all else is off. */
export function allowsGroup(config, group) {
  if (!Object.hasOwn(ACTION_GROUPS, group)) return false;
  const set = config.actions?.[group];
  return set === undefined ? ACTION_GROUPS[group].on : set === true;
}

/** Those of `handled` that the account may use; where none is named, those that some account may. */
export function allowedActions({ cfg, accountId }, handled) {
  const accounts = accountId ? [accountId] : listAccountIds(cfg);
  const configs = accounts.map((id) => resolveAccount(cfg, id).config);
  return handled.filter((action) => {
    const group = groupOf(action);
    return group !== undefined && configs.some((config) => allowsGroup(config, group));
  });
}

/** Refuses an action that the account's settings do not allow, to everybody who asks: the agent and the command line. */
export function requireAction(ctx, action) {
  const group = groupOf(action);
  if (group === undefined) throw new XmppError("UNSUPPORTED", `XMPP has no action ${action}.`);
  requireGroup(ctx, group, action);
}

/**
 * The same for what no action of the host stands for; `what` names it in the refusal. In a turn the model names the account: then
 * the one that the turn came by must allow it, too.
 */
export function requireGroup(ctx, group, what = group) {
  if ([ctx.accountId, ...turnAccount(ctx)].every((id) => allowsGroup(resolveAccount(ctx.cfg, id).config, group))) return;
  throw new XmppError("REFUSED", `${what} is switched off here. The operator can allow it: channels.xmpp.actions.${group} = true.`);
}

/** The account that a turn came by, by the host's word; none where it came by another channel, or there is no turn. */
function turnAccount({ toolContext, requesterAccountId }) {
  const { currentChannelProvider = CHANNEL } = toolContext ?? {};
  return toolContext && requesterAccountId && currentChannelProvider === CHANNEL ? [requesterAccountId] : [];
}

function groupOf(action) {
  return Object.keys(ACTION_GROUPS).find((group) => ACTION_GROUPS[group].actions.includes(action));
}
