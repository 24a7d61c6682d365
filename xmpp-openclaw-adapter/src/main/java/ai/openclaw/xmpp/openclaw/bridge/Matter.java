package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.policy.Facts;
import ai.openclaw.xmpp.policy.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was judged, as somebody would ask for it. No bodies.
 *
 * @param eventId our name of the event, as in the log
 * @param facts what the policy was told
 * @param from who it came from: in rooms the occupant's address
 * @param conversation where it belongs
 * @param messageIds all ids that the message goes by; of a reaction the message that it is to
 */
record Matter(String eventId, Facts facts, Jid from, Jid conversation, List<String> messageIds) {

    /** Ids are what strangers wrote: more of one is not worth keeping. */
    private static final int LONGEST_ID = 256;

    Matter {
        messageIds = List.copyOf(messageIds);
    }

    static Matter of(Message message, String eventId, Facts facts) {
        Set<String> ids = new LinkedHashSet<>();
        Stream.concat(
                        Stream.of(message.referenceId(), message.id(), message.originId()),
                        message.stanzaIds().values().stream())
                .filter(Objects::nonNull)
                .filter(id -> id.length() <= LONGEST_ID)
                .forEach(ids::add);
        return new Matter(eventId, facts, message.from(), message.conversation(), List.copyOf(ids));
    }

    static Matter of(Reaction reaction, String eventId, Jid conversation, Facts facts) {
        return new Matter(
                eventId,
                facts,
                reaction.from(),
                conversation,
                reaction.messageId().length() <= LONGEST_ID ? List.of(reaction.messageId()) : List.of());
    }

    /** Somebody asks us into a room; it belongs there, whoever it is. */
    static Matter ofInvitation(Facts facts, Jid room) {
        @Nullable Jid inviter = facts.sender();
        Jid from = inviter == null ? room : inviter;
        return new Matter(
                EventIds.hash(facts.kind().name(), room.toString(), from.bare().toString()),
                facts,
                from,
                room,
                List.of());
    }

    /** Something that one account asks of us, and that has no id. */
    static Matter of(Facts facts, Jid from) {
        return new Matter(
                EventIds.hash(facts.kind().name(), from.bare().toString()), facts, from, from.bare(), List.of());
    }

    /** The sender's bare JID, or the occupant's address where the room hides it. */
    Jid sender() {
        @Nullable Jid known = facts.sender();
        return known == null ? from : known.bare();
    }

    /** The wire's word for what was judged. */
    String kind() {
        return word(facts.kind());
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case DIRECT_MESSAGE -> "direct";
            case ROOM_MESSAGE -> "room";
            case ROOM_PRIVATE_MESSAGE -> "roomPrivate";
            case SUBSCRIBE -> "subscribe";
            case UNSUBSCRIBE -> "unsubscribe";
            case REACTION -> "reaction";
            case COMMAND -> "command";
            case INVITE -> "invite";
        };
    }

    /** Whether a question is about this. */
    boolean isAbout(String query, @Nullable Jid person) {
        if (query.equals(eventId) || messageIds.contains(query)) {
            return true;
        }
        return person != null
                && (person.equals(from)
                        || person.bare().equals(sender())
                        || person.equals(conversation)
                        || person.equals(conversation.bare()));
    }
}
