import { createInboundDebouncer, resolveInboundDebounceMs } from "openclaw/plugin-sdk/channel-inbound-debounce";
import { isApproval } from "./approval-words.js";
import { resolveAccount } from "./config.js";
import { senderIdOf } from "./identity.js";
import { receiveMessage } from "./inbound.js";
import { nickOf, withoutAddress } from "./nick.js";
import { CHANNEL } from "./protocol.js";
import { asText } from "./untrusted.js";

const MAX_JOINED = 10;

/**
 * Makes one turn of what somebody sends in quick succession, such as a picture and what is to be done with it, where the host's setting
 * `messages.inbound` says for how long that is. Each message is taken, or comes again, with the turn that it went into.
 */
export class Debounce {
  #account;
  #hand;
  #debouncer;

  /** @param hand hands one message to the host, as `receiveMessage` does */
  constructor(account, hand = receiveMessage) {
    this.#account = account;
    this.#hand = hand;
    this.#debouncer = createInboundDebouncer({
      debounceMs: 0,
      resolveDebounceMs: () => this.#ms,
      buildKey: ({ message }) => [message.lane, senderIdOf(message), message.thread?.id ?? ""].join("\n"),
      shouldDebounce: ({ message }) => this.#waits(message),
      canAppend: (_item, pending) => pending.length < MAX_JOINED,
      onFlush: (items, flush) => flush({ dispatch: () => this.#flush(items) }),
      onError: (error, items) => items.forEach(({ reject }) => reject(error)),
    });
  }

  /** Resolves with what became of the message, as docs/protocol.md says. */
  async receive(message) {
    if (this.#ms === 0) return await this.#hand(this.#account, message);
    // One at a time else: the next would come when this one is taken.
    this.#account.notify("inbound.next", { eventId: message.eventId });
    return await new Promise((resolve, reject) => {
      this.#debouncer.enqueue({ message, resolve, reject }).catch(reject);
    });
  }

  get #ms() {
    return resolveInboundDebounceMs({ cfg: this.#account.core.config.current(), channel: CHANNEL });
  }

  /** A command is not kept waiting, nor is what takes the place of something else, or approves. */
  #waits(message) {
    const { core, accountId } = this.#account;
    const cfg = core.config.current();
    const said = asText(message.text);
    const nick = message.ourNick ?? nickOf(resolveAccount(cfg, accountId).config, message.conversation);
    const text = message.kind === "room" ? withoutAddress(said, nick) : said;
    return !message.replaces && !isApproval(text) && !core.channel.text.hasControlCommand(text, cfg);
  }

  async #flush(items) {
    const back = items.filter(({ message }) => this.#account.withdrawn.has(message.eventId));
    back.forEach(({ resolve }) => resolve({ disposition: "dropped", reason: "taken back" }));
    const rest = items.filter((item) => !back.includes(item));
    if (rest.length === 0) return;
    const answer = await this.#hand(this.#account, joined(rest.map(({ message }) => message)));
    rest.forEach(({ resolve }) => resolve(answer));
  }
}

/** One message with all that they say, in the order of their times; what only one can have is the last one's. */
export function joined(messages) {
  const ordered = messages.toSorted((one, other) => (Date.parse(one.timestamp) || 0) - (Date.parse(other.timestamp) || 0));
  const last = ordered.at(-1);
  if (ordered.length === 1) return last;
  return {
    ...last,
    text: ordered.map(({ text }) => text).filter(Boolean).join("\n"),
    media: ordered.flatMap(({ media }) => media ?? []),
    mentioned: ordered.some(({ mentioned }) => mentioned === true),
    mayApprove: ordered.every(({ mayApprove }) => mayApprove === true),
    replyTo: ordered.findLast(({ replyTo }) => replyTo)?.replyTo,
  };
}
