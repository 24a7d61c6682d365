/** The messages that were taken back while the host was about to take them over. Bounded. */
export class Withdrawn {
  #ids = new Set();
  #limit;

  constructor(limit = 500) {
    this.#limit = limit;
  }

  add(eventId) {
    this.#ids.add(eventId);
    if (this.#ids.size > this.#limit) this.#ids.delete(this.#ids.values().next().value);
  }

  has(eventId) {
    return this.#ids.has(eventId);
  }
}
