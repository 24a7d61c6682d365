/**
 * What of a message that may approve nothing the host could take for an approval. Asked of the very text that the host gets: it
 * takes the command with and without its slash, and from a room's text it cuts mentions before it looks.
 */

const COMMAND = /(?<![\p{L}/])\/approve(?![\p{L}\p{N}])/iu;
const WORD = /^\s*approve(?:@\S+)?\s+(\S+)\s+(\S+)/i;
const DECISION = /^(?:(?:allow-?)?(?:once|always)|allow|deny|reject|block)$/i;
const ANYWHERE = /approve/i;

/** Whether it plainly is one: then the host gets nothing of it. */
export function isApproval(commandBody) {
  const words = WORD.exec(commandBody);
  return COMMAND.test(commandBody) || (words !== null && words.slice(1).some((word) => DECISION.test(word)));
}

/** Whether it could become one: then the host must look for no commands in it. What is said in a voice note it reads as text. */
export function mayBecomeApproval(text, media) {
  return ANYWHERE.test(text) || media?.length > 0;
}
