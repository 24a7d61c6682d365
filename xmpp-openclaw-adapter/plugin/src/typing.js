/**
 * The chat state of one turn. The host ends typing before it delivers; `active` is said once more after an answer, so that
 * the last word is never `composing`, whatever order clients show.
 */
export class Typing {
  #set;
  #composed = false;
  #settled = true;

  /** @param set `(state) => Promise` */
  constructor(set) {
    this.#set = set;
  }

  async start() {
    this.#composed = true;
    this.#settled = false;
    await this.#set("composing");
  }

  async stop() {
    this.#settled = true;
    await this.#set("active").catch(() => {});
  }

  /** A message went out: the state has to be said again. */
  delivered() {
    this.#settled = false;
  }

  async end() {
    if (this.#composed && !this.#settled) await this.stop();
  }
}
