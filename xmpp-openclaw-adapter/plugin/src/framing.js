import { Transform } from "node:stream";
import { MAX_CONTENT_BYTES, MAX_HEADER_BYTES } from "./protocol.js";

const END_OF_HEADERS = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);

/**
 * Passes frames of `Content-Length` headers and content through unchanged and fails at the first one beyond its bounds,
 * before its content is kept: the JSON-RPC library behind it would collect whatever length a header names.
 */
export class BoundedFrames extends Transform {
  #maxHeader;
  #maxContent;
  #header = NOTHING;
  #contentLeft = 0;

  constructor({ maxHeader = MAX_HEADER_BYTES, maxContent = MAX_CONTENT_BYTES } = {}) {
    super();
    this.#maxHeader = maxHeader;
    this.#maxContent = maxContent;
  }

  _transform(chunk, _encoding, done) {
    try {
      this.#inspect(chunk);
      done(null, chunk);
    } catch (error) {
      done(error);
    }
  }

  #inspect(chunk) {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#contentLeft > 0) {
        const taken = Math.min(this.#contentLeft, rest.length);
        this.#contentLeft -= taken;
        rest = rest.subarray(taken);
      } else {
        rest = this.#readHeader(rest);
      }
    }
  }

  #readHeader(bytes) {
    const known = this.#header.length;
    const header = Buffer.concat([this.#header, bytes.subarray(0, this.#maxHeader + END_OF_HEADERS.length)]);
    const end = header.indexOf(END_OF_HEADERS);
    if (end > this.#maxHeader || (end < 0 && header.length > this.#maxHeader)) {
      throw new Error(`The sidecar sent a frame header of more than ${this.#maxHeader} bytes.`);
    }
    if (end < 0) {
      this.#header = header;
      return NOTHING;
    }
    this.#header = NOTHING;
    this.#contentLeft = this.#lengthIn(header.toString("latin1", 0, end));
    return bytes.subarray(end + END_OF_HEADERS.length - known);
  }

  #lengthIn(header) {
    const match = /^content-length:[ \t]*(\d{1,15})[ \t]*$/im.exec(header);
    if (!match) {
      throw new Error("The sidecar sent a frame without Content-Length.");
    }
    const length = Number(match[1]);
    if (length > this.#maxContent) {
      throw new Error(`The sidecar sent a frame of ${length} bytes; ${this.#maxContent} are allowed.`);
    }
    return length;
  }
}
