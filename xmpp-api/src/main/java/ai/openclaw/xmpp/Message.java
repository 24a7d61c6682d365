package ai.openclaw.xmpp;

import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.muc.Occupant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that arrived. What is not a message to be read (errors, subjects, history of rooms, our own echoes) never becomes one.
 *
 * @param kind where it belongs
 * @param from who sent it: the full JID, in rooms the occupant's address
 * @param to whom it was sent to
 * @param occupant in rooms: what the room said of the sender when the message came; {@code null} outside, or if unknown
 * @param id the stanza's id attribute, or {@code null}
 * @param originId the sender's own id (XEP-0359), or {@code null}
 * @param stanzaIds ids that archives gave it (XEP-0359), by archive; only of archives that are entitled to
 * @param body the text without fallbacks and without a body that only repeats a link; empty if there is none
 * @param thread its thread, or {@code null}
 * @param reply the message it answers, or {@code null}
 * @param media the files it shares
 * @param replaces the id of the message that this one corrects (XEP-0308), if that is known as the same author's and not older than a day;
 *     else {@code null}. It may be one that was never handed over
 * @param mentionsUs in rooms: whether it addresses our nick, refers to us (XEP-0372), or answers a message of ours
 * @param receiptRequested whether the sender asks for a receipt (XEP-0184)
 * @param unreadable whether it is encrypted in a way that we cannot read; the body is then empty
 * @param timestamp when it was sent: the trusted delay stamp, else the time it arrived
 * @param delayed whether it was stored on its way (XEP-0203). A sender can write a stamp in the name of our server: nothing may be
 *     granted for it
 * @param payload all child elements as they came, untrusted
 */
public record Message(
        ChatKind kind,
        Jid from,
        Jid to,
        @Nullable Occupant occupant,
        @Nullable String id,
        @Nullable String originId,
        Map<Jid, String> stanzaIds,
        String body,
        @Nullable MessageThread thread,
        @Nullable ReplyReference reply,
        List<MediaLink> media,
        @Nullable String replaces,
        boolean mentionsUs,
        boolean receiptRequested,
        boolean unreadable,
        Instant timestamp,
        boolean delayed,
        List<XmlElement> payload) {

    public Message {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(timestamp, "timestamp");
        stanzaIds = Map.copyOf(stanzaIds);
        media = List.copyOf(media);
        payload = List.copyOf(payload);
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "Message[" + kind + " from " + from + ", id=" + id + ", " + body.length() + " characters]";
    }

    /** Where an answer goes: the sender's full JID, the room, or the occupant. */
    public Jid replyAddress() {
        return kind == ChatKind.ROOM ? from.bare() : from;
    }

    /** The conversation: the sender's bare JID, the room, or the occupant. */
    public Jid conversation() {
        return kind == ChatKind.ROOM_PRIVATE ? from : from.bare();
    }

    /**
     * The id by which others refer to this message in reactions, replies and markers: in rooms the room's stanza-id, else the
     * sender's id (XEP-0444 §4.2, XEP-0461 §3.1). {@code null} if it has none.
     */
    public @Nullable String referenceId() {
        String roomId = kind == ChatKind.ROOM ? stanzaIds.get(from.bare()) : null;
        return roomId != null ? roomId : id;
    }
}
