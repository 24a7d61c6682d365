package ai.openclaw.xmpp.policy;

import ai.openclaw.xmpp.Jid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the thing to be judged. There is no nick here: nicks never grant anything.
 *
 * @param kind what it is
 * @param sender the JID that the server vouches for; its resource does not matter. {@code null} where a room hides it
 * @param room the room that it came through, or {@code null}
 * @param mentioned whether it addresses us; matters in rooms only
 */
public record Facts(
        Kind kind, @Nullable Jid sender, @Nullable Jid room, boolean mentioned) {
    public Facts {
        Objects.requireNonNull(kind, "kind");
    }

    /** Something that one account sends us. */
    public static Facts direct(Kind kind, @Nullable Jid sender) {
        return new Facts(kind, sender, null, true);
    }

    /** Something that comes through a room. */
    public static Facts room(Kind kind, Jid room, @Nullable Jid sender, boolean mentioned) {
        return new Facts(kind, sender, Objects.requireNonNull(room, "room"), mentioned);
    }
}
