package ai.openclaw.xmpp.media;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A file on this machine.
 *
 * @param path where it lies
 * @param name what people call it: one safe path segment
 * @param contentType its media type, such as {@code image/png}
 * @param size in bytes
 */
public record MediaFile(Path path, String name, String contentType, long size) {
    public MediaFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(contentType, "contentType");
    }
}
