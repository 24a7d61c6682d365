import { CHANNEL_APPROVAL_NATIVE_RUNTIME_CONTEXT_CAPABILITY } from "openclaw/plugin-sdk/approval-handler-adapter-runtime";
import { registerChannelRuntimeContext } from "openclaw/plugin-sdk/channel-runtime-context";
import { channelBlockedPatch, channelReadyPatch } from "openclaw/plugin-sdk/gateway-runtime";
import { answerCard } from "./approval-cards.js";
import { Debounce } from "./debounce.js";
import { receiveEvent } from "./events.js";
import { withFace } from "./face.js";
import { receiveMessage } from "./inbound.js";
import { Lanes } from "./lanes.js";
import { launchSidecar } from "./launch.js";
import { live, runtime } from "./live.js";
import { receiveNode } from "./nodes.js";
import { MenuAnswer } from "./menu-answer.js";
import { sendMenu } from "./menu.js";
import { Pairing } from "./pairing.js";
import { CHANNEL, XmppError } from "./protocol.js";
import { followSettings } from "./reload.js";
import { Supervisor } from "./supervisor.js";
import { Withdrawn } from "./withdrawn.js";

const CURES = {
  AUTHENTICATION: "Check channels.xmpp.jid and channels.xmpp.password.",
  CONFLICT: "Another client uses this account with the same resource; set channels.xmpp.resource.",
};

/** One account while it runs in the gateway. */
class Account {
  accountId;
  config;
  core;
  log;
  abortSignal;
  lanes = new Lanes();
  withdrawn = new Withdrawn();
  debounce;
  pairing;
  #setStatus;
  #end;
  #blocked = false;
  #refused = false;
  #able = true;

  constructor(ctx) {
    this.accountId = ctx.accountId;
    this.core = runtime();
    this.log = prefixed(ctx);
    this.config = withFace(this, ctx.account.config);
    this.abortSignal = ctx.abortSignal;
    this.#setStatus = (patch) => ctx.setStatus({ ...ctx.getStatus(), accountId: this.accountId, ...patch });
    this.pairing = new Pairing(this);
    this.debounce = new Debounce(this);
    this.ended = new Promise((resolve, reject) => {
      this.#end = { resolve, reject };
    });
  }

  call(method, params, options) {
    return live().supervisor.request(this.accountId, method, params, options);
  }

  notify(method, params) {
    live().supervisor?.notify(this.accountId, method, params);
  }

