import { XmppError } from "./protocol.js";

export const BACKOFF = { firstMs: 1_000, maxMs: 60_000, calmMs: 30_000 };

const HEARTBEAT = { everyMs: 30_000, timeoutMs: 20_000 };
const READY_TIMEOUT_MS = 20_000;

/**
 * Keeps one sidecar alive for all accounts of this process: the first account starts it, the last one ends it, and what
 * falls over in between comes back after 1 s, doubling to 60 s, for ever.
 *
 * An account is `{accountId, config, onRecovering(reason), onFatal(error)}`. `onFatal` ends it: its settings are wrong, and
 * trying again would not help.
 */
export class Supervisor {
  #launch;
  #log;
  #backoff;
  #heartbeat;
  #accounts = new Map();
  #child = null;
  #launching = null;
  #started = new Set();
  #starts = new Map();
  #waiting = new Set();
  #running = null;
  #wake = () => {};
  #added = () => {};
  #unneeded = false;

  /** @param launch `(signal) => Promise<Child>`, initialized; ends what it has begun when the signal aborts */
  constructor({ launch, log, backoff = BACKOFF, heartbeat = HEARTBEAT }) {
    this.#launch = launch;
    this.#log = log;
    this.#backoff = backoff;
    this.#heartbeat = heartbeat;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Takes an account in; its start is reported by `account.state` and by the account's own callbacks. */
  add(account) {
    this.#accounts.set(account.accountId, account);
    this.#added();
    this.#wake();
    if (this.#child) this.#startSoon(this.#child, account);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /**
   * Gives an account other settings. The sidecar takes them over without a new stream where it can.
   *
   * @throws XmppError of kind `CONFIGURATION` when they are refused; the account goes on with those it had
   */
  async change(account, config) {
    await this.#starts.get(account.accountId);
    if (this.#accounts.get(account.accountId) !== account) return;
    const before = account.config;
    const child = this.#child;
    account.config = config;
    try {
      await child?.request("account.start", { accountId: account.accountId, config });
    } catch (error) {
      if (error instanceof XmppError && error.kind === "CONFIGURATION") {
        account.config = before;
        throw error;
      }
      // The next sidecar starts with them; one that lives on without them would go by rules that nobody wants any more.
      if (!(error instanceof XmppError && error.kind === "STATE")) child.kill();
    }
  }

  /** Stops an account; with the last one the sidecar ends. Resolves when that is done. */
  async remove(account) {
    if (this.#accounts.get(account.accountId) !== account) {
      return;
    }
    this.#accounts.delete(account.accountId);
    this.#started.delete(account.accountId);
    if (this.#accounts.size === 0) {
      this.#unneeded = true;
      this.#wake();
      // An account that comes meanwhile gets a sidecar of its own, for whose end nobody waits here.
      const another = new Promise((resolve) => (this.#added = resolve));
      this.#launching?.abort();
      await this.#child?.stop();
      await Promise.race([this.#running, another]);
    } else if (this.#child) {
      await this.#child.request("account.stop", { accountId: account.accountId }, { timeoutMs: 3_000 }).catch(() => {});
    }
  }

  /** Sends a request, waiting a while for a sidecar that is just coming back. */
  async request(accountId, method, params, options) {
    const child = await this.#ready(accountId);
    return await child.request(method, { ...params, accountId }, options);
  }

  notify(accountId, method, params) {
    if (this.#started.has(accountId)) {
      this.#child?.notify(method, { ...params, accountId });
    }
  }

  async #ready(accountId) {
    if (!this.#accounts.has(accountId)) {
      throw new XmppError("STATE", `The XMPP account ${accountId} is not running.`);
    }
    if (this.#child && this.#started.has(accountId)) {
      return this.#child;
    }
    return await new Promise((resolve, reject) => {
      const waiter = { accountId, resolve, reject };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new XmppError("STATE", "The XMPP sidecar is not running at the moment; it is being restarted."));
      }, READY_TIMEOUT_MS);
      waiter.settle = (act) => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        act();
      };
      this.#waiting.add(waiter);
    });
  }

  async #run() {
    let delay = this.#backoff.firstMs;
    this.#unneeded = false;
    while (this.#accounts.size > 0) {
      const began = Date.now();
      const reason = await this.#once();
      this.#child = null;
      this.#started.clear();
      if (this.#accounts.size === 0) break;
      if (this.#unneeded) {
        // Ended by us, and an account came meanwhile: a beginning, not a fall.
        this.#unneeded = false;
        delay = this.#backoff.firstMs;
        continue;
      }
      if (Date.now() - began >= this.#backoff.calmMs) delay = this.#backoff.firstMs;
      this.#log.warn(`sidecar ${reason}; next start in ${Math.round(delay / 100) / 10} s`);
      for (const account of this.#accounts.values()) {
        account.onRecovering(`The XMPP sidecar ${reason}; it is being restarted.`);
      }
      await this.#pause(delay);
      this.#unneeded = false;
      delay = Math.min(delay * 2, this.#backoff.maxMs);
    }
    for (const waiter of [...this.#waiting]) {
      waiter.settle(() => waiter.reject(new XmppError("STATE", "The XMPP channel was stopped.")));
    }
  }

  /** One life of a sidecar; returns how it ended. */
  async #once() {
    let child;
    this.#launching = new AbortController();
    try {
      child = await this.#launch(this.#launching.signal);
    } catch (error) {
      if (error instanceof XmppError && error.kind === "CONFIGURATION") {
        for (const account of [...this.#accounts.values()]) this.#fail(account, error);
      }
      return `could not be started: ${error.message}`;
    } finally {
      this.#launching = null;
    }
    if (this.#accounts.size === 0) {
      await child.stop();
      return "is not needed";
    }
    this.#child = child;
    this.#log.info(`sidecar started (pid ${child.pid})`);
    const watch = setInterval(() => void this.#feelPulse(child), this.#heartbeat.everyMs);
    for (const account of this.#accounts.values()) this.#startSoon(child, account);
    const reason = await child.closed;
    clearInterval(watch);
    return reason;
  }

  #startSoon(child, account) {
    const start = this.#start(child, account).finally(() => {
      if (this.#starts.get(account.accountId) === start) this.#starts.delete(account.accountId);
    });
    this.#starts.set(account.accountId, start);
  }

  async #start(child, account) {
    try {
      await child.request("account.start", { accountId: account.accountId, config: account.config });
      if (this.#accounts.get(account.accountId) !== account || this.#child !== child) return;
      this.#started.add(account.accountId);
      for (const waiter of [...this.#waiting]) {
        if (waiter.accountId === account.accountId) waiter.settle(() => waiter.resolve(child));
      }
    } catch (error) {
      if (this.#child !== child || this.#accounts.get(account.accountId) !== account) return;
      if (error instanceof XmppError && error.kind === "TIMEOUT") {
        child.kill();
      } else if (!(error instanceof XmppError && error.kind === "STATE")) {
        this.#fail(account, error);
      }
    }
  }

  #fail(account, error) {
    this.#accounts.delete(account.accountId);
    this.#started.delete(account.accountId);
    for (const waiter of [...this.#waiting]) {
      if (waiter.accountId === account.accountId) waiter.settle(() => waiter.reject(error));
    }
    account.onFatal(error);
    if (this.#accounts.size === 0) {
      this.#unneeded = true;
      this.#wake();
      void this.#child?.stop();
    }
  }

  async #feelPulse(child) {
    try {
      await child.request("status", {}, { timeoutMs: this.#heartbeat.timeoutMs });
    } catch (error) {
      if (error instanceof XmppError && error.kind === "TIMEOUT" && this.#child === child) {
        this.#log.error(error.message);
        child.kill();
      }
    }
  }

  async #pause(ms) {
    let timer;
    await new Promise((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
