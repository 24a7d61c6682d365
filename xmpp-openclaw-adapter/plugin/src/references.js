/**
 * Which id reactions, replies and corrections must name for an event. The host knows a message by its event id, which is
 * safe from senders who repeat ids; other clients know it by the id in the stanza.
 */
export class References {
  #ids = new Map();
  #events = new Map();
  #limit;

  constructor(limit = 5_000) {
    this.#limit = limit;
  }

  /** @param author the address of who wrote it, which a reply names too */
  remember(eventId, referenceId, author) {
    this.#ids.delete(eventId);
    this.#ids.set(eventId, { id: referenceId ?? eventId, to: author });
    if (referenceId) {
      this.#events.delete(referenceId);
      this.#events.set(referenceId, eventId);
    }
    for (const kept of [this.#ids, this.#events]) {
      if (kept.size > this.#limit) kept.delete(kept.keys().next().value);
    }
  }

  /** What the host calls the message that others call so. */
  eventOf(referenceId) {
    return this.#events.get(referenceId) ?? referenceId;
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
