// A client waits about half a minute for the answer to a command.
const PATIENCE_MS = 20_000;

// More than a client shows in a form.
const MAX_LENGTH = 8_000;

/** Collects what a command says, for the form that it was run from; what comes too late, or is more than text, goes to the chat. */
export class MenuAnswer {
  #texts = [];
  #length = 0;
  #open = true;
  #end;
  #ended = new Promise((resolve) => {
    this.#end = resolve;
  });

  /** The turn is over. */
  ended() {
    this.#end();
  }

  /** A delivery that keeps texts as long as somebody waits for them. */
  collecting(delivery) {
    return {
      send: async (payload) => {
        const { askUser, execApproval } = payload.channelData ?? {};
        const plain = payload.text?.trim() && !payload.mediaUrl && !(payload.mediaUrls?.length > 0) && !askUser && !execApproval;
        if (!this.#open || !plain) return await delivery.send(payload);
        const text = payload.text.trim();
        // What does not fit goes to the chat, and so does all that comes after it: nothing is read out of order.
        if (this.#length + text.length > MAX_LENGTH) {
          this.#open = false;
          return await delivery.send(payload);
        }
        this.#length += text.length;
        this.#texts.push(text);
        return { visibleReplySent: true, messageIds: [`menu-${this.#texts.length}`] };
      },
    };
  }

  /** What was said, when the turn is over or the time is. */
  async text(received, patienceMs = PATIENCE_MS) {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, patienceMs);
      timer.unref?.();
    });
    const said = await Promise.race([received.then(async (answer) => (answer.disposition === "adopted" ? await this.#ended.then(() => answer) : answer)), late]);
    clearTimeout(timer);
    this.#open = false;
    const text = this.#texts.join("\n\n");
    return { ...(said ?? { disposition: "adopted" }), ...(text ? { text } : {}) };
  }
}
