package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.Role;
import ai.openclaw.xmpp.session.codec.MucStatus;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a room's presence says of its occupants, and to whom it says how much. Server's loop only. */
final class RoomPresences {

    /**
     * How somebody leaves.
     *
     * @param codes status codes for all
     * @param newNick the nick that they take, or {@code null} if they go
     * @param actor who did it, or {@code null}
     * @param reason why, or {@code null}
     * @param destroyed the room's last word, or {@code null} if it goes on
     */
    record Departure(
            List<Integer> codes,
            @Nullable String newNick,
            @Nullable String actor,
            @Nullable String reason,
            @Nullable XmlElement destroyed) {

        static Departure of(Integer... codes) {
            return new Departure(List.of(codes), null, null, null, null);
        }

        static Departure renamed(String newNick) {
            return new Departure(List.of(MucStatus.NEW_NICK), newNick, null, null, null);
        }

        Departure by(@Nullable String who, @Nullable String why) {
            return new Departure(codes, newNick, who, why, destroyed);
        }
    }

    private final Room room;

    RoomPresences(Room room) {
        this.room = room;
    }

    /** Tells one client that somebody is here. */
    void tell(RoomOccupant about, Jid to, List<Integer> codes) {
        List<Integer> all = new ArrayList<>(codes);
        if (about.has(to)) {
            all.add(MucStatus.SELF);
        }
        XmlElement item = item(about, to, room.affiliation(about.account()), about.role());
        room.send(Copies.presence(null, about.address(), to, payload(about.presence(), about, x(item, all))));
    }

    /** Tells everybody that somebody is here, or has changed. */
    void tellAll(RoomOccupant about) {
        for (RoomOccupant other : room.occupants()) {
            other.sessions().forEach(session -> tell(about, session, List.of()));
        }
    }

    /** Tells one client that somebody goes, or takes another nick. Before that happens. */
    void tellGone(RoomOccupant about, Jid to, boolean self, Departure how, List<XmlElement> said) {
        Role role = how.newNick() == null ? Role.NONE : about.role();
        XmlElement item =
                item(about, to, room.affiliation(about.account()), role).with("nick", how.newNick());
        if (how.actor() != null) {
            item = item.with(XmlElement.of(Ns.MUC_USER, "actor").with("nick", how.actor()));
        }
        if (how.reason() != null) {
            item = item.with(XmlElement.of(Ns.MUC_USER, "reason", how.reason()));
        }
        List<Integer> codes = new ArrayList<>(how.codes());
        if (self) {
            codes.add(MucStatus.SELF);
        }
        XmlElement x = x(item, codes);
        if (how.destroyed() != null) {
            x = x.with(how.destroyed());
        }
        room.send(Copies.presence("unavailable", about.address(), to, payload(said, about, x)));
    }

    /** Who may see the JID behind a nick: everybody, or moderators; and each their own (XEP-0045 §7.2.3). */
    private XmlElement item(RoomOccupant about, Jid to, Affiliation affiliation, Role role) {
        boolean moderator =
                room.of(to).filter(reader -> reader.role() == Role.MODERATOR).isPresent();
        boolean shown = room.settings().nonAnonymous() || moderator || about.has(to);
        Jid real = about.has(to) ? to : first(about);
        return XmlElement.of(Ns.MUC_USER, "item")
                .with("affiliation", word(affiliation))
                .with("role", word(role))
                .with("jid", shown ? real.toString() : null);
    }

    private static Jid first(RoomOccupant occupant) {
        return occupant.sessions().isEmpty()
                ? occupant.account()
                : occupant.sessions().get(0);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static XmlElement x(XmlElement item, List<Integer> codes) {
        XmlElement x = XmlElement.of(Ns.MUC_USER, "x").with(item);
        for (Integer code : codes) {
            x = x.with(status(code));
        }
        return x;
    }

    static XmlElement status(int code) {
        return XmlElement.of(Ns.MUC_USER, "status").with("code", Integer.toString(code));
    }

    private List<XmlElement> payload(List<XmlElement> said, RoomOccupant about, XmlElement x) {
        List<XmlElement> payload = new ArrayList<>(said);
        Optional<XmlElement> id = room.occupantId(about.account());
        id.ifPresent(payload::add);
        payload.add(x);
        return payload;
    }
}
