package ai.openclaw.xmpp.live;

import ai.openclaw.xmpp.ReplyReference;
import ai.openclaw.xmpp.XmlElement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a message that was being written is in the end. It takes the place of all that was shown, so it names again what it answers.
 *
 * @param text all of it
 * @param payload further child elements
 * @param reply the message it answers, or {@code null}
 */
public record LiveEnd(
        String text, List<XmlElement> payload, @Nullable ReplyReference reply) {
    public LiveEnd {
        Objects.requireNonNull(text, "text");
        payload = List.copyOf(payload);
    }

    /** Nothing but a text. */
    public static LiveEnd of(String text) {
        return new LiveEnd(text, List.of(), null);
    }

    /** Without what is said. */
    @Override
    public String toString() {
        return "LiveEnd[" + text.length() + " characters]";
    }
}
