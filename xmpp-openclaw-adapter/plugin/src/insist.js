import { pause } from "./pause.js";
import { XmppError } from "./protocol.js";

/** While only the connection or the sidecar is in the way; these come back. */
export const BACK_SOON = new Set(["DISCONNECTED", "UNREACHABLE", "STATE"]);

const PASSING = new Set([...BACK_SOON, "TIMEOUT"]);

/**
 * Does something that may be done twice, again and again while it fails by what passes; that may take minutes.
 *
 * @param task asks the sidecar
 * @param signal ends the trying
 * @param until when it is of no use any more, in ms since 1970
 * @param passing the kinds of errors after which it is tried again
 */
export async function insist(task, signal, { until, passing = PASSING, ms = 2_000, maxMs = 15_000, now = Date.now }) {
  for (let wait = ms; ; wait = Math.min(2 * wait, maxMs)) {
    try {
      return await task();
    } catch (error) {
      const passes = error instanceof XmppError && passing.has(error.kind);
      if (!passes || signal.aborted || now() + wait >= until) throw error;
      await pause(wait, signal);
    }
  }
}
