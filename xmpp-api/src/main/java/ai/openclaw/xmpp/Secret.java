package ai.openclaw.xmpp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A password. It never shows itself: {@link #toString()} is the same for every secret. Immutable; it cannot be wiped from memory. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * A secret of that value.
     *
     * @throws IllegalArgumentException if the value is empty
     */
    public static Secret of(String value) {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new Secret(value);
    }

    /** The password itself: for the one place that proves it to the server. */
    public String reveal() {
        return value;
    }

    /** Whether both are the same secret, in a time that tells nothing about where they differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
