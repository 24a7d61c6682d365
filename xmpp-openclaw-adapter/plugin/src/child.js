import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import {
  CancellationTokenSource,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { BoundedFrames } from "./framing.js";
import { fromResponse, PROTOCOL_VERSION, XmppError } from "./protocol.js";

/** The host gives a channel 5 s to stop; a sidecar is to be gone 3 s after the end of its stdin. */
export const STOP_LIMITS = { terminateMs: 3_500, killMs: 4_500 };

const INITIALIZE_TIMEOUT_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 60_000;
const END_GRACE_MS = 500;
const MAX_OPEN_REQUESTS = 1_000;
const MAX_LOG_LINE = 2_000;
// The gateway's environment holds keys of models and other channels; the sidecar needs none of them.
const PASSED_ON = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "JAVA_TOOL_OPTIONS", "XMPP_LOG_LEVEL"];

export function childEnvironment(env = process.env) {
  return Object.fromEntries(PASSED_ON.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
}

/**
 * One sidecar process and the JSON-RPC connection to it. It does not restart anything; `closed` resolves, once, with the
 * reason in words when the process is gone.
 */
export class Child {
  #process;
  #connection;
  #log;
  #limits;
  #open = new Set();
  #problem = null;
  #stopping = false;
  #ended;

  /**
   * @param command `{file, args, env?}`
   * @param handlers method name → `(params, signal) => result`, for what the sidecar asks
   * @param log `{debug, info, warn, error}`
   */
  constructor(command, handlers, log, limits = STOP_LIMITS) {
    this.#log = log;
    this.#limits = limits;
    this.#process = spawn(command.file, command.args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: command.env ?? childEnvironment(),
      windowsHide: true,
    });
    this.closed = new Promise((resolve) => {
      this.#ended = resolve;
    });
    this.#process.once("error", (error) => this.#gone(`could not be started: ${error.message}`));
    this.#process.once("close", (code, signal) => this.#gone(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    this.#process.stdin.on("error", () => {});
    this.#readLog();
    this.#connect(handlers);
  }

  get pid() {
    return this.#process.pid;
  }

  async initialize(host, stateDir) {
    const answer = await this.request(
      "initialize",
      { protocol: PROTOCOL_VERSION, host, stateDir },
      { timeoutMs: INITIALIZE_TIMEOUT_MS },
    );
    if (answer?.protocol !== PROTOCOL_VERSION) {
      throw new XmppError("CONFIGURATION", `The sidecar speaks protocol ${answer?.protocol}, the plugin ${PROTOCOL_VERSION}.`);
    }
    return answer;
  }

  /** @throws XmppError, or the library's error for a fault of the protocol */
  async request(method, params, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
    if (this.#problem !== null || this.#stopping) throw this.#closedError();
    if (this.#open.size >= MAX_OPEN_REQUESTS) {
      throw new XmppError("STATE", `${this.#open.size} requests to the XMPP sidecar are waiting already.`);
    }
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    let timer, giveUp;
    // Of its own: what hangs on a promise that lives as long as the process would be kept as long, and the answer with it.
    const without = new Promise((_, reject) => {
      giveUp = () => reject(this.#closedError());
      if (timeoutMs === null) return;
      timer = setTimeout(() => {
        cancel();
        reject(new XmppError("TIMEOUT", `The XMPP sidecar did not answer ${method} within ${timeoutMs / 1000} s.`));
      }, timeoutMs);
    });
    // The host takes a rejection that nobody awaits for a fault of its own, and ends.
    without.catch(() => {});
    this.#open.add(giveUp);
    try {
      const answer = this.#connection.sendRequest(method, params, cancellation.token);
      answer.catch(() => {});
      return await Promise.race([answer, without]);
    } catch (error) {
      // What is no answer of the sidecar is the end of the pipe to it, which we may see before the end of the process.
      if (this.#problem !== null || !(error instanceof ResponseError || error instanceof XmppError)) throw this.#closedError();
      throw fromResponse(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      cancellation.dispose();
      this.#open.delete(giveUp);
    }
  }

  notify(method, params) {
    if (this.#problem !== null) return;
    try {
      this.#connection.sendNotification(method, params).catch(() => {});
    } catch {
      // The pipe has ended before the process: what is noted here is lost with it.
    }
  }

  /** Ends stdin, which ends the sidecar; then SIGTERM, then SIGKILL. Resolves when the process is gone. */
  async stop() {
    this.#stopping = true;
    this.#process.stdin.end();
    const terminate = setTimeout(() => this.#process.kill("SIGTERM"), this.#limits.terminateMs);
    const kill = setTimeout(() => this.kill(), this.#limits.killMs);
    await this.closed;
    clearTimeout(terminate);
    clearTimeout(kill);
  }

  kill() {
    this.#process.kill("SIGKILL");
  }

  #closedError() {
    return new XmppError("STATE", `The XMPP sidecar ${this.#problem ?? "is ending"}.`);
  }

  #connect(handlers) {
    const frames = new BoundedFrames();
    const reader = new StreamMessageReader(this.#process.stdout.pipe(frames));
    // Else a sidecar that dies in the middle of a message leaves a timer that comes every ten seconds, for ever.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(
      reader,
      new StreamMessageWriter(this.#process.stdin),
    );
    frames.once("error", (error) => this.#broken(error.message));
    connection.onError(([error]) => this.#broken(error.message));
    // A process that is ending says more by its exit code; one that lives on can no longer be spoken with.
    connection.onClose(() => setTimeout(() => this.#broken("closed its output"), END_GRACE_MS).unref());
    for (const [method, handle] of Object.entries(handlers)) {
      connection.onRequest(method, (params, token) => handle(params, abortSignalOf(token)));
      connection.onNotification(method, (params) => void handle(params));
    }
    connection.listen();
    this.#connection = connection;
  }

  #broken(message) {
    if (this.#problem === null && !this.#stopping) {
      this.#problem = `was ended: ${message}`;
      this.kill();
    }
  }

  #gone(reason) {
    this.#problem ??= reason;
    this.#connection?.dispose();
    for (const giveUp of [...this.#open]) giveUp();
    this.#ended(this.#problem);
  }

  #readLog() {
    const lines = createInterface({ input: this.#process.stderr, crlfDelay: Infinity });
    lines.on("line", (line) => {
      const text = line.slice(0, MAX_LOG_LINE).trimEnd();
      if (text) this.#log[levelOf(text)](text);
    });
  }
}

function abortSignalOf(token) {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function levelOf(line) {
  if (/\b(SEVERE|ERROR)\b/.test(line)) return "error";
  if (/\b(WARNING|WARN)\b/.test(line)) return "warn";
  return "info";
}
