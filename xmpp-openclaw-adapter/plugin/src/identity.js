import { defineStableChannelIngressIdentity } from "openclaw/plugin-sdk/channel-ingress-runtime";

/** An entry or a sender as the host compares it: a bare JID in lower case, without prefix. */
export function normalizeEntry(raw) {
  const text = String(raw ?? "").trim().toLowerCase().replace(/^xmpp:/, "");
  return text === "*" ? text : text.split("/", 1)[0];
}

/** The person, under whatever nick: a JID, or a name that no JID can be where the room hides it. */
export function senderIdOf({ sender }) {
  return sender.id ?? sender.jid ?? sender.address;
}

/**
 * Who a sender is to the host. The bare JID is `verified` because the server vouches for it; a room's nick is never used,
 * and where a room hides the JID there is no identity that a list could name.
 */
export const identity = defineStableChannelIngressIdentity({
  key: "jid",
  normalizeEntry,
  normalizeSubject: normalizeEntry,
  isWildcardEntry: (entry) => normalizeEntry(entry) === "*",
  sensitivity: "pii",
  authentication: "verified",
});
