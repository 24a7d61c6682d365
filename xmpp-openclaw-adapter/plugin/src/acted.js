/** `/me waves` is what its sender does (XEP-0245). What the agent says so goes out as it is written: clients know what it means. */
export function actedOut(text, name) {
  return /^\/me\s/.test(text) ? `* ${name} ${text.slice(4)}` : text;
}
