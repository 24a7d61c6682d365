package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.Rooms;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote to us privately from which occupant's address. Nicks change hands between a question and its answer; the answer goes to the
 * person. Bounded. Not thread-safe.
 */
final class PrivatePartners {

    private static final int MAX = 1000;

    private final Map<Jid, String> people = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, String> eldest) {
            return size() > MAX;
        }
    };

    /** What a room says of somebody that no nick changes; {@code null} if it says nothing. */
    private static @Nullable String person(Occupant occupant) {
        if (occupant.realJid() != null) {
            return "jid " + occupant.realJid().bare();
        }
        return occupant.occupantId() == null ? null : "occupant " + occupant.occupantId();
    }

    /** Somebody wrote from there. */
    void heard(Jid address, @Nullable Occupant occupant) {
        people.remove(address);
        String person = occupant == null ? null : person(occupant);
        if (person != null) {
            people.put(address, person);
        }
    }

    /**
     * Where the person is now who wrote from there last; the address itself if nobody did, or the room does not tell its people apart.
     *
     * @throws XmppException of kind {@code STATE} if they are no longer in the room
     */
    Jid addressNow(Rooms rooms, Jid address) {
        String wanted = people.get(address);
        Optional<Room> room = rooms.find(address.bare());
        if (wanted == null || room.isEmpty()) {
            return address;
        }
        return room.get().occupants().stream()
                .filter(occupant -> wanted.equals(person(occupant)))
                .map(Occupant::address)
                // Somebody may be there twice.
                .reduce((one, other) -> other.equals(address) ? other : one)
                .orElseThrow(() -> new XmppException(
                        XmppException.Kind.STATE,
                        "who wrote as " + Shown.address(address)
                                + " is no longer in the room; nobody else gets the answer"));
    }
}
