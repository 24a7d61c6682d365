package ai.openclaw.xmpp.media;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sender says of a file (XEP-0446). Nothing of it is true before it was looked at.
 *
 * @param name what it is called, or {@code null}
 * @param contentType its media type, or {@code null}
 * @param size in bytes, or {@code null}
 * @param hashes base64 of its hashes (XEP-0300), by the algorithm's name such as {@code sha-256}
 */
public record FileInfo(
        @Nullable String name,
        @Nullable String contentType,
        @Nullable Long size,
        Map<String, String> hashes) {
    public FileInfo {
        hashes = Map.copyOf(hashes);
    }
}
