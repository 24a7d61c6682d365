package ai.openclaw.xmpp.media;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file shared by its address (XEP-0066, XEP-0447, XEP-0385). Nothing of it is checked: fetch it only through {@link Media#download}.
 *
 * @param url as it was sent, untrusted
 * @param description what the sender says of it, untrusted; or {@code null}
 * @param file what the sender says that it is, untrusted; or {@code null}
 */
public record MediaLink(
        String url, @Nullable String description, @Nullable FileInfo file) {
    public MediaLink {
        Objects.requireNonNull(url, "url");
    }

    /** A link of which nothing more is said. */
    public MediaLink(String url, @Nullable String description) {
        this(url, description, null);
    }
}
