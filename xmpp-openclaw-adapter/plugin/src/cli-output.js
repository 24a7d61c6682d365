/** What `openclaw xmpp explain|doctor|status` print: lines for people. Addresses and reasons of strangers stay on theirs. */
import { asLine } from "./untrusted.js";

const DONE = {
  dispatch: "let in",
  observe: "kept as context",
  skip: "not answered",
  drop: "refused",
  pairing_required: "a stranger",
};

const HOST = {
  adopted: "OpenClaw took it over",
  dropped: "OpenClaw refused it",
  retry: "OpenClaw could not take it yet, it comes again",
  error: "OpenClaw did not take it, it comes again",
  "code-sent": "a pairing code was sent",
  "no-code": "no pairing code was sent",
};

const LEVELS = { error: "ERROR", warn: "warning", info: "note" };

/** Decisions, the latest first: when, who, what, then why and what would change it. */
export function explained(decisions) {
  return decisions.flatMap(({ at, kind, sender, conversation, admission, text, host }) => {
    const who = asLine(sender);
    const where = conversation && conversation !== sender ? ` in ${asLine(conversation)}` : "";
    const lines = [`${time(at)}  ${who}${where}  ${kind}  ${DONE[admission] ?? admission}`, `    ${asLine(text, 1_000)}`];
    if (host) lines.push(`    ${HOST[host.disposition] ?? host.disposition}${host.reason ? `: ${asLine(host.reason, 500)}` : ""}`);
    return lines;
  });
}

/** What the doctor found, each with its cure. */
export function findings(found) {
  if (found.length === 0) return ["Nothing is wrong."];
  return found.flatMap(({ level, what, cure }) => [
    `${LEVELS[level] ?? level}: ${asLine(what, 1_000)}`,
    ...(cure ? [`    ${asLine(cure, 1_000)}`] : []),
  ]);
}

/** All that is known of one account. */
export function status(account) {
  const { accountId, state, since, jid, server, tls, sasl, rooms = [], error, lastError, storeProblem, inboxWaiting } = account;
  const rows = [
    ["account", accountId],
    ["state", `${state} since ${time(since)}`],
    ["bound as", jid],
    ["server", server],
    ["TLS", tls],
    ["login", sasl],
    ...rooms.map((room) => ["room", roomLine(room)]),
    ["last in", account.lastInboundAt && time(account.lastInboundAt)],
    ["last out", account.lastOutboundAt && time(account.lastOutboundAt)],
    ["waiting", inboxWaiting ? `${inboxWaiting} messages that OpenClaw has not taken over` : undefined],
    ["decisions", counted(account.counters)],
    ["error", error?.message],
    ["state not kept", storeProblem],
    ["last error", lastError?.message],
  ];
  return rows.filter(([, value]) => value).map(([name, value]) => `${`${name}:`.padEnd(16)}${asLine(value, 1_000)}`);
}

function roomLine({ jid, nick, state, problem }) {
  return `${jid} as ${nick}, ${state}${problem ? `: ${problem}` : ""}`;
}

function counted(counters = {}) {
  return Object.entries(counters)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(", ");
}

/** In the time zone of whoever reads it. */
function time(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return asLine(text);
  const two = (number) => String(number).padStart(2, "0");
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  );
}
