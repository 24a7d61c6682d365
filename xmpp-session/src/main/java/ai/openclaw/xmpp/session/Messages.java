package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Reaction;
import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.StanzaError;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.session.codec.ChatStates;
import ai.openclaw.xmpp.session.codec.Delays;
import ai.openclaw.xmpp.session.codec.Elements;
import ai.openclaw.xmpp.session.codec.Errors;
import ai.openclaw.xmpp.session.codec.Invitations;
import ai.openclaw.xmpp.session.codec.Markers;
import ai.openclaw.xmpp.session.codec.Mentions;
import ai.openclaw.xmpp.session.codec.MessageContent;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Reactions;
import ai.openclaw.xmpp.session.codec.Retractions;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the messages that come: what is for a reader goes into the inbox, the rest to whom it concerns, and what is forged, our own or of the
 * past to nobody. Loop thread only.
 */
final class Messages {

    /** Where a message belongs, and who is behind it. */
    private record Place(
            ChatKind kind,
            @Nullable RoomEntry room,
            @Nullable Occupant occupant) {
        static final Place DIRECT = new Place(ChatKind.DIRECT, null, null);
    }

    private final Origin origin;
    private final RoomBook rooms;
    private final Outgoing outgoing;
    private final Directory directory;
    private final Announcer announcer;
    private final Inbox inbox;
    private final Revisions revisions;
    private final Lanes lanes;
    private final Loop loop;

    Messages(
            Origin origin,
            RoomBook rooms,
            Outgoing outgoing,
            Directory directory,
            Announcer announcer,
            Inbox inbox,
            Revisions revisions,
            Lanes lanes,
            Loop loop) {
        this.origin = origin;
        this.rooms = rooms;
        this.outgoing = outgoing;
        this.directory = directory;
        this.announcer = announcer;
        this.inbox = inbox;
        this.revisions = revisions;
        this.lanes = lanes;
        this.loop = loop;
    }

    /**
     * Takes a message.
     *
     * @param safe to be called once, when it need not come again
     */
    void handle(Stanza stanza, Runnable safe) {
        Optional<XmlElement> carbon = carbon(stanza);
        if (carbon.isPresent()) {
            unwrap(stanza, carbon.get())
                    .filter(inner -> !inner.hasType("groupchat") && !inner.hasType("error"))
                    .filter(inner -> carbon(inner).isEmpty())
                    .ifPresentOrElse(inner -> sort(inner, safe), safe);
        } else {
            sort(stanza, safe);
        }
    }

    private static Optional<XmlElement> carbon(Stanza stanza) {
        return stanza.payload().stream()
                .filter(element -> element.namespace().equals(Ns.CARBONS)
                        && (element.name().equals("received") || element.name().equals("sent")))
                .findFirst();
    }

    /** The message in a carbon (XEP-0280 §11): only our own account may send any. What we sent elsewhere is not for us. */
    private Optional<Stanza> unwrap(Stanza outer, XmlElement carbon) {
        return origin.isAccount(outer.from()) && carbon.name().equals("received")
                ? carbon.child(Ns.FORWARD, "forwarded").flatMap(Stanzas::forwarded)
                : Optional.empty();
    }

    private void sort(Stanza stanza, Runnable safe) {
        Jid from = stanza.from();
        if (from == null || stanza.hasType("headline")) {
            safe.run();
        } else if (stanza.hasType("error")) {
            error(from, stanza);
            safe.run();
        } else if (Invitations.isOne(stanza.payload())) {
            invitation(from, stanza);
            safe.run();
        } else if (stanza.hasType("groupchat")
                && from.isBare()
                && Retractions.read(stanza.payload()).isPresent()) {
            moderated(from, stanza, safe);
        } else {
            Optional<Place> place = stanza.hasType("groupchat") ? inRoom(from, stanza) : direct(from, stanza);
            if (place.isPresent()) {
                take(from, stanza, place.get(), safe);
            } else {
                safe.run();
            }
        }
    }

