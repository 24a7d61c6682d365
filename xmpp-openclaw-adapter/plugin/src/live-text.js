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
    const calling = this.#update(this.#latest).finally(() => {
      // Of an answer that has ended in the meantime: the next one does not wait for it.
      if (this.#calling !== calling) return;
      this.#calling = null;
      if (this.#off) return;
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#next();
      }, this.#everyMs);
    });
    this.#calling = calling;
  }

  async #update(text) {
    const { replyAddress, thread } = this.#message;
    this.#sent = text;
    // Whether it arrived is not known when the call fails: the sidecar says so in the end.
    const first = !this.#begun;
    const count = this.#count;
    this.#begun = true;
    try {
      const { shown } = await this.#account.call("preview.update", {
        kind: "direct",
        to: replyAddress,
        key: this.#key(),
        text,
        ...(thread?.id ? { thread: thread.id } : {}),
      });
      // What ended before it was shown says nothing about the next one.
      if (first && !shown && count === this.#count) this.#off = true;
    } catch (error) {
      this.#account.log.debug(`live text: ${error?.message ?? error}`);
    }
  }

  #key() {
    return `${this.#message.eventId}p${this.#count}`;
  }

  /**
   * The answer is there: the key of what was shown of it, if anything may have been. What comes next is another answer. Does not wait for
   * what is under way: the sidecar hears what is said next after it.
   */
  take() {
    const key = this.#end();
    this.#count++;
    return key;
  }

  /** There is no more answer to what is shown. */
  async finish(interrupted) {
    const key = this.take();
    if (key) await this.settle(key, interrupted);
  }

  /** The turn is over: what was shown and not taken will not be completed, and nothing more is shown. */
  async close() {
    this.#off = true;
    await this.finish(true);
  }

  /** What was shown under that key is all that there will be. */
  async settle(key, interrupted) {
    try {
      await this.#account.call("preview.finish", { key, interrupted });
    } catch (error) {
      this.#account.log.debug(`live text: ${error?.message ?? error}`);
    }
  }

  #end() {
    const key = this.#begun ? this.#key() : undefined;
    this.#calling = null;
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
