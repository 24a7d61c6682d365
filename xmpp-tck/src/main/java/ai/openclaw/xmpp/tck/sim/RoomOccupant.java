package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.muc.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Somebody in a room, with one or more clients under one nick. Server's loop only. */
final class RoomOccupant {

    private final Jid account;
    private final Map<Jid, List<XmlElement>> sessions = new LinkedHashMap<>();
    private Jid address;
    private Role role;

    RoomOccupant(Jid account, Jid address, Role role) {
        this.account = account;
        this.address = address;
        this.role = role;
    }

    /** The bare JID behind the nick. */
    Jid account() {
        return account;
    }

    /** The address in the room: what others see. */
    Jid address() {
        return address;
    }

    String nick() {
        return Objects.requireNonNull(address.resource());
    }

    void rename(Jid newAddress) {
        address = newAddress;
    }

    Role role() {
        return role;
    }

    void role(Role newRole) {
        role = newRole;
    }

    /** The full JIDs of its clients. */
    List<Jid> sessions() {
        return List.copyOf(sessions.keySet());
    }

    boolean has(Jid full) {
        return sessions.containsKey(full);
    }

    /** A client is in the room, and says this of itself. */
    void put(Jid full, List<XmlElement> presence) {
        sessions.put(full, presence);
    }

    /** A client is no longer. */
    void remove(Jid full) {
        sessions.remove(full);
    }

    /** What the client that spoke last, or came last, says of itself. */
    List<XmlElement> presence() {
        List<XmlElement> last = List.of();
        for (List<XmlElement> said : sessions.values()) {
            last = said;
        }
        return last;
    }
}
