/**
 * Which id reactions, replies and corrections must name for an event. The host knows a message by its event id, which is
 * safe from senders who repeat ids; other clients know it by the id in the stanza.
 */
export class References {
  #ids = new Map();
  #limit;

  constructor(limit = 5_000) {
    this.#limit = limit;
  }

  remember(eventId, referenceId) {
    if (!referenceId || referenceId === eventId) return;
    this.#ids.delete(eventId);
    this.#ids.set(eventId, referenceId);
    if (this.#ids.size > this.#limit) this.#ids.delete(this.#ids.keys().next().value);
  }

  /** The id to name; an id that is not known is taken as it is. */
  resolve(id) {
    return this.#ids.get(String(id)) ?? String(id);
  }
}
