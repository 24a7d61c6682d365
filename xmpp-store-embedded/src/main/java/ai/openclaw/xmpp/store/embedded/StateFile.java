package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.XmppException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file: opened for this user and this process only, moved aside when it is corrupt, tidied up. Store thread only. */
final class StateFile {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    static final String NAME = "state.mv.db";

    private static final String ASIDE = NAME + ".corrupt-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MAX_ASIDE = 5;

    /** In place of what was overwritten there may be anything until the disk has it; each second it is told to. */
    private static final int RETENTION_MILLIS = 3000;

    private static final int CACHE_MEGABYTES = 4;

    /** A file that is smaller is not worth tidying. */
    private static final long SMALL = 8L << 20;

    /** A name that no account has. */
    private static final String TENDED = "/tended";

    /** When that many rounds gave no room back, the next ones will not either. */
    private static final int MAX_IDLE_ROUNDS = 20;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    /** Another process has it. */
    static final class LockedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Path directory;
    private final Path file;
    private final boolean forced;
    private final Schema schema;
    private @Nullable MVStore store;
    private int idleRounds;

    StateFile(Path directory, boolean forced, Schema schema) {
        this.directory = directory.toAbsolutePath().normalize();
        this.file = this.directory.resolve(NAME);
        this.forced = forced;
        this.schema = schema;
    }

    /**
     * The open file; opens it if it is not.
     *
     * @throws LockedException if another process has it
     * @throws XmppException if it cannot be used
     */
    MVStore open() throws LockedException {
        if (store == null || store.isClosed()) {
            prepare();
            try {
                store = read();
            } catch (MVStoreException unreadable) {
                if (unreadable.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                    throw new LockedException();
                }
                if (unreadable.getErrorCode() == DataUtils.ERROR_UNSUPPORTED_FORMAT) {
                    throw Schema.newer(file, String.valueOf(unreadable.getMessage()));
                }
                if (!isCorrupt(unreadable) && unreadable.getErrorCode() != DataUtils.ERROR_INTERNAL) {
                    // A full or failing disk says nothing of the content.
                    throw unreadable;
                }
                moveAside(unreadable);
                prepare();
                store = read();
            }
        }
        return store;
    }

    private MVStore read() {
        MVStore opened;
        try {
            opened = new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
        } catch (MVStoreException known) {
            throw known;
        } catch (RuntimeException | Error nonsense) {
            throw new MVStoreException(DataUtils.ERROR_FILE_CORRUPT, nonsense.toString());
        }
        try {
            opened.setVersionsToKeep(0);
            opened.setRetentionTime(forced ? 0 : RETENTION_MILLIS);
            schema.apply(opened, file);
            return opened;
        } catch (RuntimeException | Error failed) {
            opened.closeImmediately();
            throw failed;
        }
    }

    /** Makes directory and file, for this user only. */
    private void prepare() {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, mode("rwx------"));
            }
            try {
                Files.createFile(file, mode("rw-------"));
            } catch (FileAlreadyExistsException usual) {
                if (POSIX && !Files.getPosixFilePermissions(file).equals(OWNER)) {
                    Files.setPosixFilePermissions(file, OWNER);
                }
            }
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException refused) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "the state file " + file + " cannot be used (" + refused
                            + "); this user must be able to read and write it and its directory",
                    refused);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Begins anew, and keeps what was there for those who want to look at it. */
    void moveAside(Throwable why) {
        discard();
        Path aside = directory.resolve(ASIDE + STAMP.format(Instant.now()));
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.error(
                    "the state file {} is corrupt ({}). It was moved to {}, and we go on without state: messages that were received and"
                            + " not yet answered are lost, and copies of older ones may be taken for new. Check the disk",
                    file,
                    why.getMessage(),
                    aside);
            forgetOldest();
        } catch (IOException e) {
            throw new XmppException(
                    XmppException.Kind.STATE,
                    "the state file " + file + " is corrupt and cannot be moved aside (" + e
                            + "); move it away by hand",
                    why);
        }
    }

    /** A disk that corrupts each file must not be filled with them. */
    private void forgetOldest() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(directory)) {
            all = files.filter(path -> String.valueOf(path.getFileName()).startsWith(ASIDE))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path old : all.subList(Math.min(MAX_ASIDE, all.size()), all.size())) {
            Files.delete(old);
        }
    }

    /** Writes down what was changed. */
    void commit(MVStore open) {
        open.commit();
        if (forced) {
            open.sync();
        }
    }

    /**
     * Lets the disk have all, and gathers what little is left in old pieces of the file, so that their room is used again; a few dozen
     * milliseconds at most. Pieces are only written anew, never moved over others: a halt in between does no harm.
     *
     * @return whether there is more to do
     */
    boolean tend() {
        if (store == null || store.isClosed()) {
            return false;
        }
        if (!forced) {
            store.sync();
        }
        long size = store.getFileStore().size();
        if (size < SMALL) {
            idleRounds = 0;
            return false;
        }
        store.compact(50, 1 << 20);
        // Room is given back with a commit, and there is one only if something has changed.
        store.openMap(TENDED).put("at", Instant.now().toString());
        store.commit();
        idleRounds = store.getFileStore().size() < size ? 0 : idleRounds + 1;
        return idleRounds < MAX_IDLE_ROUNDS;
    }

    /** Gives up what is not yet written; the next {@link #open} sees the last commit. */
    void discard() {
        if (store != null) {
            store.closeImmediately();
            store = null;
        }
    }

    /** Closes the file. */
    void close() {
        if (store != null && !store.isClosed()) {
            store.close();
        }
        store = null;
    }

    XmppException locked() {
        return new XmppException(
                XmppException.Kind.STATE,
                "the state file " + file
                        + " is in use by another process: another gateway or bot runs on the same directory, or"
                        + " the one before has not ended; end it, or give this one a directory of its own");
    }

    XmppException failed(Throwable why) {
        if (why instanceof XmppException told) {
            return told;
        }
        boolean writing =
                why instanceof MVStoreException known && known.getErrorCode() == DataUtils.ERROR_WRITING_FAILED;
        return new XmppException(
                XmppException.Kind.STATE,
                "the state file " + file + " cannot be " + (writing ? "written" : "used") + " (" + reason(why) + "); "
                        + (writing
                                ? "make room on its disk: nothing that comes is acknowledged until it can be written"
                                : "the log says more"),
                why);
    }

    private static String reason(Throwable why) {
        return why.getCause() instanceof IOException cause ? cause.toString() : why.toString();
    }

    /** Whether the file's content is the trouble: then trying again does not help. */
    static boolean isCorrupt(RuntimeException why) {
        if (why instanceof XmppException) {
            return false;
        }
        if (!(why instanceof MVStoreException known)) {
            // What a reader stumbles over when lengths and offsets are none.
            return true;
        }
        return switch (known.getErrorCode()) {
            case DataUtils.ERROR_FILE_CORRUPT,
                    DataUtils.ERROR_CHUNK_NOT_FOUND,
                    DataUtils.ERROR_BLOCK_NOT_FOUND,
                    DataUtils.ERROR_SERIALIZATION,
                    DataUtils.ERROR_UNKNOWN_DATA_TYPE -> true;
            case DataUtils.ERROR_READING_FAILED -> why.getCause() instanceof EOFException;
            default -> false;
        };
    }
}