    private void error(Jid from, Stanza stanza) {
        StanzaError error = Errors.read(stanza.payload());
        outgoing.refused(from, stanza.id(), error);
        rooms.moderation().refused(from, stanza.id(), error);
        if (error.condition().equals("not-acceptable")) {
            // That is how rooms answer those who are not inside.
            rooms.joined(from).ifPresent(RoomEntry::pingSelf);
        }
        announcer.tell((to, session) -> to.onUndelivered(session, from, stanza.id(), error));
    }

    /** What comes from an occupant, or as something said in a room, is no invitation. */
    private void invitation(Jid from, Stanza stanza) {
        boolean occupant = !from.isBare() && rooms.entry(from).isPresent();
        if (!origin.isOurs(from) && !occupant && !stanza.hasType("groupchat")) {
            Invitations.read(from, stanza.payload())
                    .filter(invitation -> !origin.isOurs(invitation.room()))
                    .ifPresent(invitation -> announcer.tell((to, session) -> to.onInvitation(session, invitation)));
        }
    }

    private Optional<Place> inRoom(Jid from, Stanza stanza) {
        Optional<RoomEntry> found = rooms.entry(from);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RoomEntry room = found.get();
        room.spoken();
        if (rooms.service(room, stanza) || from.isBare()) {
            return Optional.empty();
        }
        if (from.equals(room.self())) {
            outgoing.reflected(room.jid(), stanza);
            return Optional.empty();
        }
        // Before the room is live everything is history; so is what somebody in or before the room says it stored. Our
        // own server stores
        // what comes while the stream waits to be resumed (XEP-0198), and says so: that is no history, and no room
        // tells it again.
        if (!room.isJoined() || Delays.any(stanza.payload(), by -> !origin.mayStamp(by))) {
            return Optional.empty();
        }
        @Nullable Occupant occupant = room.occupant(from.resource()).orElse(null);
        if (occupant != null && isOwn(room, occupant)) {
            return Optional.empty();
        }
        return Optional.of(new Place(ChatKind.ROOM, room, occupant));
    }

    /** Only the room itself says that its moderators take back what others said. */
    private void moderated(Jid from, Stanza stanza, Runnable safe) {
        Revisions.Outcome outcome = Retractions.read(stanza.payload())
                .flatMap(parsed -> Optional.ofNullable(parsed.moderation())
                        .flatMap(moderation -> rooms.joined(from).map(room -> {
                            room.spoken();
                            return revisions.moderated(room, parsed.messageId(), moderation);
                        })))
                .orElse(Revisions.Outcome.NOTHING);
        settle(outcome, safe);
    }

    /** What is taken back is not acknowledged before it is written down: it might be handed over after a restart. */
    private void settle(Revisions.Outcome outcome, Runnable safe) {
        outcome.told().forEach(done -> announcer.tell((to, session) -> to.onRetraction(session, done)));
        outcome.safe().whenComplete((done, failure) -> {
            if (failure == null) {
                safe.run();
            }
        });
    }

    /** Whether our own account is behind an occupant, perhaps with another client and under another nick. */
    private boolean isOwn(RoomEntry room, Occupant occupant) {
        String id = occupant.occupantId();
        boolean sameId = id != null
                && room.occupant(room.self().resource())
                        .filter(self -> id.equals(self.occupantId()))
                        .isPresent();
        return sameId || occupant.realJid() != null && origin.isOurs(occupant.realJid());
    }

    private Optional<Place> direct(Jid from, Stanza stanza) {
        if (origin.isOurs(from)) {
            return Optional.empty();
        }
        Optional<RoomEntry> room = rooms.entry(from);
        if (room.isPresent()) {
            // Whom the room does not know cannot speak through it.
            return room.filter(RoomEntry::isJoined)
                    .flatMap(entry -> entry.occupant(from.resource()))
                    .filter(occupant -> !isOwn(room.get(), occupant))
                    .map(occupant -> new Place(ChatKind.ROOM_PRIVATE, room.get(), occupant));
        }
        // Private messages through rooms that we are not in.
        boolean throughRoom = Elements.has(stanza.payload(), Ns.MUC_USER, "x");
        return throughRoom || from.local() == null ? Optional.empty() : Optional.of(Place.DIRECT);
    }

