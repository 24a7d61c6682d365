package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A room that the account remembers (XEP-0402).
 *
 * @param room its bare JID
 * @param name what the account calls it; or {@code null}
 * @param nick the nick to use in it; or {@code null}
 * @param autojoin whether clients are to enter it by themselves. Sessions do not: an application says which rooms it wants
 * @param password the room's password, or {@code null}
 */
public record Bookmark(
        Jid room,
        @Nullable String name,
        @Nullable String nick,
        boolean autojoin,
        @Nullable Secret password) {

    public Bookmark {
        Objects.requireNonNull(room, "room");
        if (!room.isBare() || room.local() == null) {
            throw new IllegalArgumentException("a room is written room@service, not " + room);
        }
    }

    /** A room with no more than its name. */
    public static Bookmark of(Jid room, @Nullable String name) {
        return new Bookmark(room, name, null, false, null);
    }
}
