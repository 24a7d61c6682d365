package ai.openclaw.xmpp;

import ai.openclaw.xmpp.media.FileInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent.
 *
 * @param kind where it belongs
 * @param to by kind: a bare or full JID, a room's bare JID, or an occupant's address
 * @param body its text; empty if it shares only a link
 * @param key names this sending, in any words: its id and origin-id are made from the account and it, the same in every process. While such a
 *     message is underway, or is one of the last 10,000 that this session sent, another one with the same key is not sent, whatever is in it:
 *     its stage ends as the first one's. The session keeps this in memory only: one that failed, and one of an earlier session, is sent
 *     again, with the same id. {@code null} for a fresh id
 * @param thread its thread, or {@code null}
 * @param reply the message it answers, or {@code null}
 * @param mediaUrl the address of a file to share (XEP-0066), or {@code null}. Clients show it in place only if the body is empty or
 *     the same, so send captions apart
 * @param file what that file is (XEP-0446), for clients that know XEP-0447; or {@code null}
 * @param replaces the {@link SentMessage#id() id} of our own message that it corrects (XEP-0308), of the first one if it was corrected
 *     before; or {@code null}
 * @param requestReceipt whether to ask for a receipt (XEP-0184); ignored in rooms
 * @param payload further child elements
 */
public record OutgoingMessage(
        ChatKind kind,
        Jid to,
        String body,
        @Nullable String key,
        @Nullable MessageThread thread,
        @Nullable ReplyReference reply,
        @Nullable String mediaUrl,
        @Nullable FileInfo file,
        @Nullable String replaces,
        boolean requestReceipt,
        List<XmlElement> payload) {

    public OutgoingMessage {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(body, "body");
        payload = List.copyOf(payload);
        if (kind == ChatKind.ROOM && !to.isBare()) {
            throw new IllegalArgumentException("a message to a room goes to room@service, not " + to);
        }
        if (kind == ChatKind.ROOM_PRIVATE && to.isBare()) {
            throw new IllegalArgumentException("a private message in a room goes to room@service/nick, not " + to);
        }
        if (body.isEmpty() && mediaUrl == null && payload.isEmpty()) {
            throw new IllegalArgumentException("a message needs a body, a link or a payload");
        }
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "OutgoingMessage[" + kind + " to " + to + ", key=" + key + ", " + body.length() + " characters]";
    }

    /**
     * A message to one account.
     *
     * @param to its bare JID, for all of its clients; or the full JID of one
     */
    public static Builder to(Jid to) {
        return new Builder(ChatKind.DIRECT, to);
    }

    /** A message to everybody in a room. */
    public static Builder toRoom(Jid room) {
        return new Builder(ChatKind.ROOM, room);
    }

    /** A message of any kind. */
    public static Builder to(ChatKind kind, Jid to) {
        return new Builder(kind, to);
    }

    /** An answer to a message: to the same place, in the same thread. */
    public static Builder answer(Message message) {
        return new Builder(message.kind(), message.replyAddress()).thread(message.thread());
    }

    /** Puts a message together. Not thread-safe. */
    public static final class Builder {
        private final ChatKind kind;
        private final Jid to;
        private String body = "";
        private @Nullable String key;
        private @Nullable MessageThread thread;
        private @Nullable ReplyReference reply;
        private @Nullable String mediaUrl;
        private @Nullable FileInfo file;
        private @Nullable String replaces;
        private boolean requestReceipt;
        private final List<XmlElement> payload = new ArrayList<>();

        private Builder(ChatKind kind, Jid to) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.to = Objects.requireNonNull(to, "to");
        }

        /** The text. */
        public Builder body(String text) {
            this.body = Objects.requireNonNull(text, "text");
            return this;
        }

        /** See {@link OutgoingMessage#key()}. */
        public Builder key(@Nullable String sendKey) {
            this.key = sendKey;
            return this;
        }

        /** The thread. */
        public Builder thread(@Nullable MessageThread messageThread) {
            this.thread = messageThread;
            return this;
        }

        /** The message that this one answers. */
        public Builder reply(@Nullable ReplyReference reference) {
            this.reply = reference;
            return this;
        }

        /** The file that it shares. */
        public Builder mediaUrl(@Nullable String url) {
            this.mediaUrl = url;
            return this;
        }

        /** What the file is that it shares. */
        public Builder file(@Nullable FileInfo info) {
            this.file = info;
            return this;
        }

        /** The message of ours that it corrects; see {@link OutgoingMessage#replaces()}. */
        public Builder replaces(@Nullable String id) {
            this.replaces = id;
            return this;
        }

        /** Whether to ask for a receipt. */
        public Builder requestReceipt(boolean request) {
            this.requestReceipt = request;
            return this;
        }

        /** A further child element. */
        public Builder payload(XmlElement element) {
            payload.add(Objects.requireNonNull(element, "element"));
            return this;
        }

        /**
         * The message.
         *
         * @throws IllegalArgumentException if the parts do not fit together
         */
        public OutgoingMessage build() {
            return new OutgoingMessage(
                    kind, to, body, key, thread, reply, mediaUrl, file, replaces, requestReceipt, payload);
        }
    }
}
