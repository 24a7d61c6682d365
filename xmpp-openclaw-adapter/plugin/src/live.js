/**
 * State that all instances of these modules in one process share. The host may load the plugin twice in one process; a
 * module variable would then be empty in one of them.
 */
const KEY = Symbol.for("openclaw-xmpp.live");

/**
 * @returns {{runtime: any, supervisor: any, accounts: Map<string, any>}} `runtime` is the host's runtime object, null in a
 *   process without one (the wizard's); `supervisor` keeps the sidecar, null until an account starts; `accounts` are those
 *   that run in this process.
 */
export function live() {
  globalThis[KEY] ??= { runtime: null, supervisor: null, accounts: new Map() };
  return globalThis[KEY];
}

export function setRuntime(runtime) {
  live().runtime = runtime;
}

/** The host's runtime; an error where there is none, because then something calls us outside the gateway. */
export function runtime() {
  const { runtime: current } = live();
  if (!current) {
    throw new Error("XMPP: the OpenClaw runtime is not there yet.");
  }
  return current;
}
