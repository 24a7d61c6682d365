/** A shorter beginning says little, and may be the host's word for saying nothing. */
const MIN_CHARS = 24;

const EVERY_MS = 1_000;

/** What the host's model says when nothing is to be said; a text that may become one of these is not shown. */
const SILENCE = ["NO_REPLY", "HEARTBEAT_OK"];

/**
 * One turn's answers while the model writes them. The sidecar decides whether they can be shown, and keeps what is shown until it
 * is complete; here is only what the host says, one call at a time.
 */
export class LiveText {
  #account;
  #message;
  #everyMs;
  #count = 0;
  #latest = "";
  #sent = "";
  #begun = false;
  #off;
  #calling = null;
  #timer = null;

  /** @param message the event that is answered; only a person's client sees its answer grow */
  constructor(account, message, { on, everyMs = EVERY_MS }) {
    this.#account = account;
    this.#message = message;
    this.#everyMs = everyMs;
    this.#off = !on || message.kind !== "direct";
  }

  get on() {
    return !this.#off;
  }

  /** The host's `onPartialReply`: all of the text so far. Returns at once, the model does not wait for us. */
  partial(text) {
    if (this.#off || typeof text !== "string" || !isWorthShowing(text)) return;
    this.#latest = text;
    this.#next();
  }

  #next() {
    if (this.#calling || this.#timer || this.#latest === this.#sent) return;
    this.#calling = this.#update(this.#latest).finally(() => {
      this.#calling = null;
      if (this.#off) return;
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#next();
      }, this.#everyMs);
    });
  }

  async #update(text) {
    const { replyAddress, thread } = this.#message;
    this.#sent = text;
    // Whether it arrived is not known when the call fails: the sidecar says so in the end.
    const first = !this.#begun;
    this.#begun = true;
    try {
      const { shown } = await this.#account.call("preview.update", {
        kind: "direct",
        to: replyAddress,
        key: this.#key(),
        text,
        ...(thread?.id ? { thread: thread.id } : {}),
      });
      if (first && !shown) this.#off = true;
    } catch (error) {
      this.#account.log.debug(`live text: ${error?.message ?? error}`);
    }
  }

  #key() {
    return `${this.#message.eventId}p${this.#count}`;
  }

  /** The answer is there: the key of what was shown of it, if anything may have been. What comes next is another answer. */
  async take() {
    const key = await this.#end();
    this.#count++;
    return key;
  }

  /** There is no more answer to what is shown. */
  async finish(interrupted) {
    const key = await this.take();
    if (!key) return;
    try {
      await this.#account.call("preview.finish", { key, interrupted });
    } catch (error) {
      this.#account.log.debug(`live text: ${error?.message ?? error}`);
    }
  }

  async #end() {
    const key = this.#begun ? this.#key() : undefined;
    this.#latest = this.#sent;
    await this.#calling;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#begun = false;
    this.#latest = this.#sent = "";
    return key;
  }
}

function isWorthShowing(text) {
  const said = text.trim();
  return said.length >= MIN_CHARS && !SILENCE.some((word) => said.toUpperCase().startsWith(word));
}
