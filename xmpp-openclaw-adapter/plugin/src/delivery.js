import { getAgentScopedMediaLocalRoots } from "openclaw/plugin-sdk/media-local-roots";
import { suppressesPrompt } from "./approvals.js";
import { BACK_SOON, insist } from "./insist.js";
import { mediaUrlsOf, withOutboundMedia } from "./media-out.js";
import { CHANNEL, SEND_TIMEOUT_MS } from "./protocol.js";
import { responsesOf, withChoices } from "./responses.js";

const PATIENCE = { forMs: 600_000, ms: 1_000, maxMs: 15_000 };

/** The answers of one turn. Their keys come from the event, so that the same answer sent again is recognised. */
export class Delivery {
  #account;
  #cfg;
  #agentId;
  #message;
  #live;
  #patience;
  #count = 0;
  #failed = false;

  /**
   * @param live what was shown of the answers while they were written
   * @param patience for how long an answer waits for a connection or sidecar that is coming back, and how often it tries
   */
  constructor(account, cfg, agentId, message, live, patience = PATIENCE) {
    this.#account = account;
    this.#cfg = cfg;
    this.#agentId = agentId;
    this.#message = message;
    this.#live = live;
    this.#patience = patience;
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
    const until = Date.now() + this.#patience.forMs;
    // The text goes alone: it was said, whatever becomes of the files. So do they if it could not be.
    const [said] = await Promise.allSettled([
      text ? this.#postText({ text, key, ...(responses.length > 0 ? { responses } : {}) }, payload, info, until) : [],
    ]);
    const ids = said.value ?? [];
    for (const [index, url] of urls.entries()) {
      ids.push(...(await this.#postFile(url, `${key}m${index}`, text ? {} : payload, until)));
    }
    if (said.reason) throw said.reason;
    this.#account.core.channel.activity.record({
      channel: CHANNEL,
      accountId: this.#account.accountId,
      direction: "outbound",
      at: Date.now(),
    });
    return { visibleReplySent: true, messageIds: ids };
  }

  /** What was shown of it becomes this text. */
  async #postText(params, payload, info, until) {
    const preview = await this.#shown(payload, info);
    if (!preview) return await this.#post(params, payload, until);
    try {
      return await this.#post({ ...params, preview }, payload, until);
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
  async #postFile(url, key, payload, until) {
    const media = { url, mediaLocalRoots: getAgentScopedMediaLocalRoots(this.#cfg, this.#agentId) };
    try {
      return await withOutboundMedia(this.#cfg, this.#account.accountId, media, (file) =>
        this.#post({ media: file, key }, payload, until),
      );
    } catch (error) {
      this.#account.log.error(`file not sent: ${error.message}`);
      return await this.#post({ text: `[file not sent: ${error.message}]`, key: `${key}t` }, payload, until);
    }
  }

  /** An answer is not lost because the connection or the sidecar is just coming back: its key makes one message of all tries. */
  async #post(params, { replyToId }, until) {
    const { kind, conversation, replyAddress, thread } = this.#message;
    const request = {
      kind,
      to: kind === "room" ? conversation : replyAddress,
      ...(thread?.id ? { thread: thread.id } : {}),
      ...(replyToId ? { replyTo: { id: String(replyToId), ifKnown: true } } : {}),
      ...params,
    };
    const { ms, maxMs } = this.#patience;
    const options = params.media ? { timeoutMs: SEND_TIMEOUT_MS } : {};
    const sent = await insist(() => this.#account.call("message.send", request, options), this.#account.abortSignal, {
      until,
      passing: BACK_SOON,
      ms,
      maxMs,
    });
    return sent.ids ?? [sent.id];
  }
}
