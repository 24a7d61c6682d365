package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.openclaw.wire.HostCalls.IncomingFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what people share into the state directory, for as long as the host needs to take it over.
 *
 * @param about the account and the event, for the log
 * @param directory where files go; made when it is needed
 * @param maxBytes the largest file
 * @param blockedTypes media types that are not handed over; {@code type/*} for all of a kind
 */
record InboundMedia(String about, Path directory, long maxBytes, List<String> blockedTypes) {

    private static final Logger LOG = LoggerFactory.getLogger(InboundMedia.class);
    private static final int MAX_FILES = 8;

    /** One entry for each link, in order; it never fails as a whole. */
    CompletionStage<List<IncomingFile>> fetch(XmppSession session, List<MediaLink> links) {
        if (links.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            PrivateFiles.createDirectories(directory);
        } catch (IOException e) {
            LOG.error("{}: files cannot be kept in {}", about, directory, e);
            return CompletableFuture.completedFuture(links.stream()
                    .map(link -> failed(link, "the state directory cannot be written to"))
                    .toList());
        }
        CompletionStage<List<IncomingFile>> all = CompletableFuture.completedFuture(new ArrayList<>());
        int count = 0;
        for (MediaLink link : links) {
            CompletionStage<IncomingFile> one = ++count > MAX_FILES
                    ? CompletableFuture.completedFuture(
                            failed(link, "more than " + MAX_FILES + " files in one message"))
                    : fetchOne(session, link);
            all = all.thenCombine(one, (list, file) -> {
                list.add(file);
                return list;
            });
        }
        return all;
    }

    private CompletionStage<IncomingFile> fetchOne(XmppSession session, MediaLink link) {
        CompletionStage<MediaFile> download;
        try {
            download = session.media().download(link, directory, maxBytes);
        } catch (RuntimeException e) {
            download = CompletableFuture.failedFuture(e);
        }
        return download.handle((file, failure) -> {
            if (failure == null) {
                return taken(link, file);
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            LOG.info("{}: a shared file was not fetched: {}", about, cause.getMessage());
            return failed(
                    link,
                    cause instanceof XmppException known ? String.valueOf(known.getMessage()) : "the download failed");
        });
    }

    private IncomingFile taken(MediaLink link, MediaFile file) {
        Optional<String> blocked = new BlockedTypes(blockedTypes).why(file.path(), file.contentType());
        if (blocked.isPresent()) {
            remove(file.path());
            return failed(link, blocked.get());
        }
        return new IncomingFile(file.path().toString(), file.name(), file.contentType(), file.size(), link.url(), null);
    }

    /** Where the files of an account go. */
    static Path directory(Path stateDir, String accountId) {
        return stateDir.resolve("media").resolve(PrivateFiles.safeName(accountId));
    }

    /** Deletes what a process that ended in the middle of a message has left: that message comes again, and is fetched again. */
    static void clear(Path directory) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder())
                    .filter(each -> !each.equals(directory))
                    .forEach(InboundMedia::removeOne);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("old files in {} were not deleted: {}", directory, e.toString());
        }
    }

    /** Deletes what was fetched. */
    void delete(List<IncomingFile> files) {
        for (IncomingFile file : files) {
            if (file.path() != null) {
                remove(Path.of(file.path()));
            }
        }
    }

    /** The file, and the directory that was made for it. */
    private void remove(Path file) {
        removeOne(file);
        Path own = file.getParent();
        if (own != null && directory.equals(own.getParent())) {
            removeOne(own);
        }
    }

    private static void removeOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a fetched file was not deleted: {}", e.toString());
        }
    }

    private static IncomingFile failed(MediaLink link, String why) {
        return new IncomingFile(null, null, null, null, link.url(), why);
    }
}
