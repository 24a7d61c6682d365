package ai.openclaw.xmpp.spi;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Which store, and where.
 *
 * @param where {@code file}, or a URL whose scheme is the store's name
 * @param directory for what is kept in files; made if it is missing
 * @param forced whether a write is complete only when the disk has it. Without it a write survives the end of the process, and the last
 *     second or two may be lost when the machine loses its power
 */
public record StateStoreConfig(String where, Path directory, boolean forced) {

    public StateStoreConfig {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(directory, "directory");
    }

    /** Files in a directory. */
    public static StateStoreConfig files(Path directory) {
        return new StateStoreConfig("file", directory, false);
    }

    /** A copy that waits for the disk, or does not. */
    public StateStoreConfig withForced(boolean newForced) {
        return new StateStoreConfig(where, directory, newForced);
    }

    /** The name of the store that is meant. */
    public String store() {
        int colon = where.indexOf(':');
        return colon < 0 ? where : where.substring(0, colon);
    }
}
