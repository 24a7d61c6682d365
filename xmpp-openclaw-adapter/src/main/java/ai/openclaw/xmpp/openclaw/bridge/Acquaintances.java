package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.openclaw.wire.LookupCalls;
import ai.openclaw.xmpp.openclaw.wire.RoomCalls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what a conversation may be told about: in a chat its partner, in a room who is in it, and that room. The owner, where nobody else
 * hears, may ask about contacts, occupants of all our rooms, rooms and services. Everything else is refused, in the same words whether it
 * exists or not. Runs on the account's executor.
 */
final class Acquaintances {

    private final XmppSession session;
    private final AgentRooms rooms;
    private final Aliases aliases;
    private final Executor executor;

    Acquaintances(XmppSession session, AgentRooms rooms, Aliases aliases, Executor executor) {
        this.session = session;
        this.rooms = rooms;
        this.aliases = aliases;
        this.executor = executor;
    }

    /**
     * Somebody.
     *
     * @param address whom to ask
     * @param occupant how the room shows them, {@code null} outside
     */
    record Somebody(Jid address, @Nullable Occupant occupant) {
        private static Somebody of(Occupant occupant) {
            return new Somebody(occupant.address(), occupant);
        }
    }

    /** Who is meant; fails if they are nobody's business there. */
    CompletionStage<Somebody> person(LookupCalls.Lookup request) {
        boolean owner = Boolean.TRUE.equals(request.owner());
        @Nullable Jid here = here(request.conversation());
        @Nullable Jid room = here == null || !isRoom(here, request.conversation()) ? null : here.bare();
        @Nullable
        String who = request.who() == null || request.who().isBlank()
                ? null
                : request.who().strip();
        if (who == null) {
            if (here == null || room != null && here.isBare()) {
                throw new IllegalArgumentException("name the person: a nick or an address");
            }
            return done(room == null ? new Somebody(here.bare(), null) : Somebody.of(occupant(room, here.toString())));
        }
        if (owner) {
            return room != null && isInside(room, who)
                    ? done(Somebody.of(occupant(room, who)))
                    : aliases.resolve(new RoomCalls.Resolve(null, who)).thenApply(this::contact);
        }
        if (room != null) {
            return among(room, who, request.sender());
        }
        if (here != null && partner(who).equals(here.bare())) {
            return done(new Somebody(here.bare(), null));
        }
        throw refused();
    }

    /** What is meant by a service or a room; fails if it is nobody's business there. */
    CompletionStage<Jid> service(LookupCalls.Lookup request) {
        @Nullable Jid here = here(request.conversation());
        @Nullable Jid room = here == null || !isRoom(here, request.conversation()) ? null : here.bare();
        Jid meant = request.who() == null || request.who().isBlank()
                ? room == null ? session.account().domainJid() : room
                : Target.parse(request.who()).jid();
        if (meant.equals(room)) {
            return CompletableFuture.completedFuture(meant);
        }
        if (!Boolean.TRUE.equals(request.owner())) {
            throw refused();
        }
        if (meant.local() == null) {
            return CompletableFuture.completedFuture(meant.bare());
        }
        return session.rooms().isRoom(meant.bare()).thenApply(isRoom -> {
            if (!isRoom) {
                throw new XmppException(
                        XmppException.Kind.UNSUPPORTED, meant.bare() + " is neither a service nor a room");
            }
            return meant.bare();
        });
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static @Nullable Jid here(LookupCalls.@Nullable Place place) {
        return place == null || place.to() == null
                ? null
                : Target.parse(place.to()).jid();
    }

    private boolean isRoom(Jid here, LookupCalls.@Nullable Place place) {
        @Nullable ChatKind kind = place == null ? null : Kinds.of(place.kind());
        return kind == ChatKind.ROOM
                || kind == ChatKind.ROOM_PRIVATE
                || session.rooms().find(here.bare()).isPresent();
    }

    private static Jid partner(String who) {
        try {
            return Target.parse(who).jid().bare();
        } catch (IllegalArgumentException noAddress) {
            throw refused();
        }
    }

    private boolean isInside(Jid room, String who) {
        return rooms.isSomebody(room, inRoom(room, who));
    }

    /**
     * Somebody who is asked for by others. By a JID where the room shows it, and by whoever has it; elsewhere it would tell who is behind a
     * nick, so that nobody is found by it.
     */
    private CompletionStage<Somebody> among(Jid room, String who, @Nullable String sender) {
        @Nullable Jid person = AgentRooms.person(inRoom(room, who)).orElse(null);
        if (person == null || person.equals(sender == null ? null : partner(sender))) {
            return done(Somebody.of(occupant(room, who)));
        }
        return new Anonymity(session)
                .isOpen(room)
                .thenApplyAsync(
                        open -> Somebody.of(open ? occupant(room, who) : rooms.byNick(room, inRoom(room, who))),
                        executor);
    }

    /** Whether who asks may know who that is: the owner alone, whoever it is, and everybody where the room shows it. */
    CompletionStage<Boolean> mayKnow(LookupCalls.Lookup request, Occupant occupant, @Nullable Jid real) {
        @Nullable Jid here = here(request.conversation());
        boolean own = occupant.address().equals(here)
                || request.sender() != null && partner(request.sender()).equals(real);
        return own || Boolean.TRUE.equals(request.owner()) || real == null
                ? done(true)
                : new Anonymity(session).isOpen(occupant.address());
    }

    private Occupant occupant(Jid room, String who) {
        return rooms.occupant(room, inRoom(room, who));
    }

    /** A nick may be written as the address that it has in the room. */
    private static String inRoom(Jid room, String who) {
        try {
            Jid jid = Target.parse(who).jid();
            return !jid.isBare() && jid.bare().equals(room) ? String.valueOf(jid.resource()) : who;
        } catch (IllegalArgumentException nick) {
            return who;
        }
    }

    /** The owner's question: about a contact, or somebody in one of our rooms. */
    private Somebody contact(RoomCalls.Resolved resolved) {
        Jid jid = Jid.of(resolved.to());
        if (resolved.kind().equals(Kinds.word(ChatKind.ROOM))) {
            throw new IllegalArgumentException(jid + " is a room: look it up as a service");
        }
        if (resolved.kind().equals(Kinds.word(ChatKind.ROOM_PRIVATE))) {
            return Somebody.of(rooms.occupant(jid.bare(), String.valueOf(jid.resource())));
        }
        boolean known = jid.bare().equals(session.account())
                || session.roster().items().stream().anyMatch(item -> item.jid().equals(jid.bare()));
        if (!known) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    jid.bare() + " is no contact of the bot, and in none of its rooms under that address");
        }
        return new Somebody(jid.bare(), null);
    }

    private static XmppException refused() {
        return new XmppException(
                XmppException.Kind.STATE,
                "only who and what is in this conversation can be looked up, unless the owner asks in a chat of their own");
    }
}
