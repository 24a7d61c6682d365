package ai.openclaw.xmpp.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/** Fields without which a request means nothing. */
final class Needed {

    private Needed() {}

    static <T> T field(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
