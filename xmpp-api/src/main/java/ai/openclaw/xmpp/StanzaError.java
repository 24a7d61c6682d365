package ai.openclaw.xmpp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The error that another entity answered with (RFC 6120 §8.3).
 *
 * @param type {@code auth}, {@code cancel}, {@code continue}, {@code modify} or {@code wait}
 * @param condition the defined condition, such as {@code not-authorized}
 * @param text what the other side says of it, untrusted; or {@code null}
 */
public record StanzaError(
        String type, String condition, @Nullable String text) {
    public StanzaError {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(condition, "condition");
    }
}
