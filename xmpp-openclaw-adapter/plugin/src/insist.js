import { pause } from "./pause.js";
import { XmppError } from "./protocol.js";

const PASSING = new Set(["DISCONNECTED", "UNREACHABLE", "TIMEOUT", "STATE"]);

/**
 * Does something that may be done twice, again and again while only the connection or the sidecar is in the way: these come back, and it may take them
 * minutes.
 *
 * @param task asks the sidecar
 * @param signal ends the trying
 * @param until when it is of no use any more, in ms since 1970
 */
export async function insist(task, signal, { until, ms = 2_000, maxMs = 15_000, now = Date.now }) {
  for (let wait = ms; ; wait = Math.min(2 * wait, maxMs)) {
    try {
      return await task();
    } catch (error) {
      const passing = error instanceof XmppError && PASSING.has(error.kind);
      if (!passing || signal.aborted || now() + wait >= until) throw error;
      await pause(wait, signal);
    }
  }
}
