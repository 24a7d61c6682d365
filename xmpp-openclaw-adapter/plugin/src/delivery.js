import { getAgentScopedMediaLocalRoots } from "openclaw/plugin-sdk/media-local-roots";
import { suppressesPrompt } from "./approvals.js";
import { mediaUrlsOf, withOutboundMedia } from "./media-out.js";
import { CHANNEL } from "./protocol.js";
import { responsesOf, withChoices } from "./responses.js";

/** The answers of one turn. Their keys come from the event, so that the same answer sent again is recognised. */
export class Delivery {
  #account;
  #cfg;
  #agentId;
  #message;
  #count = 0;

  constructor(account, cfg, agentId, message) {
    this.#account = account;
    this.#cfg = cfg;
    this.#agentId = agentId;
    this.#message = message;
  }

  /** The host's `deliver`: settles as soon as the sidecar has taken the message. */
  async send(payload) {
    if (suppressesPrompt(this.#cfg, this.#account.accountId, payload)) return { visibleReplySent: false };
    const key = `${this.#message.eventId}d${this.#count++}`;
    const responses = responsesOf(payload);
    const text = withChoices(payload.text?.trim() ? payload.text : undefined, payload, responses) || undefined;
    const urls = mediaUrlsOf(payload);
    if (!text && urls.length === 0) return { visibleReplySent: false };
    const ids = urls.length === 0 ? await this.#post({ text, key, ...(responses.length > 0 ? { responses } : {}) }, payload) : [];
    for (const [index, url] of urls.entries()) {
      ids.push(...(await this.#postFile(url, index === 0 ? text : undefined, `${key}m${index}`, payload)));
    }
    this.#account.core.channel.activity.record({
      channel: CHANNEL,
      accountId: this.#account.accountId,
      direction: "outbound",
      at: Date.now(),
    });
    return { visibleReplySent: true, messageIds: ids };
  }

  /** A file that cannot be sent is told; its text goes out all the same. */
  async #postFile(url, text, key, payload) {
    const media = { url, mediaLocalRoots: getAgentScopedMediaLocalRoots(this.#cfg, this.#agentId) };
    try {
      return await withOutboundMedia(this.#cfg, this.#account.accountId, media, (file) =>
        this.#post({ ...(text ? { text } : {}), media: file, key }, payload),
      );
    } catch (error) {
      this.#account.log.error(`file not sent: ${error.message}`);
      const told = [text, `[file not sent: ${error.message}]`].filter(Boolean).join("\n\n");
      return await this.#post({ text: told, key: `${key}t` }, payload);
    }
  }

  async #post(params, { replyToId }) {
    const { kind, conversation, replyAddress, thread } = this.#message;
    const sent = await this.#account.call("message.send", {
      kind,
      to: kind === "room" ? conversation : replyAddress,
      ...(thread?.id ? { thread: thread.id } : {}),
      ...(replyToId ? { replyTo: this.#account.references.replyTo(replyToId) } : {}),
      ...params,
    });
    return sent.ids ?? [sent.id];
  }
}
