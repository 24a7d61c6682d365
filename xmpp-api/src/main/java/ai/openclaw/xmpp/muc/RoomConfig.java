package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A room to be in.
 *
 * @param room its bare JID
 * @param nick the wished nick
 * @param password the room's password, or {@code null}
 */
public record RoomConfig(Jid room, String nick, @Nullable Secret password) {
    public RoomConfig {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(nick, "nick");
        if (!room.isBare() || room.local() == null) {
            throw new IllegalArgumentException("a room is written room@service, not " + room);
        }
        room.withResource(nick);
    }

    /** A room without a password. */
    public static RoomConfig of(Jid room, String nick) {
        return new RoomConfig(room, nick, null);
    }
}
