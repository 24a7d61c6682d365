/**
 * Words of strangers on their way to the model. The host puts what it knows of a message between markers of its own and
 * in lines that begin with `System:`; nobody but the host may write those. All that a stranger chose passes here before it
 * is given to the host: names and ids by `asLine`, texts by `asText`. Forgeries are looked for in a folded copy of the text,
 * where nothing unseen splits them and look-alikes are what they look like. Nothing but the forgery itself is changed, so
 * that people can still talk about such things, and scripts and emojis keep the unseen characters that they need.
 *
 * Each step is linear: a stranger chooses the text and its length. So a run is never searched for once per character.
 */

const NAME_LIMIT = 200;

const WHITE = /[\s\p{Cc}]+/gu;
const BREAK = /[\p{Cc}\u2028\u2029]/u;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

// What is not a compatibility form of what it looks like.
const LOOK_ALIKES = {
  "<": "‹«〈《⟨⟪⟬⟮❬❮❰˂ᐸ",
  ">": "›»〉》⟩⟫⟭⟯❭❯❱˃ᐳ",
  "<<": "≪",
  ">>": "≫",
  "<<<": "⋘",
  ">>>": "⋙",
  "[": "【〔〖〘⁅",
  "]": "】〕〗〙⁆",
  "[[": "⟦〚",
  "]]": "⟧〛",
  "|": "∣│┃❘ǀ",
  ":": "∶꞉ː",
  "/": "∕⁄",
  "_": "▁",
  " ": "\u2800",
};
/** Made when somebody writes something else than ASCII: it takes a moment. */
let foldsOnce;

// Each is looked for in the folded copy; all that it matches is replaced, and an empty match is a line's beginning.
const FORGERIES = [
  // <<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>, <<<END_EXTERNAL_UNTRUSTED_CONTENT id="…">>> and their kind.
  /<<<(?=[\w\s/]*(?:OPENCLAW|UNTRUSTED|INTERNAL_CONTEXT))/giu,
  // [[OPENCLAW_INTERNAL_CONTEXT_END]]; ⟦openclaw:ctx⟧ marks the headers of the host's blocks.
  /\[\[(?=\s*openclaw\s*[_:])/giu,
  /<(?=\/?active_memory_plugin>)/giu,
  // What separates the turns of models; those without bars exactly as the host knows them, for <S> and <b> are only HTML.
  /<(?=\|\w{1,40}\|>)/gu,
  /<(?=<\/?SYS>>|\/?s>|(?:start|end)_of_turn>)/gu,
  /\[(?=\/?INST\])/gu,
  // [system], [System Message]
  /\[\s*(?:system(?:\s*message)?|assistant|developer|internal(?:\s+task\s+completion\s+event)?)\s*\]/giu,
  // Lines by which the host tells of events.
  /^(?=[^\S\n]*(?:system[^\S\n]*:|OpenClaw runtime (?:context|event)|This context is runtime-generated))/gimu,
];

/** A name, an id or a short remark: one line, bounded, without what is not seen, and unable to look like the host's. */
export function asLine(text, limit = NAME_LIMIT) {
  const seen = String(text ?? "").replace(UNSEEN, "");
  const line = plain(seen.replace(WHITE, (run) => (BREAK.test(run) ? " " : run))).trim();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : line;
}

/** A text of any length: its lines stay, and none of them can look like the host's. */
export function asText(text) {
  const lines = String(text ?? "").replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  return plain(lines.replace(/[^\P{Cc}\n\t]/gu, ""));
}

function plain(text) {
  const { folded, startOf } = fold(text);
  const found = FORGERIES.flatMap((forged) => Array.from(folded.matchAll(forged), ({ index, 0: match }) => ({ index, match })));
  let changed = "";
  let end = 0;
  for (const { index, match } of found.sort((a, b) => a.index - b.index)) {
    changed += text.slice(end, startOf(index)) + harmless(match);
    end = Math.max(end, match ? endOf(text, startOf(index + match.length - 1)) : startOf(index));
  }
  return changed + text.slice(end);
}

/** Round brackets, because the host takes all kinds of angle brackets for its own. */
function harmless(match) {
  return match ? match.replace(/[<[]/g, "(").replace("]", ")") : "(said by the sender) ";
}

/** The text as it looks, and where in the text a unit of that begins. */
function fold(text) {
  if (!/[^\n\t\x20-\x7e]/.test(text)) return { folded: text, startOf: (index) => index };
  foldsOnce ??= folds();
  let folded = "";
  const starts = [];
  let at = 0;
  for (const character of text) {
    const seen = foldsOnce.get(character) ?? character;
    for (let unit = 0; unit < seen.length; unit++) starts.push(seen === character ? at + unit : at);
    folded += seen;
    at += character.length;
  }
  return { folded, startOf: (index) => starts[index] };
}

function endOf(text, start) {
  return start + (text.codePointAt(start) > 0xffff ? 2 : 1);
}

/** Character by character: normalizing a whole text takes minutes when it is made of combining marks. */
function folds() {
  const alike = new Map(Object.entries(LOOK_ALIKES).flatMap(([seen, written]) => [...written].map((character) => [character, seen])));
  const made = new Map();
  for (const [first, last] of [[0x80, 0xd7ff], [0xe000, 0x1ffff], [0xe0000, 0xe0fff]]) {
    for (let code = first; code <= last; code++) {
      const character = String.fromCodePoint(code);
      const normal = character.replace(UNSEEN, "").normalize("NFKC");
      const seen = normal.replace(/./gu, (part) => alike.get(part) ?? part);
      if (seen !== character && /^[\x20-\x7e]*$/.test(seen)) made.set(character, seen);
    }
  }
  return made;
}
