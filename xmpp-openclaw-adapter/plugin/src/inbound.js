import { bindIngressLifecycleToReplyOptions } from "openclaw/plugin-sdk/channel-outbound";
import { acknowledge } from "./ack-reaction.js";
import { isApproval, mayBecomeApproval } from "./approval-words.js";
import { resolveAccount } from "./config.js";
import { Delivery } from "./delivery.js";
import { askHost } from "./host-gate.js";
import { buildContext, peerOf, saveMedia, settingOf } from "./inbound-context.js";
import { forbidsPrivate } from "./ingress-policy.js";
import { LiveText } from "./live-text.js";
import { nickOf, withoutAddress } from "./nick.js";
import { CHANNEL } from "./protocol.js";
import { routeOrDrop } from "./route.js";
import { Typing } from "./typing.js";
import { asText } from "./untrusted.js";

/**
 * Hands one message of the sidecar to the host. Resolves as soon as the host has adopted it; the turn goes on behind it.
 *
 * @param account `{accountId, core, call, lanes, pairing, log, abortSignal}` of the running account
 * @param menu collects the answer for somebody who waits for it in a form, see MenuAnswer
 * @returns `{disposition, reason?}` as docs/protocol.md says
 */
export async function receiveMessage(account, message, menu) {
  const { core } = account;
  const cfg = core.config.current();
  const { config } = resolveAccount(cfg, account.accountId);
  const decision = await decide(account, cfg, config, message);
  if (decision.disposition) return decision;
  if (!decision.isCommand) await account.lanes.settled(message.lane);
  core.channel.activity.record({ channel: CHANNEL, accountId: account.accountId, direction: "inbound", at: Date.now() });
  const media = await saveMedia(core, message, config);
  if (account.withdrawn.has(message.eventId)) return { disposition: "dropped", reason: "taken back" };
  const ctxPayload = buildContext({ core, config, message, media, corrects: message.replaces, ...decision });
  return await adopted(account, cfg, config, message, decision, ctxPayload, menu);
}

async function decide(account, cfg, config, message) {
  const { core, accountId } = account;
  const room = message.kind === "room";
  const said = asText(message.text);
  const commandBody = room ? withoutAddress(said, message.ourNick ?? nickOf(config, message.conversation)) : said;
  const mayApprove = message.mayApprove === true;
  if (!mayApprove && (isApproval(said) || isApproval(commandBody))) {
    account.log.info(`message ${message.eventId} not handed to the host: approvals do not count there`);
    return { disposition: "dropped", reason: "approvals do not count there" };
  }
  const onlyWords = !mayApprove && mayBecomeApproval(said, message.media);
  const isCommand = !onlyWords && core.channel.text.hasControlCommand(commandBody, cfg);
  const allowTextCommands = core.channel.commands.shouldHandleTextCommands({ cfg, surface: CHANNEL });
  const wasMentioned = message.mentioned === true;
  if (message.kind === "roomPrivate" && forbidsPrivate(config, message.room)) {
    return { disposition: "dropped", reason: `the tools of ${message.room} do not hold for private messages` };
  }
  const peer = peerOf(message);
  const route = routeOrDrop(account, cfg, config, message, peer, "message");
  if (route.disposition) return route;
  const access = await askHost(
    core.channel.inbound.ingress,
    { accountId, cfg, config, readPaired: () => account.pairing.entries() },
    message,
    { peer, route, isCommand, allowTextCommands },
  );
  if (!access) return { disposition: "dropped", reason: "refused by the configuration" };
  const { admission, reasonCode } = access.ingress;
  if (admission !== "dispatch") {
    account.log.info(`message ${message.eventId} not dispatched by the host: ${admission} (${reasonCode})`);
    return { disposition: "dropped", reason: `${admission}: ${reasonCode}` };
  }
  return { route, access, commandBody, onlyWords, isCommand, wasMentioned };
}

/** Starts the turn; resolves at adoption, or with `retry` when it failed before. */
function adopted(account, cfg, config, message, { route }, ctxPayload, menu) {
  return new Promise((resolve) => {
    const lifecycle = {
      admission: "exclusive",
      abortSignal: account.abortSignal,
      onAdopted: () => resolve({ disposition: "adopted" }),
      onDeferred: () => {},
      onAbandoned: () => resolve({ disposition: "retry", reason: "the host gave the turn up before it began" }),
    };
    runTurn(account, cfg, config, message, route, ctxPayload, lifecycle, menu).finally(() => menu?.ended()).then(
      // A text command is answered without an adoption, and then it is done.
      () => resolve({ disposition: "adopted" }),
      (error) => {
        account.log.error(`turn for ${message.eventId} failed: ${error?.stack ?? error}`);
        if (!account.abortSignal.aborted) account.turned(false);
        resolve({ disposition: "retry", reason: String(error?.message ?? error) });
      },
    );
  });
}

async function runTurn(account, cfg, config, message, route, ctxPayload, lifecycle, menu) {
  const { accountId, core, lanes, log } = account;
  const room = message.kind === "room";
  const live = new LiveText(account, message, { on: config.streaming === "corrections" && !menu });
  const chat = new Delivery(account, cfg, route.agentId, message, live);
  const delivery = menu ? menu.collecting(chat) : chat;
  const skills = settingOf(config, message, "skills");
  const to = room ? message.conversation : message.replyAddress;
  const typing = new Typing((state) => account.call("chatstate.set", { kind: message.kind, to, state }));
  const deliver = async (payload, info) => {
    const result = await lanes.deliver(message.lane, () => delivery.send(payload, info));
    typing.delivered();
    return result;
  };
  acknowledge(account, cfg, config, message);
  const onStartError = (error) => log.debug(`typing: ${error?.message ?? error}`);
  try {
    await core.channel.inbound.dispatch({
      cfg,
      channel: CHANNEL,
      accountId,
      route: { agentId: route.agentId, sessionKey: route.sessionKey },
      ctxPayload,
      delivery: {
        deliver,
        onError: (error, info) => log.error(`answer (${info?.kind}) to ${message.eventId} failed: ${error?.message ?? error}`),
      },
      ...(config.typing === false
        ? {}
        : { replyPipeline: { typing: { start: () => typing.start(), stop: () => typing.stop(), onStartError } } }),
      replyOptions: {
        ...bindIngressLifecycleToReplyOptions(lifecycle),
        ...(skills ? { skillFilter: skills } : {}),
        ...(live.on ? { onPartialReply: ({ text }) => live.partial(text), disableBlockStreaming: true } : {}),
      },
      record: { onRecordError: (error) => log.warn(`session not recorded: ${error?.message ?? error}`) },
    });
    account.turned(!chat.failed);
  } finally {
    // What was shown and not delivered by now will not be: the turn was stopped, or has failed.
    await live.close();
    await typing.end();
  }
}
