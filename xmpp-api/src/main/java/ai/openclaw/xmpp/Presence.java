package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody is there (RFC 6121 §4). Occupants of rooms are not told this way.
 *
 * @param from the full JID
 * @param available whether that resource is online
 * @param show how available it is, {@code null} when it is not
 * @param status free text, untrusted, of any length that the server lets through; or {@code null}
 */
public record Presence(
        Jid from,
        boolean available,
        @Nullable Show show,
        @Nullable String status) {
    public Presence {
        Objects.requireNonNull(from, "from");
    }

    /** How available (RFC 6121 §4.7.2.1). */
    public enum Show {
        /** Online, nothing more said. */
        AVAILABLE,
        /** Wants to chat. */
        CHAT,
        /** Away for a while. */
        AWAY,
        /** Away for longer. */
        XA,
        /** Does not want to be disturbed. */
        DND
    }
}
