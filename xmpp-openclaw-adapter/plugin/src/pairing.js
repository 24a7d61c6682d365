import { randomUUID } from "node:crypto";
import { createChannelPairingController } from "openclaw/plugin-sdk/channel-pairing";
import { BACK_SOON, insist } from "./insist.js";
import { pause } from "./pause.js";
import { CHANNEL } from "./protocol.js";

const WATCH_EVERY_MS = 3_000;
// The host makes no other code within the hour.
const CODE_PATIENCE_MS = 45_000;

/** The host's pairing of one account: its store of who may write, its codes. */
export class Pairing {
  #account;
  #controller;
  #known = null;

  constructor(account) {
    this.#account = account;
    this.#controller = createChannelPairingController({ core: account.core, channel: CHANNEL, accountId: account.accountId });
  }

  async entries() {
    return await this.#controller.readAllowFromStore();
  }

  /** Gives a stranger the host's code, once per request; `{issued}` says whether one was sent now. */
  async challenge({ sender, replyAddress, kind }) {
    let issued = false;
    let failed = false;
    await this.#controller.issueChallenge({
      senderId: sender,
      senderIdLine: `Your XMPP address: ${sender}`,
      meta: { jid: sender },
      sendPairingReply: async (text) => {
        const code = { kind, to: replyAddress, text, key: `pairing:${randomUUID()}` };
        const send = () => this.#account.call("message.send", code);
        await insist(send, this.#account.abortSignal, { until: Date.now() + CODE_PATIENCE_MS, passing: BACK_SOON });
        issued = true;
      },
      onReplyError: (error) => {
        failed = true;
        this.#account.log.error(`pairing code for ${sender} not sent: ${error?.message ?? error}`);
      },
    });
    if (!issued && !failed) {
      this.#account.log.info(`no pairing code for ${sender}: one was sent within the hour, or three requests are waiting`);
    }
    return { issued };
  }

  /** Takes an approval back; `{changed}`. */
  async revoke(entry) {
    const { changed } = await this.#controller.removeAllowFromStoreEntry(entry);
    await this.refresh();
    return { changed };
  }

  /** Looks at the store, and tells the sidecar when it changed; that greets who is new. */
  async refresh() {
    const entries = await this.entries();
    const text = JSON.stringify([...entries].sort());
    const changed = this.#known !== null && this.#known !== text;
    this.#known = text;
    if (changed) this.#account.notify("pairing.changed", { entries });
  }

  /** Refreshes for as long as the account runs: the host has no event for an approval on its command line. */
  async watch(signal) {
    while (!signal.aborted) {
      try {
        await this.refresh();
      } catch (error) {
        this.#account.log.debug(`pairing store not read: ${error?.message ?? error}`);
      }
      await pause(WATCH_EVERY_MS, signal);
    }
  }
}
