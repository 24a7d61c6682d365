/** Constants of docs/protocol.md, and the errors that travel over it. */

export const CHANNEL = "xmpp";
export const PROTOCOL_VERSION = 1;

/** Longer than the sidecar takes at most: for the slot, for two minutes of upload, and until the server has the message. */
export const SEND_TIMEOUT_MS = 200_000;
export const MAX_HEADER_BYTES = 4 * 1024;
export const MAX_CONTENT_BYTES = 8 * 1024 * 1024;

const KINDS = new Map([
  [-32010, "UNREACHABLE"],
  [-32011, "TLS"],
  [-32012, "AUTHENTICATION"],
  [-32013, "CONFLICT"],
  [-32014, "DISCONNECTED"],
  [-32015, "TIMEOUT"],
  [-32016, "STANZA_ERROR"],
  [-32017, "UNSUPPORTED"],
  [-32018, "CONFIGURATION"],
  [-32019, "STATE"],
]);

export const CANCELLED = -32800;
/** Answers a prompt: the person wants to answer the one before again. */
export const BACK = -32801;

/** An error with one of the protocol's kinds; `message` is fit for the operator. */
export class XmppError extends Error {
  constructor(kind, message, { problems, condition, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "XmppError";
    this.kind = kind;
    this.problems = problems ?? [];
    this.condition = condition;
  }
}

/** An error that the JSON-RPC library raised for an answer, as one of ours where its code is one of ours. */
export function fromResponse(error) {
  const kind = KINDS.get(error?.code);
  if (!kind) {
    return error;
  }
  const data = error.data ?? {};
  const problems = Array.isArray(data.problems) ? data.problems : [];
  return new XmppError(kind, withProblems(error.message, problems), { problems, condition: data.condition, cause: error });
}

function withProblems(message, problems) {
  const lines = problems
    .filter((problem) => !message.includes(problem.message))
    .map((problem) => `${problem.path}: ${problem.message}`);
  return [message, ...lines].join("\n");
}
