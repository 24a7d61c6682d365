package ai.openclaw.xmpp.media;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file shared by its address (XEP-0066). Nothing of it is checked: fetch it only through {@link Media#download}.
 *
 * @param url as it was sent, untrusted
 * @param description what the sender calls it, untrusted; or {@code null}
 */
public record MediaLink(String url, @Nullable String description) {
    public MediaLink {
        Objects.requireNonNull(url, "url");
    }
}