    private void take(Jid from, Stanza stanza, Place place, Runnable safe) {
        ChatStates.read(stanza.payload())
                .ifPresent(
                        state -> announcer.tell((to, session) -> to.onChatState(session, place.kind(), from, state)));
        if (place.kind() == ChatKind.DIRECT) {
            Elements.first(stanza.payload(), Ns.RECEIPTS, "received")
                    .flatMap(element -> Elements.id(element, "id"))
                    .ifPresent(id -> {
                        outgoing.proven(from, id);
                        announcer.tell((to, session) -> to.onReceipt(session, from, id));
                    });
        }
        Markers.read(stanza.payload())
                .ifPresent(read -> announcer.tell(
                        (to, session) -> to.onMarker(session, place.kind(), from, read.marker(), read.messageId())));
        Optional<Retractions.Parsed> retraction = Retractions.read(stanza.payload());
        if (retraction.isPresent()) {
            // Whoever claims to moderate without being the room takes back nothing.
            settle(
                    retraction
                            .filter(parsed -> parsed.moderation() == null)
                            .map(parsed ->
                                    revisions.retracted(place.kind(), from, place.occupant(), parsed.messageId()))
                            .orElse(Revisions.Outcome.NOTHING),
                    safe);
            return;
        }
        Optional<Reactions.Parsed> reactions = Reactions.read(stanza.payload());
        if (reactions.isPresent()) {
            outgoing.proven(from, reactions.get().messageId());
            Reaction reaction = new Reaction(
                    place.kind(),
                    from,
                    place.occupant(),
                    reactions.get().messageId(),
                    reactions.get().emojis());
            announcer.tell((to, session) -> to.onReaction(session, reaction));
            safe.run();
            return;
        }
        MessageContent content = MessageContent.read(stanza.id(), stanza.lang(), stanza.payload());
        if (content.isEmpty()) {
            safe.run();
            return;
        }
        ReplyReference reply = content.reply();
        if (reply != null) {
            outgoing.proven(from, reply.id());
        }
        Message message = message(from, stanza, place, content);
        revisions.said(message);
        inbox.commit(message).whenComplete((entry, failure) -> {
            // What could not be written down is not acknowledged, so that the server keeps it.
            if (failure == null) {
                safe.run();
                entry.ifPresent(kept -> {
                    revisions.kept(kept);
                    lanes.add(kept);
                });
            }
        });
    }

    private Message message(Jid from, Stanza stanza, Place place, MessageContent content) {
        RoomEntry room = place.room();
        boolean inRoom = place.kind() == ChatKind.ROOM && room != null;
        Instant now = loop.now();
        Predicate<Jid> trusted = inRoom ? by -> by.equals(from.bare()) : origin::mayStamp;
        Optional<Instant> stored = Delays.sentAt(stanza.payload(), trusted, now);
        boolean mentioned = room != null
                && inRoom
                && Mentions.of(
                        content.body(),
                        content.reply(),
                        stanza.payload(),
                        new Mentions.Us(
                                room.self(),
                                origin.account(),
                                outgoing.idsIn(room.jid()),
                                outgoing.textsIn(room.jid())));
        return new Message(
                place.kind(),
                from,
                stanza.to() == null ? origin.account() : stanza.to(),
                place.occupant(),
                stanza.id(),
                StanzaIds.origin(stanza.payload()).orElse(null),
                stanzaIds(stanza, inRoom ? room : null),
                content.body(),
                content.thread(),
                content.reply(),
                content.media(),
                Optional.ofNullable(content.replaces())
                        .flatMap(claimed -> revisions.corrected(place.kind(), from, place.occupant(), claimed))
                        .orElse(null),
                mentioned,
                content.receiptRequested(),
                content.unreadable(),
                stored.orElse(now),
                stored.isPresent(),
                stanza.payload());
    }

    /** An archive's id counts only if that archive says that it gives ids: else anybody may have put one in. */
    private Map<Jid, String> stanzaIds(Stanza stanza, @Nullable RoomEntry room) {
        Set<String> features =
                room == null ? directory.ownKnown().map(info -> info.features()).orElse(Set.of()) : room.features();
        boolean gives = features.contains(Ns.SID) || features.contains(Ns.MAM);
        return gives
                ? StanzaIds.trusted(stanza.payload(), origin.archivesOf(room == null ? null : room.jid()))
                : Map.of();
    }
}
