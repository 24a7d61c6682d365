import { getAgentScopedMediaLocalRoots } from "openclaw/plugin-sdk/media-local-roots";
import { suppressesPrompt } from "./approvals.js";
import { mediaUrlsOf, withOutboundMedia } from "./media-out.js";
import { pause } from "./pause.js";
import { CHANNEL } from "./protocol.js";
import { responsesOf, withChoices } from "./responses.js";

const PASSING = new Set(["STATE", "DISCONNECTED", "UNREACHABLE"]);
const MAX_TRIES = 30;
const TRY_EVERY_MS = 1_000;

/** The answers of one turn. Their keys come from the event, so that the same answer sent again is recognised. */
export class Delivery {
  #account;
  #cfg;
  #agentId;
  #message;
  #live;
  #count = 0;
  #failed = false;

  /** @param live what was shown of the answers while they were written */
  constructor(account, cfg, agentId, message, live) {
    this.#account = account;
    this.#cfg = cfg;
    this.#agentId = agentId;
    this.#message = message;
    this.#live = live;
  }

  /** Whether the last thing that was said is that there is no answer. */
  get failed() {
    return this.#failed;
  }

  /** The host's `deliver`: settles as soon as the sidecar has taken the message. */
  async send(payload, info) {
    if (suppressesPrompt(this.#cfg, this.#account.accountId, payload)) return { visibleReplySent: false };
    if (info?.kind !== "tool") this.#failed = payload.isError === true;
    const key = `${this.#message.eventId}d${this.#count++}`;
    const responses = responsesOf(payload);
    const text = withChoices(payload.text?.trim() ? payload.text : undefined, payload, responses) || undefined;
    const urls = mediaUrlsOf(payload);
    if (!text && urls.length === 0) return { visibleReplySent: false };
    // The text goes alone: it was said, whatever becomes of the files.
    const ids = text ? await this.#postText({ text, key, ...(responses.length > 0 ? { responses } : {}) }, payload, info) : [];
    for (const [index, url] of urls.entries()) {
      ids.push(...(await this.#postFile(url, `${key}m${index}`, text ? {} : payload)));
    }
    this.#account.core.channel.activity.record({
      channel: CHANNEL,
      accountId: this.#account.accountId,
      direction: "outbound",
      at: Date.now(),
    });
    return { visibleReplySent: true, messageIds: ids };
  }

  /** What was shown of it becomes this text. */
  async #postText(params, payload, info) {
    const preview = await this.#shown(payload, info);
    if (!preview) return await this.#post(params, payload);
    try {
      return await this.#post({ ...params, preview }, payload);
    } catch (error) {
      await this.#live.settle(preview, true);
      throw error;
    }
  }

  /** What was shown of this answer. A tool's words are none, and an error does not take the place of what was said before it. */
  async #shown(payload, info) {
    if (info?.kind === "tool") return undefined;
    if (payload.isError) {
      await this.#live.finish(true);
      return undefined;
    }
    return this.#live.take();
  }

  /** A file that cannot be sent is told. */
  async #postFile(url, key, payload) {
    const media = { url, mediaLocalRoots: getAgentScopedMediaLocalRoots(this.#cfg, this.#agentId) };
    try {
      return await withOutboundMedia(this.#cfg, this.#account.accountId, media, (file) =>
        this.#post({ media: file, key }, payload),
      );
    } catch (error) {
      this.#account.log.error(`file not sent: ${error.message}`);
      return await this.#post({ text: `[file not sent: ${error.message}]`, key: `${key}t` }, payload);
    }
  }

  /** What is shown half must not stay so because the sidecar or the connection is just coming back. A correction may be repeated. */
  async #insist(request) {
    const { abortSignal } = this.#account;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#account.call("message.send", request);
      } catch (error) {
        if (!PASSING.has(error?.kind) || tries === MAX_TRIES || abortSignal?.aborted) throw error;
        await pause(TRY_EVERY_MS, abortSignal);
      }
    }
  }

  async #post(params, { replyToId }) {
    const { kind, conversation, replyAddress, thread } = this.#message;
    const request = {
      kind,
      to: kind === "room" ? conversation : replyAddress,
      ...(thread?.id ? { thread: thread.id } : {}),
      ...(replyToId ? { replyTo: { id: String(replyToId), ifKnown: true } } : {}),
      ...params,
    };
    const sent = await (request.preview ? this.#insist(request) : this.#account.call("message.send", request));
    return sent.ids ?? [sent.id];
  }
}
