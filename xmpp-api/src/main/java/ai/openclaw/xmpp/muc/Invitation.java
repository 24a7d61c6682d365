package ai.openclaw.xmpp.muc;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks us into a room. Nothing is done about it unless you do: {@link Rooms#join} follows, {@link Rooms#decline} refuses.
 *
 * <p>A direct invitation (XEP-0249) comes from the inviter, whose server vouches for the name; that the room exists, and is one, is
 * only said. A mediated one (XEP-0045 §7.8.2) comes from the room, and who invites is only said by the room: a service of somebody
 * malicious names whom it likes.
 *
 * @param room the room's bare JID
 * @param inviter the bare JID of who invites; {@code null} if the room does not say, never if {@code direct}
 * @param direct whether it came from the inviter; else from the room
 * @param password the room's password, if it was sent along; else {@code null}
 * @param reason what is given as reason, untrusted; or {@code null}
 */
public record Invitation(
        Jid room,
        @Nullable Jid inviter,
        boolean direct,
        @Nullable Secret password,
        @Nullable String reason) {
    public Invitation {
        Objects.requireNonNull(room, "room");
        if (!room.isBare() || room.local() == null) {
            throw new IllegalArgumentException("a room is written room@service, not " + room);
        }
        if (direct) {
            Objects.requireNonNull(inviter, "a direct invitation has an inviter");
        }
        inviter = inviter == null ? null : inviter.bare();
    }
}
