package ai.openclaw.xmpp.onboarding;

import java.util.Objects;

/**
 * A setting of the host, outside of the channel's own object, that should be changed. To be shown to the operator before it is.
 *
 * @param path where it is, such as {@code session.dmScope}
 * @param value what it should be: text, or a list of texts that must be in the list there
 * @param why the reason, a sentence
 */
public record HostPatch(String path, Object value, String why) {
    public HostPatch {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(why, "why");
    }
}
