package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomState;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import java.util.Optional;
import java.util.Set;

/** How everything stands when faults have ended, against how it should. */
final class Settlement {

    private static final Set<String> KEPT_OUT = Set.of("forbidden", "registration-required");

    private final Stage stage;
    private final RoomTruth rooms;
    private final Identities identities;
    private final XmppSession session;

    Settlement(Stage stage, RoomTruth rooms, Identities identities, XmppSession session) {
        this.stage = stage;
        this.rooms = rooms;
        this.identities = identities;
        this.session = session;
    }

    /** A broken invariant, or empty if all is well. */
    Optional<Journal.Violation> trouble() {
        if (session.state() != SessionState.ONLINE) {
            return Optional.of(violation(Invariant.ONLINE, "the session is " + session.state()));
        }
        return stage.places().stream().flatMap(place -> trouble(place).stream()).findFirst();
    }

    private Journal.Violation violation(Invariant invariant, String what) {
        return new Journal.Violation(invariant, what, stage.time().now());
    }

    private Optional<Journal.Violation> trouble(Stage.Place place) {
        Jid jid = place.jid();
        Optional<Room> found = session.rooms().find(jid);
        if (found.isEmpty()) {
            return Optional.of(violation(Invariant.ROOMS, jid + " is wanted and not in the list"));
        }
        Room view = found.get();
        Optional<SimulatedRoom> room = stage.server().findRoom(jid);
        Optional<MucStatus> removed = rooms.removed(jid);
        if (removed.isPresent()) {
            return removed(view, removed.get());
        }
        if (room.isEmpty() || isKeptOut(jid)) {
            boolean right = view.state() == RoomState.REFUSED && view.problem() != null;
            return right
                    ? Optional.empty()
                    : Optional.of(violation(Invariant.ROOMS, "we may not enter: " + describe(view)));
        }
        if (view.state() != RoomState.JOINED) {
            return Optional.of(violation(Invariant.ROOMS, describe(view)));
        }
        return inside(view, room.get());
    }

    /** Whether the room refused us for a reason that no waiting mends. */
    private boolean isKeptOut(Jid jid) {
        return rooms.refusal(jid).filter(KEPT_OUT::contains).isPresent();
    }

    private Optional<Journal.Violation> removed(Room view, MucStatus status) {
        String word = status.destroyed()
                ? "destroyed"
                : status.has(MucStatus.BANNED)
                        ? "banned"
                        : status.has(MucStatus.KICKED) ? "moderator removed us" : "only members";
        boolean right = view.state() == RoomState.LEFT
                && view.problem() != null
                && view.problem().contains(word);
        return right
                ? Optional.empty()
                : Optional.of(violation(Invariant.ROOMS, "we were removed (" + word + "): " + describe(view)));
    }

    private Optional<Journal.Violation> inside(Room view, SimulatedRoom room) {
        String address = session.info().map(info -> info.address().toString()).orElse("nowhere");
        if (!room.nicks().contains(view.nick())) {
            return Optional.of(
                    violation(Invariant.ROOMS, describe(view) + ", but as " + address + " we are not inside"));
        }
        Optional<String> table = identities.difference(view, room, rooms.isLate(view.jid()));
        if (table.isPresent()) {
            return Optional.of(violation(Invariant.SENDER, table.get()));
        }
        boolean free = !room.nicks().contains(Stage.NICK);
        return free
                ? Optional.of(violation(Invariant.ROOMS, describe(view) + ", and the wanted nick is free"))
                : Optional.empty();
    }

    private static String describe(Room view) {
        return view.jid() + " as " + view.nick() + " is " + view.state() + ": " + view.problem();
    }
}
