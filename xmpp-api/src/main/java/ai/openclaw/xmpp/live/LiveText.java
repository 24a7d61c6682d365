package ai.openclaw.xmpp.live;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.ReplyReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is being written.
 *
 * @param key names it; its id is made from it
 * @param to the full JID of the client that is to see it grow
 * @param text all of it so far
 * @param thread its thread, or {@code null}
 * @param reply the message it answers, or {@code null}
 */
public record LiveText(
        String key,
        Jid to,
        String text,
        @Nullable MessageThread thread,
        @Nullable ReplyReference reply) {
    public LiveText {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(text, "text");
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "LiveText[" + key + " to " + to + ", " + text.length() + " characters]";
    }
}
