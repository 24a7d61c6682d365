/**
 * Order within conversations. The sidecar sends the next message of a lane when the host has adopted the one before, that
 * is, in the middle of its turn. Yet while an answer is being delivered an ordinary message must wait, or the host takes
 * the delivery for failed; commands such as /approve and /stop pass, because the turn may be waiting for them.
 */
export class Lanes {
  #deliveries = new Map();
  #limitMs;

  constructor(limitMs = 30_000) {
    this.#limitMs = limitMs;
  }

  /** Runs a delivery; later ordinary messages of the lane wait for it. */
  async deliver(lane, send) {
    const delivery = send();
    const settled = delivery.then(
      () => {},
      () => {},
    );
    this.#deliveries.set(lane, settled);
    try {
      return await delivery;
    } finally {
      if (this.#deliveries.get(lane) === settled) this.#deliveries.delete(lane);
    }
  }

  /** Resolves when no delivery of the lane is in progress, at the latest after the limit. */
  async settled(lane) {
    const until = Date.now() + this.#limitMs;
    while (this.#deliveries.has(lane)) {
      const left = until - Date.now();
      if (left <= 0) return;
      let timer;
      await Promise.race([
        this.#deliveries.get(lane),
        new Promise((resolve) => {
          timer = setTimeout(resolve, left);
        }),
      ]);
      clearTimeout(timer);
    }
  }
}
