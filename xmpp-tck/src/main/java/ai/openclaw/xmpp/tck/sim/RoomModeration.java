package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.tck.sim.RoomPresences.Departure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What those with power do to a room and its occupants (XEP-0045 §8 to §10). Server's loop only. */
final class RoomModeration {

    private static final int SHUTDOWN = 332;
    private static final int NOW_NON_ANONYMOUS = 172;
    private static final int NOW_SEMI_ANONYMOUS = 173;

    private final Room room;
    private final RoomPresences presences;
    private final RoomEntrance entrance;
    private final RoomSpeech speech;

    RoomModeration(Room room, RoomPresences presences, RoomEntrance entrance, RoomSpeech speech) {
        this.room = room;
        this.presences = presences;
        this.entrance = entrance;
        this.speech = speech;
    }

    void kick(RoomOccupant occupant, @Nullable String actor, @Nullable String reason) {
        entrance.remove(occupant, Departure.of(MucStatus.KICKED).by(actor, reason), List.of());
    }

    /** The room loses somebody for its own reasons (XEP-0045 §9.1, status 333). */
    void lose(RoomOccupant occupant) {
        entrance.remove(occupant, Departure.of(MucStatus.KICKED, MucStatus.TROUBLE), List.of());
    }

    void role(RoomOccupant occupant, Role role) {
        occupant.role(role);
        presences.tellAll(occupant);
    }

    void affiliation(Jid account, Affiliation affiliation, @Nullable String actor, @Nullable String reason) {
        room.affiliation(account, affiliation);
        for (RoomOccupant occupant : room.ofAccount(account)) {
            if (affiliation == Affiliation.OUTCAST) {
                entrance.remove(occupant, Departure.of(MucStatus.BANNED).by(actor, reason), List.of());
            } else if (room.settings().membersOnly() && !room.isMember(account)) {
                entrance.remove(
                        occupant, Departure.of(MucStatus.AFFILIATION_LOST).by(actor, reason), List.of());
            } else {
                occupant.role(room.firstRole(account));
                presences.tellAll(occupant);
            }
        }
    }

    void configure(RoomSettings settings) {
        RoomSettings before = room.settings();
        room.settings(settings);
        List<XmlElement> codes = new ArrayList<>();
        codes.add(RoomPresences.status(MucStatus.CONFIG_CHANGED));
        if (before.nonAnonymous() != settings.nonAnonymous()) {
            codes.add(RoomPresences.status(settings.nonAnonymous() ? NOW_NON_ANONYMOUS : NOW_SEMI_ANONYMOUS));
        }
        if (settings.membersOnly() && !before.membersOnly()) {
            for (RoomOccupant occupant : room.occupants()) {
                if (!room.isMember(occupant.account())) {
                    entrance.remove(occupant, Departure.of(MucStatus.MEMBERS_ONLY_NOW), List.of());
                }
            }
        }
        speech.toEverybody(Copies.message(
                "groupchat",
                room.jid(),
                room.jid(),
                room.realm().freshId(),
                List.of(XmlElement.of(Ns.MUC_USER, "x").with(codes))));
    }

    void destroy(@Nullable Jid instead, @Nullable String reason) {
        XmlElement destroy =
                XmlElement.of(Ns.MUC_USER, "destroy").with("jid", instead == null ? null : instead.toString());
        if (reason != null) {
            destroy = destroy.with(XmlElement.of(Ns.MUC_USER, "reason", reason));
        }
        Departure how = new Departure(List.of(), null, null, null, destroy);
        everybodyOut(how);
        room.realm().rooms().remove(room);
    }

    /** The room's service goes down, and says so (status 332). */
    void shutDown() {
        everybodyOut(Departure.of(SHUTDOWN));
    }

    /** Each hears of themselves only: there is nobody left to be told of. */
    private void everybodyOut(Departure how) {
        for (RoomOccupant occupant : room.occupants()) {
            occupant.sessions().forEach(session -> presences.tellGone(occupant, session, true, how, List.of()));
        }
        room.forgetOccupants();
    }
}
