import { readFile } from "node:fs/promises";
import { toInboundMediaFacts } from "openclaw/plugin-sdk/channel-inbound";
import { detectMime } from "openclaw/plugin-sdk/media-mime";
import { actedOut } from "./acted.js";
import { senderIdOf } from "./identity.js";
import { roomSetting } from "./ingress-policy.js";
import { CHANNEL } from "./protocol.js";
import { targetOf } from "./targets.js";
import { asLine, asText } from "./untrusted.js";

const DEFAULT_MEDIA_MB = 20;

/** The host's peer of a conversation: a room is a group, an occupant's private chat a direct chat of its own, with the person and not the nick. */
export function peerOf(message) {
  if (message.kind === "room") return { kind: "group", id: message.conversation };
  return { kind: "direct", id: message.kind === "roomPrivate" ? `${message.room}/${senderIdOf(message)}` : message.conversation };
}

/** A setting of the room that a message came from or through. */
export function settingOf(config, { kind, conversation, room }, field) {
  if (kind === "direct") return undefined;
  return roomSetting(config, kind === "room" ? conversation : room, field);
}

/** Where an answer goes, as a target that the host may hand back to us later. */
export function replyTarget(message) {
  if (message.kind === "room") return targetOf("room", message.conversation);
  return message.kind === "roomPrivate" ? targetOf("roomPrivate", message.replyAddress) : message.conversation;
}

/** Whether a type is on the list, as itself or as one of a kind (`video/*`). */
function isBlocked(types, contentType) {
  const type = (contentType ?? "").split(";")[0].trim().toLowerCase();
  return (types ?? []).some((each) => {
    const blocked = String(each).toLowerCase();
    return blocked === type || blocked === "*/*" || (blocked.endsWith("/*") && type.startsWith(blocked.slice(0, -1)));
  });
}

/** Copies the sidecar's files into the host's media store; what could not be had is told in words. */
export async function saveMedia(core, message, config) {
  const limit = Math.floor((config.mediaMaxMb ?? DEFAULT_MEDIA_MB) * 1024 * 1024);
  const files = [];
  const notes = [];
  for (const item of message.media ?? []) {
    const name = asLine(item.name) || "file";
    if (!item.path) {
      notes.push(`[file not fetched: ${asLine(item.url ?? name, 500)}${item.error ? ` (${asLine(item.error)})` : ""}]`);
      continue;
    }
    try {
      const buffer = await readFile(item.path);
      // The sidecar went by what the file is said to be; what is blocked does not come into the store.
      const found = await detectMime({ buffer, headerMime: item.contentType, filePath: name });
      if (isBlocked(config.blockedMediaTypes, found)) {
        notes.push(`[file not handed over: ${name} (files of type ${asLine(found)} are blocked)]`);
        continue;
      }
      const saved = await core.channel.media.saveMediaBuffer(buffer, item.contentType, "inbound", limit, name);
      // A voice note is to be transcribed; its bytes alone may look like a video's, and nothing else may look like one.
      const audio = /^audio\//i.test(item.contentType ?? "") && /^(audio\/|video\/|application\/octet-stream$|$)/.test(saved.contentType ?? "");
      files.push({
        path: saved.path,
        contentType: audio && !/^audio\//.test(saved.contentType ?? "") ? item.contentType : saved.contentType,
        ...(audio ? { kind: "audio" } : {}),
        fileName: name,
        messageId: message.eventId,
      });
    } catch (error) {
      notes.push(`[file not kept: ${name} (${asLine(error.message)})]`);
    }
  }
  return { facts: files.length > 0 ? toInboundMediaFacts(files) : undefined, notes };
}

/**
 * The host's context of one message; all that strangers chose in it is made unable to look like the host's.
 *
 * @param onlyWords whether the host must look for no commands in it
 */
export function buildContext({ core, config, route, access, message, media, corrects, commandBody, onlyWords, wasMentioned }) {
  const room = message.kind === "room";
  const to = replyTarget(message);
  const senderId = senderIdOf(message);
  const senderName = asLine(message.sender.nick ?? senderId);
  const written = actedOut(asText(message.text), senderName);
  const note = corrects ? `[this replaces the sender's earlier message ${asLine(corrects)}]` : undefined;
  const text = [note, written, ...media.notes].filter(Boolean).join("\n");
  const thread = message.thread?.id ? asLine(message.thread.id) : undefined;
  const parent = thread && message.thread.parent ? asLine(message.thread.parent) : undefined;
  const history = message.history?.length > 0
    ? message.history.map(({ sender, body, timestamp }) => ({
        sender: asLine(sender),
        body: actedOut(asText(body), asLine(sender)),
        timestamp: Date.parse(timestamp) || undefined,
      }))
    : undefined;
  const prompt = settingOf(config, message, "systemPrompt");
  const quote = message.replyTo?.id
    ? {
        id: asLine(message.replyTo.id),
        body: message.replyTo.quote ? asText(message.replyTo.quote) : undefined,
        sender: message.replyTo.to ? asLine(message.replyTo.to) : undefined,
      }
    : undefined;
  return core.channel.inbound.buildContext({
    channelIngress: access,
    channel: CHANNEL,
    accountId: message.accountId,
    messageId: message.eventId,
    messageIdFull: message.referenceId ?? undefined,
    timestamp: Date.parse(message.timestamp) || undefined,
    from: room ? `${to}/${senderName}` : to,
    sender: { id: senderId, name: senderName },
    conversation: {
      kind: room ? "group" : "direct",
      id: peerOf(message).id,
      label: room ? message.conversation : senderName,
      ...(thread ? { threadId: thread } : {}),
    },
    route: {
      agentId: route.agentId,
      dmScope: route.dmScope,
      accountId: message.accountId,
      routeSessionKey: route.sessionKey,
    },
    reply: {
      to,
      originatingTo: to,
      ...(quote ? { replyToId: quote.id } : {}),
      ...(thread ? { messageThreadId: thread } : {}),
      ...(parent ? { threadParentId: parent } : {}),
    },
    message: {
      body: text,
      bodyForAgent: text,
      rawBody: written,
      commandBody,
      ...(history ? { inboundHistory: history } : {}),
    },
    ...(history ? { sessionTranscript: { historyLimit: history.length, historyKind: "recent" } } : {}),
    ...(quote || prompt
      ? { supplemental: { ...(quote ? { quote } : {}), ...(prompt ? { groupSystemPrompt: prompt } : {}) } }
      : {}),
    access: {
      commands: { authorized: access.commandAccess.authorized },
      ...(room ? { mentions: { canDetectMention: true, wasMentioned, hasAnyMention: wasMentioned } } : {}),
    },
    ...(media.facts ? { media: media.facts } : {}),
    extra: {
      ...(room ? { GroupSubject: message.conversation } : {}),
      ...(onlyWords ? { CommandInterpretationSuppressed: true } : {}),
    },
  });
}
