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

  /** @param author the address of who wrote it, which a reply names too */
  remember(eventId, referenceId, author) {
    this.#ids.delete(eventId);
    this.#ids.set(eventId, { id: referenceId ?? eventId, to: author });
    if (this.#ids.size > this.#limit) this.#ids.delete(this.#ids.keys().next().value);
  }

  /** The id to name; an id that is not known is taken as it is. */
  resolve(id) {
    return this.replyTo(id).id;
  }

  /** `{id, to?}` of a message that is answered. */
  replyTo(id) {
    return this.#ids.get(String(id)) ?? { id: String(id) };
  }
}
