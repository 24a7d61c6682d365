import { createChannelPairingController } from "openclaw/plugin-sdk/channel-pairing";
import { pause } from "./pause.js";
import { CHANNEL } from "./protocol.js";

const WATCH_EVERY_MS = 3_000;

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
    await this.#controller.issueChallenge({
      senderId: sender,
      senderIdLine: `Your XMPP address: ${sender}`,
      meta: { jid: sender },
      sendPairingReply: async (text) => {
        await this.#account.call("message.send", { kind, to: replyAddress, text });
        issued = true;
      },
      onReplyError: (error) => this.#account.log.error(`pairing code for ${sender} not sent: ${error?.message ?? error}`),
    });
    if (!issued) {
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
