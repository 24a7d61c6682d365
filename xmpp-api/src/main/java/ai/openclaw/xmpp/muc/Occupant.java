package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room, as the room's presence of this stream described them.
 *
 * @param address {@code room@service/nick}; the nick is anybody's choice and proves nothing
 * @param realJid the bare JID behind the nick, where the room shows it to us; else {@code null}
 * @param occupantId the room's stable name for this person (XEP-0421), if the room announces it; else {@code null}
 * @param affiliation the relation to the room
 * @param role what they may do
 */
public record Occupant(
        Jid address, @Nullable Jid realJid, @Nullable String occupantId, Affiliation affiliation, Role role) {
    public Occupant {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(affiliation, "affiliation");
        Objects.requireNonNull(role, "role");
        if (address.isBare()) {
            throw new IllegalArgumentException("an occupant has a nick, " + address + " has none");
        }
    }

    /** The nick, untrusted. */
    public String nick() {
        return Objects.requireNonNull(address.resource());
    }
}
