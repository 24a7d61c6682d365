package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.archive.ArchivedMessage;
import ai.openclaw.xmpp.archive.ArchivedMessage.Fate;
import ai.openclaw.xmpp.session.codec.Archives;
import ai.openclaw.xmpp.session.codec.Delays;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.MessageContent;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Retractions;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import ai.openclaw.xmpp.session.codec.Tombstones;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes messages of what an archive holds. Loop thread only. */
final class ArchivedMessages {

    private final Origin origin;
    private final RoomBook rooms;

    ArchivedMessages(Origin origin, RoomBook rooms) {
        this.origin = origin;
        this.rooms = rooms;
    }

    /**
     * A message to be read, or one that takes another back; empty for anything else, and for what cannot be of that archive.
     *
     * @param archive whose archive: the account's bare JID, or a room's
     */
    Optional<ArchivedMessage> read(Jid archive, boolean ofRoom, Archives.Result result, Instant now) {
        Optional<Stanza> inner = Stanzas.forwarded(result.forwarded())
                .filter(stanza -> !stanza.hasType("error") && !stanza.hasType("headline"))
                .filter(ArchivedMessages::isPlain);
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        Stanza stanza = inner.get();
        @Nullable Jid from = stanza.from();
        if (from == null) {
            return Optional.empty();
        }
        Optional<ChatKind> kind = ofRoom ? inRoom(archive, from, stanza) : direct(from, stanza);
        Instant at = Delays.ofForwarded(result.forwarded(), now);
        return kind.flatMap(known -> message(archive, known, result.id(), from, stanza, at));
    }

    /** A copy in a copy would speak for somebody else (XEP-0280 §11). */
    private static boolean isPlain(Stanza stanza) {
        return stanza.payload().stream()
                .noneMatch(child -> child.namespace().equals(Ns.CARBONS)
                                && (child.name().equals("received")
                                        || child.name().equals("sent"))
                        || child.is(Ns.MAM, "result"));
    }

    /** What a room archives was said in it, by an occupant; the room itself only takes messages back. */
    private static Optional<ChatKind> inRoom(Jid room, Jid from, Stanza stanza) {
        return stanza.hasType("groupchat") && from.bare().equals(room) ? Optional.of(ChatKind.ROOM) : Optional.empty();
    }

    private Optional<ChatKind> direct(Jid from, Stanza stanza) {
        if (stanza.hasType("groupchat")) {
            return Optional.empty();
        }
        Jid other = origin.isOurs(from) ? stanza.to() : from;
        if (other == null || other.local() == null) {
            return Optional.empty();
        }
        boolean throughRoom = Elements.has(stanza.payload(), Ns.MUC_USER, "x")
                || rooms.entry(other).isPresent();
        return Optional.of(throughRoom && !other.isBare() ? ChatKind.ROOM_PRIVATE : ChatKind.DIRECT);
    }

    private Optional<ArchivedMessage> message(
            Jid archive, ChatKind kind, String id, Jid from, Stanza stanza, Instant at) {
        MessageContent content = MessageContent.read(stanza.id(), stanza.lang(), stanza.payload());
        @Nullable
        String retracts = Retractions.read(stanza.payload())
                .map(Retractions.Parsed::messageId)
                .orElse(null);
        boolean gone = Tombstones.is(stanza.payload());
        boolean silent = retracts != null || gone;
        if (content.isEmpty() && !silent || kind == ChatKind.ROOM && from.isBare() && retracts == null) {
            return Optional.empty();
        }
        Message message = new Message(
                kind,
                from,
                stanza.to() == null ? origin.account() : stanza.to(),
                null,
                stanza.id(),
                StanzaIds.origin(stanza.payload()).orElse(null),
                Map.of(archive, id),
                silent ? "" : content.body(),
                content.thread(),
                silent ? null : content.reply(),
                silent ? List.of() : content.media(),
                silent ? null : content.replaces(),
                false,
                false,
                !silent && content.unreadable(),
                at,
                true,
                gone ? authorOnly(stanza.payload()) : stanza.payload());
        return Optional.of(new ArchivedMessage(
                id, archive, isOurs(kind, from, stanza), message, retracts, gone ? Fate.RETRACTED : Fate.AS_SAID));
    }

    /** Who said what is gone: it decides who may still change it. */
    private static List<XmlElement> authorOnly(List<XmlElement> payload) {
        return Elements.first(payload, Ns.OCCUPANT_ID, "occupant-id").stream().toList();
    }

    /** In rooms a nick says nothing: somebody else may have had it then. */
    private boolean isOurs(ChatKind kind, Jid from, Stanza stanza) {
        if (kind != ChatKind.ROOM) {
            return origin.isOurs(from);
        }
        Optional<RoomEntry> room = rooms.joined(from);
        if (room.isEmpty()) {
            return false;
        }
        @Nullable
        String own = room.get()
                .occupant(room.get().self().resource())
                .map(occupant -> occupant.occupantId())
                .orElse(null);
        @Nullable
        String theirs = Elements.first(stanza.payload(), Ns.OCCUPANT_ID, "occupant-id")
                .map(XmlElement::attributes)
                .map(attributes -> attributes.get("id"))
                .orElse(null);
        return own != null && own.equals(theirs);
    }
}
