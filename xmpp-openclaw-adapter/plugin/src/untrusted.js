/**
 * Words of strangers on their way to the model. The host puts what it knows of a message between markers of its own and
 * in lines that begin with `System:`; nobody but the host may write those. All that a stranger chose passes here before it
 * is given to the host: names and ids by `asLine`, texts by `asText`. Nothing else is changed, so that people can still talk
 * about such things.
 */

const NAME_LIMIT = 200;

// What looks like a line feed to somebody, and what is not seen at all: controls, separators, directions, zero widths.
const BREAKS = /\s*[\p{Cc}\u2028\u2029]+\s*/gu;
const UNSEEN = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\u{e0001}/gu;

const FORGERIES = [
  // <<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>, <<<END_EXTERNAL_UNTRUSTED_CONTENT id="…">>> and their kind.
  [/<<<(?=[\s/]*[\w\s]*(?:OPENCLAW|UNTRUSTED|INTERNAL_CONTEXT))/giu, "‹‹‹"],
  [/\[\[(?=\s*OPENCLAW_)/giu, "(("],
  // ⟦openclaw:ctx⟧ marks the headers of the host's blocks.
  [/⟦(?=\s*openclaw\s*:)/giu, "("],
  [/<(?=\/?active_memory_plugin>)/giu, "‹"],
  // What separates the turns of models.
  [/<\|(?=\w{1,40}\|>)/gu, "‹|"],
  // [system], [System Message]
  [/\[(\s*(?:system(?:\s*message)?|assistant|developer|internal)\s*)\]/giu, "($1)"],
  // Lines by which the host tells of events.
  [/^([^\S\n]*)(system)(?=[^\S\n]*:)/gimu, "$1$2 (said by the sender)"],
  [/^(?=[^\S\n]*(?:OpenClaw runtime (?:context|event)|This context is runtime-generated))/gimu, "(said by the sender) "],
];

/** A name, an id or a short remark: one line, bounded, and unable to look like the host's. */
export function asLine(text, limit = NAME_LIMIT) {
  const line = plain(String(text ?? "").replace(UNSEEN, "").replace(BREAKS, " ")).trim();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : line;
}

/** A text of any length: its lines stay, and none of them can look like the host's. */
export function asText(text) {
  const lines = String(text ?? "").replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  return plain(lines.replace(/[^\P{Cc}\n\t]/gu, ""));
}

function plain(text) {
  const seen = hides(text) ? text.replace(UNSEEN, "") : text;
  return FORGERIES.reduce((changed, [forged, instead]) => changed.replace(forged, instead), seen);
}

/** Whether something unseen splits a forgery; otherwise it stays, because scripts and emojis need some of it. */
function hides(text) {
  const bare = text.replace(UNSEEN, "");
  return bare !== text && FORGERIES.some(([forged]) => new RegExp(forged.source, forged.flags.replace("g", "")).test(bare));
}
