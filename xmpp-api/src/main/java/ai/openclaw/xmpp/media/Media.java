package ai.openclaw.xmpp.media;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Sends files to the server and fetches those that others share. */
public interface Media {

    /**
     * Uploads a file to the account's own server (XEP-0363).
     *
     * @return the address to share; fails with {@code UNSUPPORTED} if the server takes no uploads, {@code STANZA_ERROR} if it
     *     refuses this one (too large, over quota), {@code DISCONNECTED} or {@code TIMEOUT} if the transfer broke
     */
    CompletionStage<URI> upload(MediaFile file);

    /**
     * Fetches a shared file into a directory, under guard: only https, only from the account's own upload services and the
     * hosts that the configuration names, no redirects, never from private addresses unless the XMPP server itself has one,
     * never more than {@code maxBytes}. Where the link says what the file is (XEP-0446), a hash that does not match fails too; the name is
     * then the sender's, made safe.
     *
     * @param maxBytes the most that is read; past it the file is deleted and the stage fails
     * @return the file, with mode 0600; fails with {@code CONFIGURATION} if the guard refuses (the message says why and what to
     *     set), else with the kind of the network's failure
     */
    CompletionStage<MediaFile> download(MediaLink link, Path directory, long maxBytes);
}
