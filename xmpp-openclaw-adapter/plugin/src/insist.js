import { pause } from "./pause.js";
import { XmppError } from "./protocol.js";

const PASSING = new Set(["DISCONNECTED", "UNREACHABLE", "TIMEOUT", "STATE"]);

/**
 * Does something that may be done twice, again and again while only the connection or the sidecar is in the way.
 *
 * @param task asks the sidecar
 * @param signal ends the trying
 */
export async function insist(task, signal, { attempts = 6, ms = 2_000 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      const passing = error instanceof XmppError && PASSING.has(error.kind);
      if (!passing || attempt === attempts || signal.aborted) throw error;
      await pause(ms, signal);
    }
  }
}
