/**
 * The answers that a reply of the agent offers to choose from: clients show them as buttons (XEP-0439), and whoever presses one
 * says its value as an ordinary message.
 *
 * @returns `[{value, label?}]`
 */
export function responsesOf(payload) {
  const options = payload.channelData?.askUser?.optionValues;
  if (Array.isArray(options)) return options.filter(isText).map((value) => ({ value }));
  return buttonsOf(payload).flatMap(({ label, value, action, url }) => {
    const said = action?.type === "command" ? action.command : (value ?? label);
    return isText(said) && !url && (action === undefined || action.type === "command" || action.type === "callback")
      ? [{ value: said, ...(isText(label) ? { label } : {}) }]
      : [];
  });
}

/** The text with what can be chosen, for clients without buttons; the host has written it in already where it says so. */
export function withChoices(text, payload, responses) {
  if (responses.length === 0 || payload.presentationTextMode === "fallback" || payload.channelData?.askUser) return text;
  const lines = responses.map(({ value, label }, index) => `${index + 1}. ${label && label !== value ? `${label}: ${value}` : value}`);
  return [text, `Answer with one of these:\n${lines.join("\n")}`].filter(Boolean).join("\n\n");
}

function buttonsOf({ presentation }) {
  const blocks = Array.isArray(presentation?.blocks) ? presentation.blocks : [];
  return blocks.filter(({ type }) => type === "buttons").flatMap(({ buttons }) => (Array.isArray(buttons) ? buttons : []));
}

function isText(value) {
  return typeof value === "string" && value.trim() !== "";
}
