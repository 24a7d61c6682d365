package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A room as it looked at one moment.
 *
 * @param jid its bare JID
 * @param nick our nick in it
 * @param state how far we are
 * @param problem why we are not inside, with the cure; or {@code null}
 * @param subject the room's subject, untrusted; or {@code null}
 * @param occupants who is in it, by nick
 * @param expelled whether somebody wanted us out (a kick, a ban, the end of the room): then the session does not come back by itself
 */
public record Room(
        Jid jid,
        String nick,
        RoomState state,
        @Nullable String problem,
        @Nullable String subject,
        List<Occupant> occupants,
        boolean expelled) {
    public Room {
        Objects.requireNonNull(jid, "jid");
        Objects.requireNonNull(nick, "nick");
        Objects.requireNonNull(state, "state");
        occupants = List.copyOf(occupants);
    }
}
