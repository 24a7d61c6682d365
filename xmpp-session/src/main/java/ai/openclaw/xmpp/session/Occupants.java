package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.muc.Occupant;
import ai.openclaw.xmpp.session.codec.MucStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is in a room on this stream: what its presence said, and nothing from before. */
final class Occupants {

    private record Known(Occupant occupant, @Nullable String claimedId) {}

    private final Map<String, Known> byNick = new TreeMap<>();

    /** Whether the room announces occupant ids (XEP-0421); if not, anybody may have put one in. */
    private boolean idsTrusted;

    void clear() {
        byNick.clear();
    }

    void trustIds(boolean trust) {
        idsTrusted = trust;
    }

    /** Takes over what presence says of somebody; tells whether that is news. */
    boolean put(Jid address, MucStatus status) {
        Occupant occupant = new Occupant(address, status.realJid(), null, status.affiliation(), status.role());
        Known known = new Known(occupant, status.occupantId());
        return !known.equals(byNick.put(occupant.nick(), known));
    }

    void remove(String nick) {
        byNick.remove(nick);
    }

    Optional<Occupant> find(@Nullable String nick) {
        return nick == null
                ? Optional.empty()
                : Optional.ofNullable(byNick.get(nick)).map(this::view);
    }

    List<Occupant> list() {
        return byNick.values().stream().map(this::view).toList();
    }

    private Occupant view(Known known) {
        Occupant o = known.occupant();
        return idsTrusted ? new Occupant(o.address(), o.realJid(), known.claimedId(), o.affiliation(), o.role()) : o;
    }
}
