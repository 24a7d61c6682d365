package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.tck.sim.RoomPresences.Departure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Entering, changing nick, leaving (XEP-0045 §7.2, §7.6, §7.14). Server's loop only. */
final class RoomEntrance {

    private static final int NON_ANONYMOUS = 100;

    private record Refusal(String type, String condition) {}

    private final Room room;
    private final RoomPresences presences;

    RoomEntrance(Room room, RoomPresences presences) {
        this.room = room;
        this.presences = presences;
    }

    /** A presence to the room or to an address in it. */
    void presence(Stanza presence, boolean created) {
        Jid client = Objects.requireNonNull(presence.from());
        Optional<RoomOccupant> occupant = room.of(client);
        String nick = Objects.requireNonNull(presence.to()).resource();
        if (presence.hasType("unavailable") || presence.hasType("error")) {
            occupant.ifPresent(known -> leave(known, client, payload(presence)));
        } else if (presence.type() != null) {
            room.realm().router().refuse(presence, "modify", "bad-request");
        } else if (nick == null) {
            room.realm().router().refuse(presence, "modify", "jid-malformed");
        } else if (occupant.isEmpty()
                || presence.child(Ns.MUC, "x").isPresent()
                        && occupant.get().nick().equals(nick)) {
            enter(presence, client, nick, created);
        } else if (occupant.get().nick().equals(nick)) {
            room.enter(occupant.get(), client, payload(presence));
            presences.tellAll(occupant.get());
        } else {
            rename(occupant.get(), presence, client, nick);
        }
    }

    /** What people say of themselves, without what only the room may say. */
    private static List<XmlElement> payload(Stanza presence) {
        return presence.payload().stream()
                .filter(child -> !child.is(Ns.MUC, "x")
                        && !child.is(Ns.MUC_USER, "x")
                        && !child.is(Ns.OCCUPANT_ID, "occupant-id"))
                .toList();
    }

    private void enter(Stanza presence, Jid client, String nick, boolean created) {
        Optional<XmlElement> x = presence.child(Ns.MUC, "x");
        Optional<Refusal> refusal = refusal(presence, client, nick);
        if (refusal.isPresent()) {
            room.realm()
                    .router()
                    .refuse(presence, refusal.get().type(), refusal.get().condition());
            return;
        }
        Optional<RoomOccupant> known = room.byNick(nick);
        RoomOccupant self = known.orElseGet(() ->
                new RoomOccupant(client.bare(), Objects.requireNonNull(presence.to()), room.firstRole(client.bare())));
        room.add(self);
        room.enter(self, client, payload(presence));
        for (RoomOccupant other : room.occupants()) {
            if (other != self) {
                presences.tell(other, client, List.of());
            }
        }
        if (known.isEmpty()) {
            for (RoomOccupant other : room.occupants()) {
                if (other != self) {
                    other.sessions().forEach(session -> presences.tell(self, session, List.of()));
                }
            }
        }
        List<Integer> codes = new ArrayList<>();
        if (room.settings().nonAnonymous()) {
            codes.add(NON_ANONYMOUS);
        }
        if (created) {
            codes.add(MucStatus.CREATED);
        }
        presences.tell(self, client, codes);
        RoomHistory.wanted(room, x.flatMap(element -> element.child(Ns.MUC, "history")))
                .forEach(message -> room.send(Copies.addressed(message, message.from(), client)));
        subject(client);
    }

    private Optional<Refusal> refusal(Stanza presence, Jid client, String nick) {
        Jid account = client.bare();
        Optional<XmlElement> x = presence.child(Ns.MUC, "x");
        Optional<RoomOccupant> holder = room.byNick(nick);
        boolean inside = room.of(client).isPresent();
        String password = x.flatMap(element -> element.child(Ns.MUC, "password"))
                .map(XmlElement::text)
                .orElse("");
        if (inside) {
            return Optional.empty();
        } else if (x.isEmpty() || room.isLocked() && !room.isAdmin(account)) {
            // Without it the client thinks that it is inside already.
            return refuse("cancel", "item-not-found");
        } else if (room.affiliation(account) == Affiliation.OUTCAST) {
            return refuse("auth", "forbidden");
        } else if (room.settings().membersOnly() && !room.isMember(account)) {
            return refuse("auth", "registration-required");
        } else if (room.settings().password() != null
                && !password.equals(room.settings().password())) {
            return refuse("auth", "not-authorized");
        } else if (holder.isPresent() && !holder.get().account().equals(account)) {
            return refuse("cancel", "conflict");
        } else if (room.occupants().size() >= room.settings().maxOccupants() && !room.isAdmin(account)) {
            return refuse("wait", "service-unavailable");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String type, String condition) {
        return Optional.of(new Refusal(type, condition));
    }

    /** The end of entering, even if there is nothing to say (XEP-0045 §7.2.15). */
    private void subject(Jid client) {
        Stanza subject = room.subject()
                .orElseGet(() -> Copies.message(
                        "groupchat",
                        room.jid(),
                        client,
                        room.realm().freshId(),
                        List.of(XmlElement.of(Ns.CLIENT, "subject"))));
        room.send(Copies.addressed(subject, subject.from(), client));
    }

    private void rename(RoomOccupant occupant, Stanza presence, Jid client, String nick) {
        Optional<RoomOccupant> holder = room.byNick(nick);
        if (holder.isPresent()) {
            room.realm().router().refuse(presence, "cancel", "conflict");
            return;
        }
        room.enter(occupant, client, payload(presence));
        gone(occupant, Departure.renamed(nick), List.of());
        room.rename(occupant, Objects.requireNonNull(presence.to()));
        presences.tellAll(occupant);
    }

    private void leave(RoomOccupant occupant, Jid client, List<XmlElement> said) {
        if (occupant.sessions().size() == 1) {
            remove(occupant, Departure.of(), said);
        } else {
            presences.tellGone(occupant, client, true, Departure.of(), said);
            room.leave(occupant, client);
        }
    }

    private void gone(RoomOccupant occupant, Departure how, List<XmlElement> said) {
        for (RoomOccupant other : room.occupants()) {
            for (Jid session : other.sessions()) {
                presences.tellGone(occupant, session, other == occupant, how, said);
            }
        }
    }

    /** Somebody goes, all their clients with them, and everybody is told. */
    void remove(RoomOccupant occupant, Departure how, List<XmlElement> said) {
        gone(occupant, how, said);
        room.remove(occupant);
        room.realm().rooms().tidy(room);
    }
}
