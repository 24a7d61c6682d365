import { asLine, asText } from "./untrusted.js";

/** What an approval looks like as a card, and what the host's words about it mean. Nothing here asks the host. */

// One sign each: whoever reacts has read what it means.
const EMOJIS = { "allow-once": "👍", "allow-always": "♾️", deny: "👎" };
const WORDS = { "allow-once": "Allowed once", "allow-always": "Allowed always", deny: "Denied" };
const STALE = new Set(["APPROVAL_NOT_FOUND", "APPROVAL_ALREADY_RESOLVED"]);
// So that a card is one message in every client.
const MAX_TEXT = 2_000;
const MAX_LINE = 500;
const MAX_VALUES = 20;
// How the host marks what it does not show itself.
const CUT_BY_HOST = /…\[truncated\]$|exceeds display size limit; full text suppressed\]$/;

/** An approval may be asked in several places: each is a card. */
export function cardIdOf(approvalKind, approvalId, to) {
  return [approvalKind, approvalId, to].map(encodeURIComponent).join("|");
}

/** Which approval a card is of. */
export function partsOf(cardId) {
  const [approvalKind, approvalId] = cardId.split("|").map(decodeURIComponent);
  return { approvalKind, approvalId };
}

/** What a card is about, for those who answer and for those who read of it later. What is not shown whole can only be denied. */
export function pendingCard(view, request, nowMs) {
  const shown = new Shown();
  const head = headOf(view, shown);
  const details = detailsOf(view, shown);
  const choices = view.actions
    .filter(({ decision }) => Object.hasOwn(EMOJIS, decision) && (shown.whole || decision === "deny"))
    .map(({ decision, label }) => ({
      value: decision,
      label,
      command: `/approve ${view.approvalId} ${decision}`,
      emojis: [EMOJIS[decision]],
    }));
  const expiresAtMs = view.expiresAtMs ?? request.expiresAtMs;
  const minutes = Math.max(1, Math.round((expiresAtMs - nowMs) / 60_000));
  const text = [
    `🔒 ${head}`,
    ...details,
    ...(shown.whole ? [] : [`⚠️ ${shown.missing} not shown here. So it can only be denied here; the whole is in the host's own interface.`]),
    "",
    "Answer with a reaction to this message, a reply with the number, or the command:",
    ...choices.map(({ label, command, emojis }, index) => `${index + 1}. ${emojis[0]} ${label}: ${command}`),
    `It is open for ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
  ].join("\n");
  return { title: titleOf(view), text, choices, expiresAt: new Date(expiresAtMs).toISOString() };
}

/** What is shown, and how much of it is not. */
class Shown {
  #hidden = 0;
  #byHost = false;

  get whole() {
    return this.#hidden === 0 && !this.#byHost;
  }

  get missing() {
    if (this.#hidden === 0) return "A part is";
    return this.#hidden === 1 ? "1 more character is" : `${this.#hidden} more characters are`;
  }

  line(text, limit = MAX_LINE) {
    return this.#cut(asLine(text, Infinity), limit);
  }

  text(text, limit = MAX_TEXT) {
    return this.#cut(asText(text), limit);
  }

  /** The first of them. */
  some(entries, limit = MAX_VALUES) {
    entries.slice(limit).forEach(({ label, value }) => (this.#hidden += `${label}: ${value}`.length));
    return entries.slice(0, limit);
  }

  #cut(text, limit) {
    if (CUT_BY_HOST.test(text)) this.#byHost = true;
    const characters = [...text];
    if (characters.length <= limit) return text;
    this.#hidden += characters.length - limit;
    return `${characters.slice(0, limit).join("")}…`;
  }
}

function headOf(view, shown) {
  if (view.approvalKind === "exec") return "May I run this command?";
  return `May I do this? ${view.operationSummary ? shown.line(view.operationSummary, MAX_TEXT) : shown.line(view.title)}`;
}

function detailsOf(view, shown) {
  const lines = [];
  if (view.warningText?.trim()) lines.push(`⚠️ ${shown.line(view.warningText)}`);
  if (view.approvalKind === "exec") {
    lines.push("```", shown.text(view.commandText).replaceAll("```", "'''"), "```");
  } else if (view.description?.trim() && view.description !== view.operationSummary) {
    lines.push(shown.line(view.description, MAX_TEXT));
  }
  const values = [...(view.metadata ?? []), ...(view.nodeId ? [{ label: "Node", value: view.nodeId }] : [])];
  return [...lines, ...shown.some(values).map(({ label, value }) => `${shown.line(label)}: ${shown.line(value)}`)];
}

export function titleOf(view) {
  if (view.approvalKind === "exec") return `Run: ${asLine(view.commandText, 150)}`;
  return asLine(view.operationSummary ?? view.title, 150);
}

/** How it ended. */
export function resolvedText(view) {
  const word = WORDS[view.decision] ?? asLine(String(view.decision ?? "Settled"), 40);
  const by = view.resolvedBy ? ` by ${asLine(view.resolvedBy, 80)}` : "";
  return `${view.decision === "deny" ? "❌" : "✅"} ${word}${by}.\n${titleOf(view)}`;
}

/** That nobody answered. */
export function expiredText(view) {
  return `⌛ No longer open: nobody answered in time.\n${titleOf(view)}`;
}

/** What the host's result means for an answer: it takes the first of all places, and one that it has taken comes again after a restart. */
export function answerOf(result, choice) {
  const taken = result?.applied !== false || (choice !== undefined && result.approval?.decision === choice);
  return taken ? { accepted: true, open: false } : gone();
}

export function gone() {
  return { accepted: false, open: false, reason: "This question is no longer open." };
}

/** Whether the host says that there is no such approval, or none that is open. */
export function isStale(error) {
  return (
    STALE.has(error?.gatewayCode) ||
    STALE.has(error?.details?.reason) ||
    /unknown or expired approval|approval expired or not found|approval already resolved/i.test(String(error?.message))
  );
}