  /** A turn has ended; where the agent could not answer, people see that it is away until it can. */
  turned(able) {
    if (able === this.#able) return;
    this.#able = able;
    this.notify("agent.state", { able });
  }

  stopped() {
    this.#end.resolve();
  }

  onRecovering(reason) {
    this.#setStatus({ connected: false, lifecycle: "recovering", lastError: reason });
  }

  /**
   * Settings are wrong: nothing helps but the operator. What is refused before the server is asked waits here for other
   * settings, because the host starts nothing anew for most of them. For the rest the host is told that this is final; it
   * shows the reason and starts the account again when who or where it is changes. A plain error would make it try ten times
   * and then give up for good.
   */
  onFatal(error) {
    const cure = CURES[error.kind];
    const said = error.message.replace(/\s*\n\s*/g, "; ");
    const message = cure && !said.includes("channels.xmpp") ? `${said} ${cure}` : said;
    this.#setStatus({ connected: false, ...channelBlockedPatch(message) });
    if (error.kind === "CONFIGURATION") {
      this.#blocked = true;
      this.log.error(message);
    } else {
      this.#end.reject(new Error(message));
    }
  }

  /** Begins, or begins again with other settings. */
  start() {
    this.#blocked = false;
    const problem = passwordProblem(this.config);
    if (problem) {
      this.onFatal(new XmppError("CONFIGURATION", problem));
      return;
    }
    const shared = live();
    this.#setStatus({ connected: false, lifecycle: "starting", lastError: null, terminalDisconnect: undefined });
    shared.supervisor ??= createSupervisor(this.log);
    shared.supervisor.add(this);
  }

  /**
   * Takes other settings over while it runs. When they are refused the sidecar keeps those before; the host's gate sees the new
   * ones already, so that only what both allow is answered.
   */
  async take(settings) {
    const config = withFace(this, settings);
    if (this.#blocked) {
      this.config = config;
      this.start();
      return;
    }
    try {
      const problem = passwordProblem(config);
      if (problem) throw new XmppError("CONFIGURATION", problem);
      await live().supervisor.change(this, config);
      this.log.info("settings taken over");
      void sendMenu(this);
      if (this.#refused) this.#setStatus({ lastError: null });
      this.#refused = false;
    } catch (error) {
      this.#refused = true;
      const message = `The changed settings are refused, and until they are right only what the ones before allow too is answered: ${error.message}`;
      this.log.error(message);
      this.#setStatus({ lastError: message });
    }
  }

  onState({ state, jid, error }) {
    switch (state) {
      case "online":
        if (error) this.log.error(`XMPP online as ${jid}, but ${error.message}`);
        else this.log.info(`XMPP online as ${jid}`);
        this.#setStatus({ ...channelReadyPatch(), ...(error ? { lastError: error.message } : {}) });
        void sendMenu(this);
        break;
      case "connecting":
        this.#setStatus({ connected: false, lifecycle: "starting", ...(error ? { lastError: error.message } : {}) });
        break;
      case "reconnecting":
        this.log.warn(`XMPP connection lost, reconnecting${error ? `: ${error.message}` : ""}`);
        this.#setStatus({ connected: false, lifecycle: "recovering", ...(error ? { lastError: error.message } : {}) });
        break;
      case "failed":
        void live().supervisor.remove(this);
        this.onFatal(new XmppError(error?.kind ?? "STATE", error?.message ?? "The account failed without a reason."));
        break;
      default:
        this.log.debug(`XMPP ${state}`);
    }
  }
}

/** The host's startAccount: pending while the account runs, rejected when it cannot run as it is. */
export async function startAccount(ctx) {
  const account = new Account(ctx);
  const shared = live();
  const stop = () => void stopAccount(ctx);
  ctx.abortSignal.addEventListener("abort", stop, { once: true });
  shared.accounts.set(ctx.accountId, account);
  try {
    account.start();
    // With this the host asks for approvals here.
    registerChannelRuntimeContext({
      channelRuntime: ctx.channelRuntime,
      channelId: CHANNEL,
      accountId: ctx.accountId,
      capability: CHANNEL_APPROVAL_NATIVE_RUNTIME_CONTEXT_CAPABILITY,
      context: {},
      abortSignal: ctx.abortSignal,
    });
    void account.pairing.watch(ctx.abortSignal);
    void followSettings(ctx.accountId, () => account.core.config.current(), ctx.account.config, (config) => account.take(config), ctx.abortSignal);
    await account.ended;
  } finally {
    ctx.abortSignal.removeEventListener("abort", stop);
    if (shared.accounts.get(ctx.accountId) === account) shared.accounts.delete(ctx.accountId);
  }
}

/** The host's stopAccount; with the last account the sidecar ends. */
export async function stopAccount(ctx) {
  const shared = live();
  const account = shared.accounts.get(ctx.accountId);
  if (!account || account.abortSignal !== ctx.abortSignal) return;
  account.leaving ??= Promise.resolve(shared.supervisor?.remove(account)).finally(() => account.stopped());
  await account.leaving;
}

function passwordProblem({ password }) {
  if (password === undefined || typeof password === "string") return null;
  return "channels.xmpp.password is a secret reference that the host did not resolve. Check the secret, and `openclaw doctor`.";
}

function createSupervisor(log) {
  return new Supervisor({
    log,
    launch: (signal) =>
      launchSidecar({
        signal,
        javaPath: [...live().accounts.values()].map(({ config }) => config.javaPath).find(Boolean),
        host: { name: "openclaw", version: runtime().version },
        handlers: handlers(),
        log,
      }),
  });
}

function handlers() {
  const of = ({ accountId }) => {
    const account = live().accounts.get(accountId);
    if (!account) throw new XmppError("STATE", `The account ${accountId} is not running.`);
    return account;
  };
  return {
    "inbound.message": async (message) => await of(message).debounce.receive(message),
    "inbound.node": (event) => receiveNode(of(event), event),
    "inbound.event": (event) => receiveEvent(of(event), event),
    "menu.run": async (message) => {
      const menu = new MenuAnswer();
      return await menu.text(receiveMessage(of(message), message, menu));
    },
    "card.answer": async (answer) => await answerCard(of(answer), answer),
    "account.state": (state) => live().accounts.get(state.accountId)?.onState(state),
    "pairing.allowFrom": async (params) => ({ entries: await of(params).pairing.entries() }),
    "pairing.request": (params) => of(params).pairing.challenge(params),
  };
}

function prefixed(ctx) {
  const sink = ctx.log ?? { info: () => {}, warn: () => {}, error: () => {} };
  const line = (level) => (text) => sink[level]?.(`[${ctx.accountId}] ${text}`);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
