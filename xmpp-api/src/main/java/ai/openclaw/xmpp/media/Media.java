package ai.openclaw.xmpp.media;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Sends files to the server and fetches those that others share (XEP-0363, XEP-0066). Each transfer has a thread of its own. */
public interface Media {

    /**
     * Uploads a file to the account's own server (XEP-0363).
     *
     * @param file of which {@code size} and {@code contentType} are told to the server; its name is made safe
     * @return the address to share: whoever has it has the file. Fails with {@code UNSUPPORTED} if the server takes no uploads or names no usable
     *     https address, {@code STANZA_ERROR} if it refuses this one (too large, over quota), {@code CONFIGURATION} if it names an address of
     *     a private network and has none itself, {@code DISCONNECTED} if there is no stream, the file cannot be read, or the transfer
     *     breaks or takes more than two minutes
     */
    CompletionStage<URI> upload(MediaFile file);

    /**
     * Fetches a shared file into a directory, under guard: only https, only from the account's own upload services and the
     * hosts that the configuration names, no redirects, never from private addresses unless the XMPP server itself has one,
     * never more than {@code maxBytes}. Where the link says what the file is (XEP-0446), a hash that does not match fails too; the name is
     * then the sender's, made safe.
     *
     * @param directory made with mode 0700 if it is missing. Each file lies in a directory of its own in it, and is yours to delete
     * @param maxBytes the most that is read; past it the file is deleted and the stage fails
     * @return the file, with mode 0600; its size is what was read, its media type what the host says, or the sender where the host does
     *     not know. Fails with {@code CONFIGURATION} if the guard refuses, the file is too large, or its hash is another (the message says
     *     why and what to set), {@code UNREACHABLE} for a host that DNS does not know, {@code TIMEOUT} if it has not come within two minutes, {@code
     *     DISCONNECTED} if the host answers with anything but 200, the file cannot be written, or the transfer breaks. The account's own upload
     *     services are asked once what their hosts are called: where that cannot be done, it fails with {@code DISCONNECTED} or {@code
     *     TIMEOUT}
     */
    CompletionStage<MediaFile> download(MediaLink link, Path directory, long maxBytes);
}
