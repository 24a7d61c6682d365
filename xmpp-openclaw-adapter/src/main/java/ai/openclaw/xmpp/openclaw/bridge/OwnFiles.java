package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaFile;
import ai.openclaw.xmpp.openclaw.wire.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The files that the host wants sent, as others are told of them.
 *
 * @param outgoing the only directory whose files are read; others in the state directory hold what was said, and passwords
 */
record OwnFiles(XmppSession session, Path outgoing) {

    /** Its name in the state directory. */
    static final String FOLDER = "outgoing";

    /** A file that is elsewhere already, or one of ours, uploaded. */
    CompletionStage<SharedFile> shared(Requests.OutgoingFile media) {
        if (media.path() == null) {
            if (media.url() == null) {
                throw new IllegalArgumentException("media needs a path or a url");
            }
            return CompletableFuture.completedFuture(new SharedFile(media.url(), null));
        }
        MediaFile file = ownFile(media);
        FileInfo info = SharedFile.info(file);
        return session.media().upload(file).thenApply(uri -> new SharedFile(uri.toASCIIString(), info));
    }

    /** Only what was put there to be sent is read: the plugin puts there what the host allows to be sent. */
    private MediaFile ownFile(Requests.OutgoingFile media) {
        try {
            Path path = Path.of(String.valueOf(media.path()));
            Path real = path.toRealPath();
            if (!real.startsWith(outgoing.toRealPath()) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new XmppException(
                        XmppException.Kind.CONFIGURATION,
                        "only files in the state directory's folder " + FOLDER + " are sent; put a copy there");
            }
            String name = media.name() == null ? String.valueOf(real.getFileName()) : media.name();
            String type = media.contentType() == null ? "application/octet-stream" : media.contentType();
            return new MediaFile(real, name, type, Files.size(real));
        } catch (IOException | InvalidPathException e) {
            throw new XmppException(XmppException.Kind.CONFIGURATION, "the file to be sent cannot be read", e);
        }
    }

    /** What to tell of a file that was not sent. */
    static RuntimeException failed(Throwable failure, boolean textSent) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof XmppException known)) {
            return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
        }
        String message =
                (textSent ? "the text was sent, the file was not: " : "the file was not sent: ") + known.getMessage();
        return known.stanzaError()
                .map(error -> new XmppException(message, error))
                .orElseGet(() -> new XmppException(known.kind(), message, known));
    }
}
